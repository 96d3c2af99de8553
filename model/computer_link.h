// How records of sources belong to computers of the inventory: links with their tier and reason, and what officers
// pinned by hand.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace attt::model {

// certain counts in the figure that is signed; probable is shown beside it; review waits for an officer.
enum class LinkTier { certain, probable, review };
inline constexpr std::array<std::string_view, 3> link_tier_names = {"certain", "probable", "review"};
inline std::string_view name_of(LinkTier tier) {
    return link_tier_names[static_cast<std::size_t>(tier)];
}

// R0 pinned by hand · R1 linked before under the same id · R2 serial and another key · R3 serial · R4 UUID and another
// key · R5 MAC and name · R6 MAC · R7 name and IP · R8 name and agency · R9 name alone. The numbers are permanent.
enum class LinkRule { r0, r1, r2, r3, r4, r5, r6, r7, r8, r9 };
inline constexpr std::array<std::string_view, 10> link_rule_names = {"R0", "R1", "R2", "R3", "R4",
                                                                     "R5", "R6", "R7", "R8", "R9"};
inline std::string_view name_of(LinkRule rule) {
    return link_rule_names[static_cast<std::size_t>(rule)];
}

// Keys by which computers are recognised, as bits.
enum class Key : std::uint8_t { serial = 1, uuid = 2, mac = 4, name = 8, ip = 16, agency = 32 };
inline constexpr std::array<std::string_view, 6> key_names = {"serial", "uuid", "mac", "name", "ip", "agency"};

// Why a link is not taken as what its rule would make it. Bits.
enum class Doubt : std::uint16_t {
    none = 0,
    serial_differs = 1,    // both have a sound serial
    mac_differs = 2,       // both have sound MACs, none in common, and no serial speaks
    retired = 4,           // the inventory says that the computer is no longer used
    name_of_another = 8,   // the record's name is that of another computer
    agency_differs = 16,   // the record stands in another agency's group
    common_name = 32,      // a name that many computers may have
    key_alone = 64,        // one weak key and nothing beside it
    others_as_good = 128,  // several computers or records answer equally well
    same_time = 256,       // two records active at the same time: a shared adapter rather than a reinstallation
    os_differs = 512,      // another family of operating system
};

struct ComputerLink {
    std::uint32_t computer = 0;  // place in Inventory::computers
    std::uint32_t source = 0;    // place in the list of sources
    std::uint32_t record = 0;    // place in ComputerSource::records
    LinkTier tier = LinkTier::review;
    LinkRule rule = LinkRule::r9;
    bool current = true;         // false: an older record of the same computer in the same source
    std::uint8_t matched = 0;    // Key bits
    std::uint8_t differing = 0;  // Key bits
    std::uint16_t doubts = 0;    // Doubt bits
    bool operator==(const ComputerLink&) const = default;
};

// Several computers that a record fits equally well; an officer chooses.
struct AmbiguousRecord {
    std::uint32_t source = 0;
    std::uint32_t record = 0;
    std::vector<std::uint32_t> computers;  // sorted; at most a handful
    bool operator==(const AmbiguousRecord&) const = default;
};

// By hand: this record is (or is not) this computer. Survives every later import.
struct ComputerPin {
    std::string source;
    std::string record;
    std::string computer;
    bool linked = true;  // false: split
    std::string reason;
    bool operator==(const ComputerPin&) const = default;
};

struct MatchResult {
    std::vector<ComputerLink> links;         // sorted by computer, source, record
    std::vector<AmbiguousRecord> ambiguous;  // sorted by source, record
};

}  // namespace attt::model
