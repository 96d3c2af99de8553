#include "inventory/matching/evidence.h"

#include <algorithm>

namespace attt::inventory::matching {
namespace {

using model::Doubt;
using model::Key;
using model::LinkRule;
using model::LinkTier;

// From how many holders on a key is nobody's.
constexpr std::size_t shared_computers = 2;
constexpr std::size_t shared_records = 3;

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

bool shared(const Buckets& computers, const Buckets& records, Id key) {
    return computers.count(key) >= shared_computers || records.count(key) >= shared_records;
}

bool once(const Buckets& computers, const Buckets& records, Id key) {
    return computers.count(key) <= 1 && records.count(key) <= 1;
}

void compare_serials(const Sides& sides, const Entity& a, const Entity& b, Evidence& out, bool& near) {
    if (a.serial == 0 || b.serial == 0) return;
    const bool bad = shared(sides.computers.serial, sides.records.serial, a.serial) ||
                     shared(sides.computers.serial, sides.records.serial, b.serial);
    if (bad) return;
    if (a.serial == b.serial) {
        (a.serial_quality == Quality::sound ? out.serial : out.weak_serial) = true;
        out.serial_once |= once(sides.computers.serial, sides.records.serial, a.serial);
    } else if (a.serial_quality == Quality::sound && b.serial_quality == Quality::sound) {
        if (nearly_equal_serials(sides.world.serials.text(a.serial), sides.world.serials.text(b.serial)))
            near = true;
        else
            out.serial_differs = true;
    }
}

void compare_uuids(const Sides& sides, const Entity& a, const Entity& b, Evidence& out) {
    if (a.uuid == 0 || a.uuid != b.uuid) return;
    if (shared(sides.computers.uuid, sides.records.uuid, a.uuid)) return;
    out.uuid = true;
    out.uuid_once |= once(sides.computers.uuid, sides.records.uuid, a.uuid);
}

struct MacSight {
    bool common = false;        // any, shared ones too
    bool computer_own = false;  // a sound one that is nobody else's
    bool record_own = false;
};

void compare_macs(const Sides& sides, const Entity& a, const Entity& b, Evidence& out, MacSight& sight) {
    const auto own = [&](Id mac) {
        return sides.world.mac_is_sound[mac] && !shared(sides.computers.mac, sides.records.mac, mac);
    };
    for (const Id mac : sides.world.macs_of(a))
        sight.computer_own |= own(mac);
    for (const Id mac : sides.world.macs_of(b)) {
        sight.record_own |= own(mac);
        const auto macs = sides.world.macs_of(a);
        if (std::find(macs.begin(), macs.end(), mac) == macs.end()) continue;
        sight.common = true;
        if (shared(sides.computers.mac, sides.records.mac, mac)) continue;
        out.mac = true;
        out.mac_sound |= sides.world.mac_is_sound[mac];
        out.mac_once |= once(sides.computers.mac, sides.records.mac, mac);
    }
}

struct NameSight {
    bool both = false;
};

void compare_names(const Sides& sides, const Entity& a, const Entity& b, Evidence& out, NameSight& sight) {
    if (a.name == 0 || b.name == 0) return;
    sight.both = true;
    if (a.host != b.host || !same_host(sides.world.names.text(a.name), sides.world.names.text(b.name))) return;
    out.host = true;
    out.host_sound |= a.name_quality == Quality::sound && b.name_quality == Quality::sound;
    const std::string_view name = sides.world.names.text(a.name);
    const bool may_be_cut = name.size() == netbios_length && !once(sides.computers.host, sides.records.host, a.host);
    out.host_whole |= a.name == b.name && !may_be_cut;
    out.host_sole |= sides.computers.host.count(a.host) <= 1;
    out.host_once |= once(sides.computers.host, sides.records.host, a.host);
}

// Within one agency, another's computers of the same address say little: many number their networks alike.
bool shared_at_home(const Sides& sides, const Entity& computer, const Entity& b, Id ip) {
    if (computer.agency == 0 || computer.agency != b.agency || b.agency_guessed) return true;
    return sides.computers.count_ip(ip, b.agency) >= shared_computers ||
           sides.records.count_ip(ip, b.agency) >= shared_records;
}

void compare_ips(const Sides& sides, const Entity& computer, const Entity& a, const Entity& b, Evidence& out) {
    for (const Id ip : sides.world.ips_of(b)) {
        const auto ips = sides.world.ips_of(a);
        if (std::find(ips.begin(), ips.end(), ip) == ips.end()) continue;
        if (!shared(sides.computers.ip, sides.records.ip, ip))
            out.ip = true;
        else
            out.ip_at_home = out.ip_at_home || !shared_at_home(sides, computer, b, ip);
    }
}

void compare_agencies(const Sides& sides, const Entity& computer, const Entity& b, Evidence& out) {
    if (computer.agency == 0 || b.agency == 0 || out.agency == Agreement::same) return;
    const bool same = b.agency_guessed ? computer.agency == b.agency : sides.world.related(computer.agency, b.agency);
    // a guess agrees or says little; it contradicts nothing that a console has said
    if (!same && b.agency_guessed && out.agency != Agreement::unknown) return;
    out.agency = same ? Agreement::same : Agreement::differs;
    out.agency_guessed = b.agency_guessed;
}

std::uint8_t bit(Key key) {
    return static_cast<std::uint8_t>(key);
}
std::uint16_t bit(Doubt doubt) {
    return static_cast<std::uint16_t>(doubt);
}

std::uint8_t matched_keys(const Evidence& e) {
    unsigned out = 0;
    if (e.serial || e.weak_serial) out |= bit(Key::serial);
    if (e.uuid) out |= bit(Key::uuid);
    if (e.mac) out |= bit(Key::mac);
    if (e.host) out |= bit(Key::name);
    if (e.ip || e.ip_at_home) out |= bit(Key::ip);
    if (e.agency == Agreement::same) out |= bit(Key::agency);
    return static_cast<std::uint8_t>(out);
}

std::uint8_t differing_keys(const Evidence& e) {
    unsigned out = 0;
    if (e.serial_differs) out |= bit(Key::serial);
    if (e.mac_differs) out |= bit(Key::mac);
    if (e.host_differs) out |= bit(Key::name);
    if (e.agency == Agreement::differs) out |= bit(Key::agency);
    return static_cast<std::uint8_t>(out);
}

// The rule and the tier it gives where nothing speaks against it.
class Judgement {
  public:
    Judgement(const Evidence& evidence, bool other_name) : e_(evidence), other_name_(other_name) {}

