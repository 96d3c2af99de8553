#include "inventory/ksc/hosts.h"

#include <fmt/format.h>

#include <optional>
#include <unordered_map>

#include "base/text.h"

namespace attt::inventory::ksc {
namespace {

using base::Value;
using model::ComputerRecord;

// Bits of KLHST_WKS_STATUS.
constexpr std::int64_t agent_installed = 0x4;
constexpr std::int64_t protection_installed = 0x10;
constexpr std::int64_t antivirus_not_needed = 0x200;
// Bits of KLHST_WKS_STATUS_MASK: why the console's own light is not green.
constexpr std::int64_t protection_not_running = 1 << 1;
constexpr std::int64_t antivirus_not_installed = 1 << 5;
constexpr std::int64_t old_bases = 1 << 7;
// Bit of KLHST_WKS_CTYPE.
constexpr std::int64_t is_server = 1 << 1;
// KLHST_WKS_RTP_STATE: 0 is not known, 3 starting, 4 to 8 running in one of its ways.
constexpr std::int64_t first_running = 4, last_running = 8, failure = 9;

std::string text(const Value& host, std::string_view key) {
    return std::string(base::trim(host[key].string_or("")));
}

std::optional<std::int64_t> number(const Value& host, std::string_view key) {
    const std::int64_t* found = host[key].if_integer();
    return found != nullptr ? std::optional(*found) : std::nullopt;
}

std::int64_t bits(const Value& host, std::string_view key) {
    return number(host, key).value_or(0);
}

std::optional<base::Time> when(const Value& host, std::string_view key) {
    return base::parse_rfc3339(text(host, key));
}

// In host order: 0x0A000001 is 10.0.0.1.
std::string address(const Value& host, std::string_view key) {
    const auto value = number(host, key);
    if (!value || *value <= 0 || *value > 0xFFFFFFFFLL) return {};
    const auto ip = static_cast<std::uint32_t>(*value);
    return fmt::format("{}.{}.{}.{}", ip >> 24U, (ip >> 16U) & 255U, (ip >> 8U) & 255U, ip & 255U);
}

std::string first_of(const Value& host, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (std::string found = text(host, key); !found.empty()) return found;
    }
    return {};
}

model::AntivirusState antivirus_of(const Value& host) {
    model::AntivirusState out;
    const std::int64_t status = bits(host, "KLHST_WKS_STATUS");
    const std::int64_t mask = bits(host, "KLHST_WKS_STATUS_MASK");
    if ((status & protection_installed) != 0)
        out.installed = true;
    else if ((status & agent_installed) != 0 || (mask & antivirus_not_installed) != 0)
        out.installed = false;
    if (out.installed != true) return out;  // without an agent the console knows nothing of it
    const std::string version = text(host, "KLHST_WKS_RTP_AV_VERSION");
    out.product = version.empty() ? "Kaspersky" : "Kaspersky " + version;
    const auto state = number(host, "KLHST_WKS_RTP_STATE");
    if (state && *state >= first_running && *state <= last_running)
        out.running = true;
    else if ((state && (*state == 1 || *state == 2 || *state == failure)) || (mask & protection_not_running) != 0)
        out.running = false;
    out.bases = when(host, "KLHST_WKS_RTP_AV_BASES_TIME");
    if ((mask & old_bases) != 0) out.up_to_date = false;
    return out;
}

ComputerRecord record_of(const Value& host, const AgencyOfGroup& agency_of) {
    ComputerRecord out;
    out.id = text(host, "KLHST_WKS_HOSTNAME");
    out.name = first_of(host, {"KLHST_WKS_DNSNAME", "KLHST_WKS_WINHOSTNAME", "KLHST_WKS_FQDN", "KLHST_WKS_DN"});
    for (const std::string_view key : {"KLHST_WKS_IP_LONG", "KLHST_WKS_CONNECT_IP_LONG"}) {
        std::string ip = address(host, key);
        if (!ip.empty() && (out.ips.empty() || out.ips.front() != ip)) out.ips.push_back(std::move(ip));
    }
    // what nobody has put into a group stands in none
    if (!host["KLHST_WKS_FROM_UNASSIGNED"].bool_or(false)) {
        out.group = first_of(host, {"grp_full_name", "name"});
        if (!out.group.empty()) out.agency = agency_of(out.group);
    }
    out.os = text(host, "KLHST_WKS_OS_NAME");
    if (const auto build = number(host, "KLHST_WKS_OS_BUILD_NUMBER"); build && *build > 0)
        out.os_build = std::to_string(*build);
    out.server = (bits(host, "KLHST_WKS_CTYPE") & is_server) != 0 ||
                 base::to_lower_ascii(out.os).find("server") != std::string::npos;
    out.exempt = (bits(host, "KLHST_WKS_STATUS") & antivirus_not_needed) != 0;
    out.last_seen = when(host, "KLHST_WKS_LAST_NAGENT_CONNECTED");
    if (!out.last_seen) out.last_seen = when(host, "KLHST_WKS_LAST_INFOUDATE");
    out.antivirus = antivirus_of(host);
    return out;
}

// Names in lower case; a name of several is nobody's.
template <class Item, class Name>
std::unordered_map<std::string, Item*> by_name(std::vector<Item>& items, Name name) {
    std::unordered_map<std::string, Item*> out;
    for (Item& item : items) {
        const std::string key = base::to_lower_ascii(name(item));
        if (key.empty()) continue;
        const auto [at, fresh] = out.emplace(key, &item);
        if (!fresh) at->second = nullptr;
    }
    return out;
}

void join_hardware(const std::vector<Value>& hardware, std::vector<ComputerRecord>& records,
                   const std::vector<std::string>& display_names) {
    std::vector<const Value*> computers;
    for (const Value& item : hardware) {
        if (bits(item, "Type") == 0 && !item["IsWrittenOff"].bool_or(false)) computers.push_back(&item);
    }
    const auto listed = by_name(computers, [](const Value* item) { return text(*item, "Name"); });
    std::vector<std::size_t> places(records.size());
    for (std::size_t i = 0; i < places.size(); ++i)
        places[i] = i;
    for (const auto& [name, place] : by_name(places, [&](std::size_t i) { return display_names[i]; })) {
        const auto found = listed.find(name);
        if (place == nullptr || found == listed.end() || found->second == nullptr) continue;
        const Value& item = **found->second;
        ComputerRecord& record = records[*place];
        record.serial = text(item, "SerialNumber");
        if (std::string mac = text(item, "StrMac"); !mac.empty()) record.macs.push_back(std::move(mac));
    }
}

}  // namespace

ReadSource read_console(const Console& console, base::Time at, const AgencyOfGroup& agency_of,
                        const SourceOptions& options) {
    ReadSource out;
    out.source.format = "ksc";
    out.source.as_of = at;
    out.source.partial = !console.whole;
    out.warnings = console.warnings;
    std::vector<std::string> display_names;
    for (const Value& host : console.hosts) {
        ComputerRecord record = record_of(host, agency_of);
        if (record.id.empty()) {
            ++out.refused;
            continue;
        }
        display_names.push_back(first_of(host, {"KLHST_WKS_DN", "KLHST_WKS_WINHOSTNAME"}));
        out.source.records.push_back(std::move(record));
    }
    join_hardware(console.hardware, out.source.records, display_names);
    finish(out, options);
    return out;
}

}  // namespace attt::inventory::ksc
