#include "app/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "base/text.h"
#include "base/toml.h"

namespace attt::app {
namespace {

std::vector<Office> read_offices(base::TomlTable& root) {
    std::vector<Office> out;
    for (base::TomlTable table : root.tables("office")) {
        const auto text = [&](const char* key) { return table.string(key).value_or(""); };
        out.push_back({table.required_string("name"), table.date("from"), table.date("until"), text("parent"),
                       text("symbol"), text("place"), text("authority"), text("post"), text("signatory"),
                       table.strings("recipients").value_or(std::vector<std::string>{})});
        table.refuse_unknown();
    }
    return out;
}

void check_networks(base::TomlTable& table, const std::vector<std::string>& networks) {
    for (const std::string& text : networks) {
        if (auto network = net::Network::parse(text); !network)
            table.defect("networks", network.error().message, network.error().arguments);
    }
}

std::vector<model::Authorisation> read_authorisations(base::TomlTable& root) {
    std::vector<model::Authorisation> out;
    for (base::TomlTable table : root.tables("authorisation")) {
        model::Authorisation each;
        each.number = table.required_string("number");
        for (const char* key : {"date", "until"}) {
            if (!table.has(key)) table.defect("", "toml.missing_key", {{"key", key}});
        }
        each.date = table.date("date").value_or(base::Date());
        each.until = table.date("until").value_or(base::Date());
        if (each.until < each.date) table.defect("until", "config.ends_before_it_begins");
        each.names = table.strings("names").value_or(std::vector<std::string>{});
        each.networks = table.strings("networks").value_or(std::vector<std::string>{});
        if (each.names.empty()) table.defect("", "toml.missing_key", {{"key", "names"}});
        if (each.networks.empty()) table.defect("", "toml.missing_key", {{"key", "networks"}});
        check_networks(table, each.networks);
        each.network_cap = static_cast<int>(table.integer("network_cap").value_or(64));
        if (each.network_cap < 1) table.defect("network_cap", "config.not_positive", {{"key", "network_cap"}});
        each.as_search_engine = table.boolean("search_engine_view").value_or(false);
        each.exposure = table.boolean("exposure").value_or(false);
        each.intrusive = table.boolean("intrusive").value_or(false);
        each.authorities = table.strings("authorities").value_or(std::vector<std::string>{});
        table.refuse_unknown();
        out.push_back(std::move(each));
    }
    return out;
}

// Who accepted it and why is for the reader of the file; both must be said, and until when.
std::vector<model::AcceptedName> read_accepted(base::TomlTable& root) {
    std::vector<model::AcceptedName> out;
    for (base::TomlTable table : root.tables("accepted")) {
        const std::string site = table.required_string("site");
        table.required_string("reason");
        table.required_string("by");
        const auto until = table.date("until");
        if (!table.has("until")) table.defect("", "toml.missing_key", {{"key", "until"}});
        const auto names = table.strings("names").value_or(std::vector<std::string>{});
        if (names.empty()) table.defect("", "toml.missing_key", {{"key", "names"}});
        for (const std::string& name : names)
            out.push_back({site, base::to_ascii_host(name).value_or(name), until.value_or(base::Date())});
        table.refuse_unknown();
    }
    return out;
}

void read_count(base::TomlTable& table, const char* key, int& into, std::int64_t most) {
    const auto value = table.integer(key);
    if (!value) return;
    if (*value < 1 || *value > most) {
        table.defect(key, "config.out_of_range", {{"key", key}, {"most", std::to_string(most)}});
        return;
    }
    into = static_cast<int>(*value);
}

model::ScanLimits read_limits(base::TomlTable& root) {
    model::ScanLimits limits;
    auto table = root.table("scan");
    if (!table) return limits;
    read_count(*table, "per_address", limits.per_address, 64);
    read_count(*table, "overall", limits.overall, 16384);
    read_count(*table, "per_second", limits.per_second, 100'000);
    read_count(*table, "sites_at_once", limits.sites_at_once, 1024);
    limits.connect_timeout = table->duration("connect_timeout").value_or(limits.connect_timeout);
    limits.answer_timeout = table->duration("answer_timeout").value_or(limits.answer_timeout);
    table->refuse_unknown();
    return limits;
}

constexpr std::array<std::string_view, 7> day_names = {"cn", "t2", "t3", "t4", "t5", "t6", "t7"};  // Sunday first

std::optional<std::chrono::minutes> time_of_day(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (hour > 23 || minute > 59) return std::nullopt;
    return std::chrono::hours(hour) + std::chrono::minutes(minute);
}

std::chrono::minutes read_time_of_day(base::TomlTable& table, const char* key) {
    const std::string text = table.required_string(key);
    const auto time = time_of_day(text);
    if (!time && table.has(key)) table.defect(key, "config.time_of_day", {{"value", text}});
    return time.value_or(std::chrono::minutes(0));
}

ScanHours read_hours(base::TomlTable& root) {
    ScanHours out;
    for (base::TomlTable table : root.tables("scan_hours")) {
        HoursWindow window;
        window.from = read_time_of_day(table, "from");
        window.until = read_time_of_day(table, "until");
        const auto days = table.strings("days");
        if (!days) window.days.fill(true);
        for (const std::string& day : days.value_or(std::vector<std::string>{})) {
            const auto known = std::find(day_names.begin(), day_names.end(), base::to_lower_ascii(day));
            if (known == day_names.end()) {
                table.defect("days", "config.day", {{"value", day}});
            } else {
                window.days.at(static_cast<std::size_t>(known - day_names.begin())) = true;
            }
        }
        table.refuse_unknown();
        out.windows.push_back(window);
    }
    return out;
}

std::vector<Notified> read_notified(base::TomlTable& root) {
    std::vector<Notified> out;
    for (base::TomlTable table : root.tables("notify")) {
        out.push_back({table.required_string("name"), table.string("contact").value_or(""),
                       table.duration("ahead").value_or(base::Duration::zero())});
        table.refuse_unknown();
    }
    return out;
}

QuarantineLimits read_quarantine(base::TomlTable& root) {
    QuarantineLimits limits;
    auto table = root.table("quarantine");
    if (!table) return limits;
    read_count(*table, "points", limits.points, 100);
    read_count(*table, "tasks", limits.tasks, 1'000'000);
    table->refuse_unknown();
    return limits;
}

Retention read_retention(base::TomlTable& root) {
    constexpr std::int64_t most_months = 1200;
    Retention out;
    auto table = root.table("retention");
    if (!table) return out;
    read_count(*table, "imported_rows", out.imported_rows, most_months);
    read_count(*table, "former_officers", out.former_officers, most_months);
    read_count(*table, "retired_computers", out.retired_computers, most_months);
    table->refuse_unknown();
    return out;
}

std::optional<std::uint16_t> port(std::string_view text) {
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0) return std::nullopt;
    return value;
}

std::map<std::uint16_t, std::uint16_t> read_ports(base::TomlTable& host) {
    std::map<std::uint16_t, std::uint16_t> out;
    auto table = host.table("ports");
    if (!table) return out;
    for (const auto& [key, value] : table->object()) {
        const auto from = port(key);
        const std::int64_t to = value.integer_or(0);
        if (!from || to < 1 || to > 65535) {
            table->defect(key, "config.port", {{"key", key}});
            continue;
        }
        out[*from] = static_cast<std::uint16_t>(to);
    }
    return out;
}

std::vector<model::HostMapEntry> read_host_map(base::TomlTable& root) {
    std::vector<model::HostMapEntry> out;
    for (base::TomlTable table : root.tables("host")) {
        model::HostMapEntry entry;
        entry.name = base::to_lower_ascii(table.required_string("name"));
        entry.addresses = table.strings("addresses").value_or(std::vector<std::string>{});
        for (const std::string& address : entry.addresses) {
            if (!net::Address::parse(address)) table.defect("addresses", "config.address", {{"value", address}});
        }
        entry.ports = read_ports(table);
        table.refuse_unknown();
        const auto same = [&](const model::HostMapEntry& other) { return other.name == entry.name; };
        if (std::any_of(out.begin(), out.end(), same))
            table.defect("name", "config.host_twice", {{"name", entry.name}});
        out.push_back(std::move(entry));
    }
    return out;
}

std::vector<Contact> read_contacts(base::TomlTable& root) {
    std::vector<Contact> out;
    for (base::TomlTable& table : root.tables("contact")) {
        Contact contact;
        contact.role = table.one_of("role", contact_roles).value_or("");
        if (contact.role.empty()) table.defect("role", "toml.missing_key", {{"key", "role"}});
        contact.name = table.string("name").value_or("");
        contact.address = table.string("address").value_or("");
        contact.post = table.string("post").value_or("");
        contact.phone = table.string("phone").value_or("");
        contact.email = table.string("email").value_or("");
        table.refuse_unknown();
        out.push_back(std::move(contact));
    }
    return out;
}

std::string against(const std::string& directory, const std::string& path) {
    if (path.empty() || std::filesystem::path(path).is_absolute()) return path;
    return (std::filesystem::path(directory) / path).string();
}

void read_sender(base::TomlTable& table, reports::AvReportSender& out) {
    for (const auto& [key, field] :
         {std::pair("organ_id", &out.organ_id), std::pair("name", &out.name), std::pair("address", &out.address),
          std::pair("email", &out.email), std::pair("telephone", &out.telephone), std::pair("fax", &out.fax),
          std::pair("website", &out.website)})
        *field = table.string(key).value_or("");
    table.refuse_unknown();
}

}  // namespace

const Office* Config::office_on(base::Date date) const {
    for (const Office& office : offices) {
        if ((!office.from || *office.from <= date) && (!office.until || date <= *office.until)) return &office;
    }
    return nullptr;
}

LoadedConfig load_config(const std::string& file, const std::string& directory) {
    LoadedConfig out;
    auto document = base::read_toml(file);
    if (!document) {
        out.defects.push_back(document.error());
        return out;
    }
    base::TomlTable root(*document, out.defects);
    if (auto workspace = root.table("workspace")) {
        out.config.province = workspace->string("province").value_or("");
        out.config.classification = workspace->string("classification").value_or("");
        workspace->refuse_unknown();
    }
    out.config.offices = read_offices(root);
    out.config.authorisations = read_authorisations(root);
    out.config.accepted = read_accepted(root);
    out.config.limits = read_limits(root);
    out.config.hours = read_hours(root);
    out.config.notified = read_notified(root);
    out.config.contacts = read_contacts(root);
    out.config.quarantine = read_quarantine(root);
    out.config.retention = read_retention(root);
    if (auto resolver = root.table("resolver")) {
        out.config.resolver.forwarders = resolver->strings("forwarders").value_or(std::vector<std::string>{});
        out.config.resolver.trust_anchor_file = against(directory, resolver->string("trust_anchor").value_or(""));
        resolver->refuse_unknown();
    }
    if (auto sender = root.table("avreport")) read_sender(*sender, out.config.avreport);
    if (auto trust = root.table("trust")) {
        for (const std::string& path : trust->strings("ca").value_or(std::vector<std::string>{}))
            out.config.trust_anchors.push_back(against(directory, path));
        out.config.ct_logs = against(directory, trust->string("ct_logs").value_or(""));
        trust->refuse_unknown();
    }
    if (auto mail = root.table("mail")) {
        out.config.dkim_selectors = mail->strings("dkim_selectors").value_or(std::vector<std::string>{});
        mail->refuse_unknown();
    }
    out.config.resolver.host_map = read_host_map(root);
    root.refuse_unknown();
    return out;
}

LoadedAuthorisations load_authorisations(const std::string& file) {
    LoadedAuthorisations out;
    auto document = base::read_toml(file);
    if (!document) {
        out.defects.push_back(document.error());
        return out;
    }
    base::TomlTable root(*document, out.defects);
    out.authorisations = read_authorisations(root);
    if (out.authorisations.empty() && out.defects.empty())
        root.defect("", "toml.missing_key", {{"key", "authorisation"}});
    return out;
}

base::Result<net::Scope> scope_on(const std::vector<model::Authorisation>& authorisations, base::Date date) {
    net::Scope scope;
    bool any = false;
    const model::Authorisation* newest = nullptr;
    for (const model::Authorisation& each : authorisations) {
        if (newest == nullptr || each.until > newest->until) newest = &each;
        if (date < each.date || date > each.until) continue;
        std::vector<net::Network> networks;
        for (const std::string& text : each.networks) {
            auto network = net::Network::parse(text);
            if (!network) return tl::unexpected(network.error());
            networks.push_back(*network);
        }
        scope.allow(each.names, std::move(networks), each.network_cap);
        any = true;
    }
    if (any) return scope;
    if (newest == nullptr) return base::fail(base::ErrorCode::outside_scope, "scope.none");
    if (date > newest->until)
        return base::fail(base::ErrorCode::outside_scope, "scope.ended",
                          {{"number", newest->number}, {"until", base::show_date(newest->until)}});
    return base::fail(base::ErrorCode::outside_scope, "scope.not_begun",
                      {{"number", newest->number}, {"date", base::show_date(newest->date)}});
}

base::Time authorised_until(const std::vector<model::Authorisation>& authorisations, base::Date date) {
    base::Time earliest = base::Time::max();
    for (const model::Authorisation& each : authorisations) {
        if (each.date <= date && date <= each.until) earliest = std::min(earliest, base::end_of_day(each.until));
    }
    return earliest;
}

}  // namespace attt::app
