#include "inventory/matching/entities.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace attt::inventory::matching {
namespace {

constexpr std::size_t most_addresses = 64;  // of one computer; the rest says nothing new
constexpr int most_parents = 16;

class Builder {
  public:
    explicit Builder(World& world) : world_(world) {}

    void add(const model::Computer& computer) {
        Entity entity;
        entity.agency = world_.agencies.of(computer.agency);
        entity.retired = computer.lifecycle == "retired";
        entity.os = os_family(computer.os);
        keys(entity, computer.serial, computer.uuid, computer.name);
        addresses(entity, computer.macs, std::span(&computer.ip, 1));
        world_.entities.push_back(entity);
    }

    void add(const model::ComputerRecord& record) {
        Entity entity;
        if (!record.agency.empty()) entity.agency = world_.agencies.of(record.agency);
        entity.os = os_family(record.os);
        entity.seen = record.last_seen ? record.last_seen->time_since_epoch().count() : 0;
        keys(entity, record.serial, record.uuid, record.name);
        addresses(entity, record.macs, record.ips);
        world_.entities.push_back(entity);
    }

  private:
    void keys(Entity& entity, std::string_view serial, std::string_view uuid, std::string_view name) {
        const NormalKey normal = normal_serial(serial);
        entity.serial_quality = normal.quality;
        if (!normal.canon.empty()) entity.serial = world_.serials.of(normal.canon);
        if (const NormalKey key = normal_uuid(uuid); !key.canon.empty()) entity.uuid = world_.uuids.of(key.canon);
        const NormalKey host = normal_host(name);
        entity.name_quality = host.quality;
        if (host.canon.empty()) return;
        entity.name = world_.names.of(host.canon);
        entity.host = world_.names.of(netbios_form(host.canon));
    }

    void addresses(Entity& entity, std::span<const std::string> macs, std::span<const std::string> ips) {
        entity.first_mac = static_cast<std::uint32_t>(world_.mac_pool.size());
        for (const std::string& text : macs.first(std::min(macs.size(), most_addresses))) {
            const NormalKey key = normal_mac(text);
            if (key.canon.empty()) continue;
            const Id id = world_.macs.of(key.canon);
            if (world_.mac_is_sound.size() <= id) world_.mac_is_sound.resize(id + 1);
            world_.mac_is_sound[id] = key.quality == Quality::sound;
            world_.mac_pool.push_back(id);
        }
        entity.macs = static_cast<std::uint16_t>(world_.mac_pool.size() - entity.first_mac);
        entity.first_ip = static_cast<std::uint32_t>(world_.ip_pool.size());
        for (const std::string& text : ips.first(std::min(ips.size(), most_addresses))) {
            const NormalKey key = normal_ip(text);
            if (!key.canon.empty()) world_.ip_pool.push_back(world_.ips.of(key.canon));
        }
        entity.ips = static_cast<std::uint16_t>(world_.ip_pool.size() - entity.first_ip);
    }

    World& world_;
};

// The network of an IPv4 address, as text: its first three parts.
std::string_view network_of(std::string_view ip) {
    const auto last = ip.rfind('.');
    return last == std::string_view::npos ? std::string_view() : ip.substr(0, last);
}

// Where the inventory knows a network as (nearly) one agency's, a record in it without a group is taken for that
// agency's. It supports a link and makes none.
void guess_agencies(World& world) {
    constexpr int least = 3;
    constexpr int purity_percent = 95;
    std::map<std::string_view, std::map<Id, int>> networks;
    for (std::uint32_t i = 0; i < world.computers; ++i) {
        const Entity& computer = world.entities[i];
        for (const Id ip : world.ips_of(computer)) {
            const auto network = network_of(world.ips.text(ip));
            if (!network.empty() && computer.agency != 0) ++networks[network][computer.agency];
        }
    }
    std::map<std::string_view, Id> owner;
    for (const auto& [network, agencies] : networks) {
        int total = 0;
        std::pair<int, Id> most{0, 0};
        for (const auto& [agency, count] : agencies) {
            total += count;
            most = std::max(most, {count, agency});
        }
        if (most.first >= least && most.first * 100 >= total * purity_percent) owner.emplace(network, most.second);
    }
    for (std::size_t i = world.computers; i < world.entities.size(); ++i) {
        Entity& record = world.entities[i];
        if (record.agency != 0) continue;
        for (const Id ip : world.ips_of(record)) {
            const auto found = owner.find(network_of(world.ips.text(ip)));
            if (found == owner.end()) continue;
            record.agency = found->second;
            record.agency_guessed = true;
            break;
        }
    }
}

}  // namespace

std::size_t Interner::slot_of(std::string_view text, std::uint32_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].id != 0 && (slots_[at].hash != hash || this->text(slots_[at].id) != text))
        at = (at + 1) & mask;
    return at;
}

void Interner::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.id == 0) continue;
        std::size_t at = slot.hash & mask;
        while (slots_[at].id != 0)
            at = (at + 1) & mask;
        slots_[at] = slot;
    }
}

Id Interner::of(std::string_view text) {
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
    const std::size_t at = slot_of(text, hash);
    if (slots_[at].id != 0) return slots_[at].id;
    const auto id = static_cast<Id>(size());
    texts_ += text;
    first_.push_back(texts_.size());
    slots_[at] = {hash, id};
    if (size() * 2 > slots_.size()) grow();
    return id;
}

bool World::related(Id a, Id b) const {
    const auto above = [&](Id lower, Id upper) {
        for (int step = 0; step < most_parents && lower != 0; ++step) {
            if (lower == upper) return true;
            lower = lower < agency_parent.size() ? agency_parent[lower] : 0;
        }
        return false;
    };
    return above(a, b) || above(b, a);
}

World build_world(const MatchInput& input) {
    World world;
    Builder builder(world);
    std::size_t total = input.computers.size();
    for (const model::ComputerSource& source : input.sources)
        total += source.records.size();
    world.entities.reserve(total);
    for (const model::Computer& computer : input.computers)
        builder.add(computer);
    world.computers = static_cast<std::uint32_t>(world.entities.size());
    for (const model::ComputerSource& source : input.sources) {
        world.first_of_source.push_back(static_cast<std::uint32_t>(world.entities.size()));
        for (const model::ComputerRecord& record : source.records)
            builder.add(record);
    }
    world.first_of_source.push_back(static_cast<std::uint32_t>(world.entities.size()));
    for (const model::Agency& agency : input.agencies) {
        const Id id = world.agencies.of(agency.id);
        const Id parent = agency.parent.empty() ? 0 : world.agencies.of(agency.parent);
        world.agency_parent.resize(std::max<std::size_t>(world.agency_parent.size(), world.agencies.size()));
        world.agency_parent[id] = parent;
    }
    world.mac_is_sound.resize(world.macs.size());
    guess_agencies(world);
    return world;
}

OsFamily os_family(std::string_view text) {
    const std::string lower = base::to_lower_ascii(text);
    const auto has = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
    if (has("windows")) return OsFamily::windows;
    if (has("macos") || has("mac os") || has("os x") || has("darwin")) return OsFamily::apple;
    if (has("linux") || has("ubuntu") || has("debian") || has("centos") || has("red hat") || has("fedora") ||
        has("freebsd"))
        return OsFamily::linux_unix;
    return OsFamily::unknown;
}

}  // namespace attt::inventory::matching
