// The zone that a site's name lies in: its name servers and their addresses, CAA, SOA, HTTPS records, what an unused
// name below it answers, and where a CNAME leads. Once a site; names that only the host map knows are not asked for.
#include <algorithm>
#include <set>

#include "net/connection.h"
#include "scanner/content/words.h"
#include "scanner/probes/asking.h"
#include "scanner/probes/probes.h"

namespace attt::scanner {
namespace {

using net::RecordType;

std::string parent_of(const std::string& name) {
    const auto dot = name.find('.');
    return dot == std::string::npos ? std::string() : name.substr(dot + 1);
}

// The nearest name at or above the site's that has a SOA record: the top of its zone.
std::string zone_of(const std::string& host, Asking& asking) {
    for (std::string name = host; name.find('.') != std::string::npos; name = parent_of(name)) {
        const auto answer = asking.records(name, RecordType::soa);
        if (answer && !answer->records.empty() && answer->canonical_name.empty()) return name;
    }
    return {};
}

// RFC 8659, section 3: the first CAA set found on the way up counts.
void state_caa(const std::string& host, Asking& asking, base::Object& facts) {
    for (std::string name = host; name.find('.') != std::string::npos; name = parent_of(name)) {
        const auto answer = asking.records(name, RecordType::caa);
        if (!answer) return asking.leave_open("caa");
        if (answer->records.empty()) continue;
        facts.set("caa", answer->records);
        return;
    }
    facts.set("caa", std::vector<std::string>{});
}

void state_servers(const std::string& zone, Asking& asking, base::Object& facts) {
    const auto answer = asking.records(zone, RecordType::ns);
    if (!answer) return asking.leave_open("name_servers");
    facts.set("name_servers", answer->records);
    std::set<std::string> networks;
    std::vector<std::string> without_v6, without_address;
    bool all_known = true;
    for (const std::string& server : answer->records) {
        const auto v4 = asking.records(server, RecordType::a);
        const auto v6 = asking.records(server, RecordType::aaaa);
        all_known = all_known && v4 && v6;
        if (!v4 || !v6) continue;
        if (v6->records.empty()) without_v6.push_back(server);
        if (v4->records.empty() && v6->records.empty()) without_address.push_back(server);
        for (const auto* records : {&v4->records, &v6->records}) {
            for (const std::string& text : *records) {
                if (const auto address = net::Address::parse(text)) networks.insert(address->network().text());
            }
        }
    }
    if (!all_known) {
        for (const char* fact : {"name_servers_without_ipv6", "name_servers_without_address", "networks",
                                 "name_server_count", "name_servers_with_ipv6"})
            asking.leave_open(fact);
        return;
    }
    facts.set("name_server_count", answer->records.size());
    facts.set("name_servers_with_ipv6", answer->records.size() - without_v6.size());
    facts.set("name_servers_without_ipv6", without_v6);
    facts.set("name_servers_without_address", without_address);
    facts.set("networks", networks.size());
}

// A CNAME whose target does not exist can be taken over by whoever registers it.
void state_alias(const std::string& host, Asking& asking, base::Object& facts) {
    const auto alias = asking.records(host, RecordType::cname);
    if (!alias) return asking.leave_open("dangling_alias");
    if (alias->records.empty()) {
        facts.set("dangling_alias", false);
        return;
    }
    facts.set("alias", alias->records.front());
    const auto target = asking.records(alias->records.front(), RecordType::a);
    const auto target_v6 = asking.records(alias->records.front(), RecordType::aaaa);
    if (!target || !target_v6) return asking.leave_open("dangling_alias");
    facts.set("dangling_alias", !target->name_exists || (target->records.empty() && target_v6->records.empty()));
}

void state_wildcard(const std::string& zone, Asking& asking, base::Object& facts) {
    const auto answer = asking.records("attt-khong-co-ten-nay." + zone, RecordType::a);
    if (!answer) return asking.leave_open("wildcard");
    facts.set("wildcard", !answer->records.empty());
}

}  // namespace

std::vector<model::Observation> probe_zone(const Site& site, const std::string&, const Context& context) {
    model::Observation observation = blank_for_name(site, "zone", context);
    if (observation.status != model::Status::ok) return {observation};
    Asking asking(*context.resolver);
    base::Object facts;
    const std::string zone = zone_of(site.url.host, asking);
    if (zone.empty()) {
        observation.status = asking.failed() ? model::Status::unreachable : model::Status::not_applicable;
        observation.reason = asking.failed() ? asking.reason() : "no zone was found for the name";
        return {observation};
    }
    facts.set("name", zone);
    base::Object measures;
    if (const auto soa = asking.records(zone, RecordType::soa)) {
        if (context.resolver->validates())
            facts.set("dnssec", soa->dnssec == net::Dnssec::secure ? "secure" : "insecure");
        else
            asking.leave_open("dnssec", "no trust anchor is configured, so signatures are not checked");
        measures.set("soa", soa->records.empty() ? "" : soa->records.front());
        measures.set("ttl_soa", soa->ttl);
    }
    state_caa(site.url.host, asking, facts);
    state_servers(zone, asking, facts);
    state_alias(site.url.host, asking, facts);
    state_wildcard(zone, asking, facts);
    if (const auto https = asking.records(site.url.host, RecordType::https)) facts.set("https_records", https->records);
    asking.state_doubts(facts);
    observation.facts = std::move(facts);
    observation.measures = std::move(measures);
    return {observation};
}

}  // namespace attt::scanner