    std::optional<Edge> make() {
        if (!choose()) return std::nullopt;
        edge_.sole_name = e_.host_sole;
        edge_.cut_name = !e_.host_whole && edge_.rule >= LinkRule::r7;
        edge_.matched = matched_keys(e_);
        edge_.differing = differing_keys(e_);
        object();
        return edge_;
    }

  private:
    void take(LinkRule rule, LinkTier tier) {
        edge_.rule = rule;
        edge_.tier = tier;
    }
    void doubt(Doubt reason, LinkTier tier = LinkTier::review) {
        edge_.doubts = static_cast<std::uint16_t>(edge_.doubts | bit(reason));
        edge_.tier = std::max(edge_.tier, tier);
    }

    bool choose() {
        const bool any_serial = e_.serial || e_.weak_serial;
        if (any_serial && (e_.uuid || e_.mac || e_.host)) {
            take(LinkRule::r2, LinkTier::certain);
        } else if (e_.serial) {
            take(LinkRule::r3, LinkTier::certain);
            edge_.second_only = !e_.serial_once;
            const bool elsewhere = e_.host_differs && e_.agency == Agreement::differs;
            if (elsewhere) doubt(Doubt::agency_differs, e_.mac_differs ? LinkTier::review : LinkTier::probable);
            if (e_.host_differs && e_.mac_differs) doubt(Doubt::mac_differs, LinkTier::probable);
            if (e_.host_differs && e_.mac_differs && other_name_) doubt(Doubt::name_of_another);
        } else if (e_.uuid && (e_.mac || e_.host)) {
            take(LinkRule::r4, LinkTier::certain);
        } else if (e_.mac && e_.host) {
            take(LinkRule::r5, LinkTier::certain);
        } else if (e_.mac) {
            choose_by_mac();
        } else if (e_.host) {
            return choose_by_name();
        } else if (e_.uuid && e_.uuid_once) {
            take(LinkRule::r4, LinkTier::review);
            doubt(Doubt::key_alone);
        } else {
            return false;
        }
        return true;
    }

    void choose_by_mac() {
        take(LinkRule::r6, LinkTier::certain);
        edge_.second_only = !e_.mac_once;
        if (!e_.mac_sound) doubt(Doubt::key_alone, LinkTier::probable);
        const bool elsewhere = e_.host_differs && e_.agency == Agreement::differs;
        if (other_name_) doubt(Doubt::name_of_another, elsewhere ? LinkTier::review : LinkTier::probable);
        if (elsewhere) doubt(Doubt::agency_differs);
    }

