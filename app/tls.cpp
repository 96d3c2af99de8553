#include "app/tls.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "net/url.h"

namespace attt::app {
namespace {

using base::Object;
using base::Value;
using model::Observation;

// As DNS carries it; what is no URL stands for itself.
std::string host_of(const std::string& url) {
    const auto parsed = net::parse_url(url);
    return parsed ? parsed->host : url;
}

bool is_web(const std::string& url) {
    const auto parsed = net::parse_url(url);
    return parsed && (parsed->scheme == "https" || parsed->scheme == "http");
}

// Whether HSTS is sent is known once https:// was answered at that address.
std::optional<std::int64_t> hsts_at(const std::vector<const Observation*>& all, const std::string& address) {
    for (const Observation* each : all) {
        if (each->probe != "http" || !each->endpoint || each->endpoint->address != address) continue;
        if (each->status != model::Status::ok || each->facts["https_status"].if_integer() == nullptr) continue;
        if (const base::Array* doubts = each->facts["undetermined"].if_array(); doubts != nullptr) {
            const bool open = std::any_of(doubts->begin(), doubts->end(), [](const Value& doubt) {
                return doubt["fact"].string_or("").starts_with("hsts");
            });
            if (open) continue;
        }
        return each->facts["hsts_max_age"].integer_or(0);
    }
    return std::nullopt;
}

// The newest look of the probe tls at each address.
void add_sights(const std::string& site, const std::string& url, const std::vector<const Observation*>& all,
                std::vector<TlsSight>& out) {
    std::map<std::string, const Observation*> newest;
    for (const Observation* each : all) {
        if (each->probe != "tls" || !each->endpoint) continue;
        const Observation*& known = newest[model::to_string(*each->endpoint)];
        if (known == nullptr || each->observed_at >= known->observed_at) known = each;
    }
    for (const auto& [endpoint, seen] : newest) {
        TlsSight sight{site, url, *seen->endpoint, seen->status, seen->reason, seen->observed_at, seen->facts, {}};
        sight.around.web = is_web(url);
        sight.around.hsts = hsts_at(all, seen->endpoint->address);
        out.push_back(std::move(sight));
    }
}

bool is_named(const std::string& named, const std::string& site, const std::string& url) {
    return named.empty() || named == site || named == url || named + "/" == url ||
           base::to_ascii_host(named).value_or(named) == host_of(url);
}

tl::unexpected<base::Error> no_site(const std::string& named, const std::vector<std::string>& known) {
    return base::fail(base::ErrorCode::not_found, "tls.no_site",
                      {{"value", base::printable(named, 200)}, {"nearest", base::nearest(named, known).value_or("")}});
}

// An object of attt.probe/1; nothing where it is none.
bool read_site(const Value& object, const std::string& named, std::vector<TlsSight>& out,
               std::vector<std::string>& known) {
    const base::Array* all = object["observations"].if_array();
    if (object["schema"].string_or("") != "attt.probe/1" || all == nullptr) return false;
    const std::string url = object["subject"]["url"].string_or("");
    known.push_back(host_of(url));
    if (!is_named(named, "", url)) return true;
    std::vector<Observation> observations;
    for (const Value& each : *all) {
        Observation seen;
        seen.probe = each["probe"].string_or("");
        const std::int64_t port = each["endpoint"]["port"].integer_or(0);
        if (port > 0 && port <= 65'535)
            seen.endpoint =
                model::Endpoint{each["endpoint"]["address"].string_or(""), static_cast<std::uint16_t>(port)};
        const auto status = model::status_of(each["status"].string_or(""));
        const auto at = base::parse_rfc3339(each["observed_at"].string_or(""));
        if (!status || !at) return false;
        seen.status = *status;
        seen.observed_at = *at;
        seen.reason = each["reason"].string_or("");
        seen.facts = each["facts"];
        observations.push_back(std::move(seen));
    }
    std::vector<const Observation*> pointers;
    for (const Observation& each : observations)
        pointers.push_back(&each);
    add_sights("", url, pointers, out);
    return true;
}

std::vector<std::string> rule_directories(const Workspace* workspace) {
    return workspace != nullptr ? workspace->rule_directories()
                                : std::vector{(base::data_directory() / "rules").string()};
}

tl::unexpected<base::Error> defects_error(const std::vector<base::Error>& defects) {
    return base::fail(base::ErrorCode::bad_input, "workspace.rule_defects",
                      {{"count", std::to_string(defects.size())}});
}

Value reasons_value(const std::vector<rules::TlsReason>& reasons) {
    base::Array out;
    for (const rules::TlsReason& each : reasons) {
        Object reason{{"requirement", each.requirement}, {"found", each.found}, {"wanted", each.wanted}};
        reason.set("open", each.open);
        if (each.open) reason.set("why", each.why);
        out.emplace_back(std::move(reason));
    }
    return out;
}

}  // namespace

base::Result<std::vector<TlsSight>> tls_sights(store::Store& store, const std::string& named, std::int64_t run,
                                               base::Time at) {
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    if (run != 0) {
        if (auto known = store.run(run); !known) return tl::unexpected(known.error());
    }
    auto observations = run != 0 ? store.run_observations(run) : store.latest_observations(at);
    if (!observations) return tl::unexpected(observations.error());
    std::map<std::string, std::vector<const Observation*>> by_site;
    for (const Observation& each : *observations)
        if (each.subject.kind == model::SubjectKind::website) by_site[each.subject.id].push_back(&each);
    std::vector<TlsSight> out;
    std::vector<std::string> known;
    bool found = false;
    for (const model::Website& website : inventory->websites) {
        known.push_back(website.id);
        known.push_back(host_of(website.url));
        if (!is_named(named, website.id, website.url)) continue;
        found = true;
        if (const auto seen = by_site.find(website.id); seen != by_site.end())
            add_sights(website.id, website.url, seen->second, out);
    }
    if (!named.empty() && !found) return no_site(named, known);
    return out;
}

base::Result<std::vector<TlsSight>> tls_sights_of(const std::string& file, const std::string& named) {
    auto text = base::read_file(file);
    if (!text) return tl::unexpected(text.error());
    std::vector<TlsSight> out;
    std::vector<std::string> known;
    const auto not_probe = [&](int line) {
        return base::fail(base::ErrorCode::bad_input, "tls.not_probe", {}, {file, line, {}});
    };
    if (auto whole = base::parse_json(*text, file); whole) {
        if (!read_site(*whole, named, out, known)) return not_probe(0);
    } else {
        int number = 0;
        for (std::size_t begin = 0; begin < text->size();) {
            const std::size_t end = std::min(text->find('\n', begin), text->size());
            const std::string line = text->substr(begin, end - begin);
            begin = end + 1;
            ++number;
            if (base::trim(line).empty()) continue;
            auto object = base::parse_json(line, file);
            if (!object || !read_site(*object, named, out, known)) return not_probe(number);
        }
    }
    if (known.empty()) return not_probe(0);
    if (!named.empty() && out.empty()) return no_site(named, known);
    return out;
}

base::Result<std::vector<rules::TlsProfile>> load_tls_profiles(const Workspace* workspace,
                                                               std::vector<base::Error>& defects) {
    rules::LoadedTlsProfiles loaded = rules::load_tls_profiles(rule_directories(workspace));
    defects.insert(defects.end(), loaded.defects.begin(), loaded.defects.end());
    if (!defects.empty()) return defects_error(defects);
    return std::move(loaded.profiles);
}

base::Result<rules::LoadedTlsClients> load_tls_clients(const Workspace* workspace, std::vector<base::Error>& defects) {
    rules::LoadedTlsClients loaded = rules::load_tls_clients(rule_directories(workspace));
    defects.insert(defects.end(), loaded.defects.begin(), loaded.defects.end());
    if (!defects.empty()) return defects_error(defects);
    return loaded;
}

base::Result<rules::TlsCut> read_tls_cut(const std::vector<std::string>& parts,
                                         const std::vector<rules::TlsClient>& clients,
                                         const std::vector<TlsSight>& sights) {
    std::set<std::string> suites, groups;
    for (const rules::TlsClient& client : clients) {
        suites.insert(client.suites.begin(), client.suites.end());
        groups.insert(client.groups.begin(), client.groups.end());
    }
    for (const TlsSight& sight : sights) {
        const rules::TlsServer server(sight.facts);
        for (const std::string_view version : rules::tls_versions_in_order)
            for (std::string& suite : server.suites(version))
                suites.insert(std::move(suite));
        for (std::string& group : server.strings("groups"))
            groups.insert(std::move(group));
    }
    return rules::read_tls_cut(parts, {suites.begin(), suites.end()}, {groups.begin(), groups.end()});
}

Object to_value(const TlsSight& sight) {
    Object out;
    if (!sight.site.empty()) out.set("site", sight.site);
    out.set("url", sight.url);
    out.set("endpoint", Object{{"address", sight.endpoint.address}, {"port", std::int64_t{sight.endpoint.port}}});
    out.set("status", name_of(sight.status));
    if (!sight.reason.empty()) out.set("reason", sight.reason);
    out.set("observed_at", base::to_rfc3339(sight.observed_at));
    return out;
}

Value to_value(const rules::TlsProfileAnswer& answer) {
    Object out{{"id", answer.profile->id},
               {"version", answer.profile->version},
               {"source", answer.profile->source},
               {"confidence", answer.profile->confidence},
               {"answer", rules::name_of(answer.answer)}};
    if (answer.level != nullptr) {
        out.set("level", answer.level->id);
        out.set("better_possible", answer.better_possible);
    }
    base::Array levels;
    for (const rules::TlsLevelAnswer& each : answer.levels)
        levels.emplace_back(Object{{"id", each.level->id},
                                   {"answer", rules::name_of(each.answer)},
                                   {"reasons", reasons_value(each.reasons)},
                                   {"advice", reasons_value(each.advice)}});
    out.set("levels", std::move(levels));
    return out;
}

Value to_value(const rules::TlsSimulation& simulation) {
    Object out{{"connects", rules::name_of(simulation.connects)}};
    if (!simulation.version.empty()) out.set("version", simulation.version);
    out.set("suites", Value(simulation.suites));
    out.set("groups", Value(simulation.groups));
    if (!simulation.reason.empty()) out.set("reason", simulation.reason);
    if (!simulation.detail.empty()) out.set("detail", simulation.detail);
    return out;
}

}  // namespace attt::app
