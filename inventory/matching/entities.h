// Computers and records as numbers: every key interned once, so that comparing two of them is comparing integers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/matching/keys.h"
#include "inventory/matching/match.h"

namespace attt::inventory::matching {

using Id = std::uint32_t;  // 0: none

// Canonical texts to numbers from 1: texts in one string, numbers in a table by hash.
class Interner {
  public:
    Interner() : first_{0, 0}, slots_(64) {}
    Id of(std::string_view text);
    // Until the next of().
    std::string_view text(Id id) const {
        return std::string_view(texts_).substr(first_[id], first_[id + 1] - first_[id]);
    }
    std::size_t size() const { return first_.size() - 1; }

  private:
    struct Slot {
        std::uint32_t hash = 0;
        Id id = 0;
    };
    std::size_t slot_of(std::string_view text, std::uint32_t hash) const;
    void grow();

    std::string texts_;
    std::vector<std::uint64_t> first_;  // id -> where its text begins; the next id's is where it ends
    std::vector<Slot> slots_;           // a power of two of them, at most half taken
};

enum class OsFamily : std::uint8_t { unknown, windows, linux_unix, apple };

struct Entity {
    Id serial = 0;
    Id uuid = 0;
    Id name = 0;  // the whole host name
    Id host = 0;  // its NetBIOS form, by which names meet
    Id agency = 0;
    std::uint32_t first_mac = 0, first_ip = 0;
    std::uint16_t macs = 0, ips = 0;
    Quality serial_quality = Quality::absent;
    Quality name_quality = Quality::absent;
    OsFamily os = OsFamily::unknown;
    bool retired = false;
    bool agency_guessed = false;  // from the network that its address is in
    std::int64_t seen = 0;        // milliseconds; 0: not said
};

// Everything compared: first the computers, then the records of each source in turn.
struct World {
    std::vector<Entity> entities;
    std::vector<std::uint32_t> first_of_source;  // and one past the last
    std::vector<Id> mac_pool, ip_pool;
    Interner serials, uuids, names, macs, ips, agencies;
    std::vector<bool> mac_is_sound;  // by mac
    std::vector<Id> agency_parent;   // by agency
    std::uint32_t computers = 0;

    std::span<const Id> macs_of(const Entity& entity) const {
        return std::span(mac_pool).subspan(entity.first_mac, entity.macs);
    }
    std::span<const Id> ips_of(const Entity& entity) const {
        return std::span(ip_pool).subspan(entity.first_ip, entity.ips);
    }
    // The same agency, or one above the other.
    bool related(Id a, Id b) const;
};

World build_world(const MatchInput& input);

OsFamily os_family(std::string_view text);

}  // namespace attt::inventory::matching
