// A made-up province of which the truth is known: computers as they are, the inventory that an office keeps of them by
// hand, and what consoles say. The noise is what endpoint inventories suffer from: blank and placeholder serials,
// renamed and reinstalled computers, docks, clones, names that many have, computers that nobody listed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "inventory/matching/match.h"

namespace attt::inventory::matching::testing {

struct ProvinceSettings {
    std::uint64_t seed = 1;
    std::size_t computers = 5100;
    std::size_t agencies = 35;
    std::size_t sources = 1;     // the first is an antivirus console; further ones are inventory agents
    double on_console = 0.83;    // share of computers that the console sees
    double serial_blank = 0.35;  // of inventory rows
    double serial_placeholder = 0.22;
    double mac_blank = 0.40;    // of inventory rows
    double group_empty = 0.12;  // of console records
    double renamed = 0.06;      // since the inventory was written
    double reinstalled = 0.05;  // leaves a second record
    double docked = 0.08;       // the console shows the MAC of a dock
    double cloned = 0.03;       // share a serial and a UUID with others
    double moved = 0.03;        // to another agency
    double replaced = 0.03;     // another computer took over the name
    double unlisted = 0.06;     // on the console, not in the inventory
};

struct Province {
    std::vector<model::Agency> agencies;
    std::vector<model::Computer> computers;
    std::vector<model::ComputerSource> sources;
    // (source, record id) -> id of the computer; records of unlisted computers are not in it.
    std::map<std::pair<std::size_t, std::string>, std::string> truth;
    std::size_t protected_computers = 0;  // of the inventory: antivirus is installed on them and the console knows

    MatchInput input() const { return {computers, agencies, sources}; }
};

Province make_province(const ProvinceSettings& settings);

// The same province, its rows in another order.
Province shuffled(Province province, std::uint64_t seed);

}  // namespace attt::inventory::matching::testing