    bool choose_by_name() {
        const bool ip = e_.ip || (e_.ip_at_home && e_.host_sound && e_.host_whole);
        if (ip && e_.agency != Agreement::differs) {
            take(LinkRule::r7, e_.ip ? LinkTier::certain : LinkTier::probable);
            if (!e_.host_sound && e_.agency != Agreement::same) doubt(Doubt::common_name, LinkTier::probable);
        } else if (e_.agency == Agreement::same) {
            take(LinkRule::r8, LinkTier::probable);
            if (!e_.host_sound) doubt(Doubt::common_name, LinkTier::probable);
        } else if (e_.ip && e_.host_sound) {
            // a computer that its office moved in the console, or has not moved there yet
            take(LinkRule::r7, LinkTier::probable);
            doubt(Doubt::agency_differs, LinkTier::probable);
        } else if (e_.host_once) {
            take(LinkRule::r9, LinkTier::probable);
            if (!e_.host_sound) doubt(Doubt::common_name);
            if (e_.agency == Agreement::differs) doubt(Doubt::agency_differs);
        } else {
            return false;
        }
        return true;
    }

    // What contradicts the rule. A serial with a second key (R2) is believed against all but the inventory's own word.
    void object() {
        if (e_.retired) doubt(Doubt::retired);
        if (edge_.rule == LinkRule::r2) return;
        const bool by_serial = edge_.rule == LinkRule::r3;
        if (e_.serial_differs) doubt(Doubt::serial_differs);
        // a computer has several adapters: where the name and the address agree, another one is no contradiction
        const bool at_home = edge_.rule == LinkRule::r7 && e_.agency != Agreement::differs;
        const LinkTier by_adapter = at_home ? LinkTier::probable : LinkTier::review;
        if (e_.mac_differs && !by_serial && edge_.rule != LinkRule::r4) doubt(Doubt::mac_differs, by_adapter);
        if (e_.os_differs) doubt(Doubt::os_differs);
    }

    const Evidence& e_;
    bool other_name_;
    Edge edge_;
};

}  // namespace

Index::Index(const World& world, std::span<const Bag> bags) {
    Pairs by_serial, by_uuid, by_mac, by_host, by_ip;
    for (std::uint32_t place = 0; place < bags.size(); ++place) {
        for (const std::uint32_t member : bags[place]) {
            const Entity& entity = world.entities[member];
            if (entity.serial != 0) by_serial.emplace_back(entity.serial, place);
            if (entity.uuid != 0) by_uuid.emplace_back(entity.uuid, place);
            if (entity.host != 0) by_host.emplace_back(entity.host, place);
            for (const Id address : world.macs_of(entity))
                by_mac.emplace_back(address, place);
            for (const Id address : world.ips_of(entity))
                by_ip.emplace_back(address, place);
        }
    }
    serial = Buckets(by_serial, world.serials.size());
    uuid = Buckets(by_uuid, world.uuids.size());
    mac = Buckets(by_mac, world.macs.size());
    host = Buckets(by_host, world.names.size());
    for (Id name = 1; name < world.names.size(); ++name) {
        const auto named = host.at(name);
        if (named.size() <= most_by_key) continue;
        for (const std::uint32_t place : named)
            host_in_agency.emplace_back(name, world.entities[bags[place].front()].agency, place);
    }
    std::sort(host_in_agency.begin(), host_in_agency.end());
    ip = Buckets(by_ip, world.ips.size());
    for (Id address = 1; address < world.ips.size(); ++address) {
        const auto holders = ip.at(address);
        if (holders.size() < shared_computers) continue;
        for (const std::uint32_t place : holders)
            ip_in_agency.emplace_back(address, world.entities[bags[place].front()].agency, place);
    }
    std::sort(ip_in_agency.begin(), ip_in_agency.end());
}

Evidence compare(const Sides& sides, const Bag& computer, const Bag& record) {
    Evidence out;
    bool near = false;
    MacSight macs;
    NameSight names;
    const Entity& listed = sides.world.entities[computer.front()];
    out.retired = listed.retired;
    for (const std::uint32_t b_place : record) {
        const Entity& b = sides.world.entities[b_place];
        compare_agencies(sides, listed, b, out);
        for (const std::uint32_t a_place : computer) {
            const Entity& a = sides.world.entities[a_place];
            compare_serials(sides, a, b, out, near);
            compare_uuids(sides, a, b, out);
            compare_macs(sides, a, b, out, macs);
            compare_names(sides, a, b, out, names);
            compare_ips(sides, listed, a, b, out);
            out.os_differs |= a.os != OsFamily::unknown && b.os != OsFamily::unknown && a.os != b.os;
        }
    }
    out.serial_differs = out.serial_differs && !out.serial && !out.weak_serial && !near;
    out.mac_differs = macs.computer_own && macs.record_own && !macs.common;
    out.host_differs = names.both && !out.host;
    return out;
}

std::optional<Edge> judge(const Evidence& evidence, bool other_name) {
    return Judgement(evidence, other_name).make();
}

}  // namespace attt::inventory::matching
