#include "inventory/matching/explain.h"

#include <algorithm>
#include <array>

#include "inventory/matching/keys.h"

namespace attt::inventory::matching {
namespace {

using model::Key;

std::vector<std::string> written(const std::string& text) {
    return text.empty() ? std::vector<std::string>() : std::vector{text};
}

template <class Normal>
KeyNote note_of(Key key, std::string_view name, std::vector<std::string> ours, std::vector<std::string> theirs,
                Normal normal, const model::ComputerLink& link) {
    KeyNote out{std::string(name), std::move(ours), std::move(theirs), {}, "missing", {}};
    const auto bit = static_cast<std::uint8_t>(key);
    const auto first_flaw = [&](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) {
            const NormalKey each = normal(text);
            if (each.quality == Quality::rejected) return each.flaw;
        }
        return KeyFlaw::none;
    };
    for (const std::string& a : out.computer) {
        for (const std::string& b : out.record) {
            const NormalKey one = normal(a);
            const NormalKey other = normal(b);
            const bool same = !one.canon.empty() &&
                              (one.canon == other.canon || (key == Key::name && same_host(one.canon, other.canon)));
            if (same) out.canonical = one.canon;
        }
    }
    if ((link.matched & bit) != 0) {
        out.outcome = "matched";
    } else if ((link.differing & bit) != 0) {
        out.outcome = "differs";
    } else if (!out.canonical.empty()) {
        out.outcome = "shared";
    } else if (const KeyFlaw flaw = std::max(first_flaw(out.computer), first_flaw(out.record)); flaw != KeyFlaw::none) {
        out.outcome = "rejected";
        out.reason = name_of(flaw);
    } else if (!out.computer.empty() && !out.record.empty()) {
        out.outcome = "differs";
    }
    return out;
}

}  // namespace

std::vector<KeyNote> key_notes(const model::Computer& computer, const model::ComputerRecord& record,
                               const model::ComputerLink& link) {
    const auto as_is = [](const std::string& text) { return NormalKey{text, Quality::sound, KeyFlaw::none}; };
    return {note_of(Key::serial, "serial", written(computer.serial), written(record.serial), normal_serial, link),
            note_of(Key::uuid, "uuid", written(computer.uuid), written(record.uuid), normal_uuid, link),
            note_of(Key::mac, "mac", computer.macs, record.macs, normal_mac, link),
            note_of(Key::name, "name", written(computer.name), written(record.name), normal_host, link),
            note_of(Key::ip, "ip", written(computer.ip), record.ips, normal_ip, link),
            note_of(Key::agency, "agency", written(computer.agency), written(record.agency), as_is, link)};
}

std::vector<std::string> doubts_of(const model::ComputerLink& link) {
    constexpr std::array<std::string_view, 10> names = {"serial_differs", "mac_differs", "retired",   "name_of_another",
                                                        "agency_differs", "common_name", "key_alone", "others_as_good",
                                                        "same_time",      "os_differs"};
    std::vector<std::string> out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if ((link.doubts & (1U << i)) != 0) out.emplace_back(names[i]);
    }
    return out;
}

}  // namespace attt::inventory::matching
