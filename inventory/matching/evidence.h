// What speaks for and against one record being one computer, and which rule that makes.
#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "inventory/matching/buckets.h"
#include "inventory/matching/entities.h"

namespace attt::inventory::matching {

// A computer with what certain links have taught of it, or the records of one source that are one computer.
using Bag = std::vector<std::uint32_t>;  // places in World::entities

// Bags by each of their keys. A bag is named by its place in the list it was built from.
struct Index {
    Buckets serial, uuid, mac, host, ip;
    // Names that many have, apart for each agency: (name, agency of the bag's first member) in order, with the bag.
    using InAgency = std::vector<std::tuple<Id, Id, std::uint32_t>>;
    InAgency host_in_agency;
    // The same of addresses that several have: many offices number their networks alike.
    InAgency ip_in_agency;
    Index() = default;
    Index(const World& world, std::span<const Bag> bags);

    // Calls visit(bag) for the bags of this name in this agency.
    template <class Visit>
    void each_named(Id name, Id agency, Visit visit) const {
        each_in(host_in_agency, name, agency, visit);
    }
    // How many bags of this agency have the address.
    std::size_t count_ip(Id address, Id agency) const {
        std::size_t count = 0;
        each_in(ip_in_agency, address, agency, [&](std::uint32_t) { ++count; });
        return count;
    }

  private:
    template <class Visit>
    static void each_in(const InAgency& all, Id key, Id agency, Visit visit) {
        auto at = std::lower_bound(all.begin(), all.end(), std::tuple(key, agency, 0U));
        for (; at != all.end() && std::get<0>(*at) == key && std::get<1>(*at) == agency; ++at)
            visit(std::get<2>(*at));
    }
};

// A key that more bags than this share brings no candidate by itself; it may still support another key.
inline constexpr std::size_t most_by_key = 8;
inline constexpr std::size_t most_by_name = 64;

enum class Agreement : std::uint8_t { unknown, same, differs };

struct Evidence {
    bool serial = false;       // the same sound serial that is no other computer's
    bool weak_serial = false;  // the same, but of a kind that decides nothing alone
    bool serial_once = false;  // and one record's only
    bool serial_differs = false;
    bool uuid = false;
    bool uuid_once = false;
    bool mac = false;        // one in common that is no other computer's
    bool mac_sound = false;  // and set by its maker
    bool mac_once = false;
    bool mac_differs = false;
    bool host = false;
    bool host_sound = false;
    bool host_whole = false;  // the whole name, not what may be left of one that was cut
    bool host_sole = false;   // no other computer is called so
    bool host_differs = false;
    bool host_once = false;  // no other computer and no other record is called so
    bool ip = false;
    bool ip_at_home = false;  // one that other agencies have too, but nobody else in theirs
    Agreement agency = Agreement::unknown;
    bool agency_guessed = false;
    bool os_differs = false;
    bool retired = false;
};

// Both sides as the index sees them; `records` is of one source.
struct Sides {
    const World& world;
    const Index& computers;
    const Index& records;
};
Evidence compare(const Sides& sides, const Bag& computer, const Bag& record);

struct Edge {
    model::LinkRule rule = model::LinkRule::r9;
    model::LinkTier tier = model::LinkTier::review;
    bool second_only = false;  // enough for a further record of a computer already found, not for the first
    bool cut_name = false;     // by a name that may have been cut: whole ones come first
    bool sole_name = false;    // by a name that no other computer has
    std::uint8_t matched = 0, differing = 0;
    std::uint16_t doubts = 0;
};

// Nothing when they have nothing in common that is worth saying. `other_name`: the record's name is another computer's,
// or the computer's name is another record's.
std::optional<Edge> judge(const Evidence& evidence, bool other_name);

}  // namespace attt::inventory::matching
