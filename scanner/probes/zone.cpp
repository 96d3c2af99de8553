// The zone that a site's name lies in: its name servers and their addresses, CAA, SOA, HTTPS records, what an unused
// name below it answers, and where a CNAME leads. Once a site; names that only the host map knows are not asked for.
#include <algorithm>
#include <array>
#include <future>
#include <set>

#include "net/connection.h"
#include "net/name_server.h"
#include "scanner/mail/dane.h"
#include "scanner/probes/asking.h"
#include "scanner/probes/hosts.h"
#include "scanner/probes/probes.h"

namespace attt::scanner {
namespace {

using net::RecordType;

std::string parent_of(const std::string& name) {
    const auto dot = name.find('.');
    return dot == std::string::npos ? std::string() : name.substr(dot + 1);
}

// The nearest name at or above the site's that has a SOA record: the top of its zone. Of a zone whose signatures do not
// fit nothing can be believed: it is taken for the highest name about which that is so.
struct Zone {
    std::string name;
    std::string why_bogus;
};
Zone zone_of(const std::string& host, Asking& asking) {
    Zone bogus;
    for (std::string name = host; name.find('.') != std::string::npos; name = parent_of(name)) {
        const auto answer = asking.records(name, RecordType::soa);
        if (answer && !bogus.name.empty()) return bogus;
        if (answer && !answer->records.empty() && answer->canonical_name.empty()) return {name, {}};
        if (!answer && !asking.why_bogus().empty()) bogus = {name, asking.why_bogus()};
    }
    return bogus;
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

struct ServerAddress {
    std::string server, address;
    bool v6 = false;
};

// Every address of every name server is asked itself, all at once, for the zone.
class Questioning {
  public:
    Questioning(const std::string& zone, const Context& context) : zone_(zone), context_(context) {}

    void ask(const std::vector<ServerAddress>& servers) {
        std::vector<std::pair<ServerAddress, std::future<std::string>>> under_way;
        for (const ServerAddress& each : servers) {
            if (under_way.size() >= most_asked) break;
            under_way.emplace_back(each, std::async(std::launch::async, [this, &each] { return outcome(each); }));
        }
        for (auto& [server, result] : under_way) {
            const std::string problem = result.get();
            const std::string what = server.server + " " + server.address;
            if (problem.empty()) {
                (server.v6 ? reached_v6_ : reached_v4_).insert(server.server);
            } else if (problem.starts_with("not asked: ")) {
                (server.v6 ? open_v6_ : open_v4_) = problem.substr(11);
            } else {
                silent_.push_back(what + ": " + problem);
            }
        }
    }

    void state(Asking& asking, base::Object& facts) const {
        const auto set = [&](const char* fact, const std::string& open, const base::Value& value) {
            if (open.empty())
                facts.set(fact, value);
            else
                asking.leave_open(fact, open);
        };
        set("name_servers_answering_ipv4", open_v4_, reached_v4_.size());
        set("name_servers_answering_ipv6", open_v6_, reached_v6_.size());
        facts.set("name_servers_silent", silent_);
        // what was seen to be silent is; whether there are more is not known
        for (const std::string* open : {&open_v4_, &open_v6_}) {
            if (!open->empty()) return asking.leave_open("name_servers_silent", *open);
        }
    }

  private:
    static constexpr std::size_t most_asked = 24;

    // Empty: it answers with authority.
    std::string outcome(const ServerAddress& each) const {
        if (!reachable_family(each.address)) return "not asked: " + std::string(no_ipv6_reason);
        const auto endpoint = endpoint_of_host(each.server, each.address, 53, context_);
        const auto answer = net::ask_name_server(endpoint, zone_, *context_.politeness,
                                                 net::Deadline::after(context_.politeness->limits().connect_timeout));
        if (!answer && answer.error().code == base::ErrorCode::outside_scope)
            return "not asked: " + std::string(outside_reason);
        if (!answer) return net::reason_of(answer.error());
        if (answer->rcode != 0) return "answers with RCODE " + std::to_string(answer->rcode);
        return answer->authoritative ? "" : "does not answer for the zone";
    }

    const std::string& zone_;
    const Context& context_;
    std::set<std::string> reached_v4_, reached_v6_;
    std::vector<std::string> silent_;
    std::string open_v4_, open_v6_;
};

void state_servers(const std::string& zone, const Context& context, Asking& asking, base::Object& facts) {
    constexpr std::array<const char*, 8> all_facts = {
        "name_servers_without_ipv6", "name_servers_without_address", "networks",
        "name_server_count",         "name_servers_with_ipv6",       "name_servers_answering_ipv4",
        "name_servers_silent",       "name_servers_answering_ipv6",
    };
    const auto answer = asking.records(zone, RecordType::ns);
    if (!answer) {
        asking.leave_open("name_servers");
        for (const char* fact : all_facts)
            asking.leave_open(fact);
        return;
    }
    facts.set("name_servers", answer->records);
    std::set<std::string> networks;
    std::vector<std::string> without_v6, without_address;
    std::vector<ServerAddress> addresses;
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
                const auto address = net::Address::parse(text);
                if (!address) continue;
                networks.insert(address->network().text());
                addresses.push_back({server, text, address->v6});
            }
        }
    }
    if (!all_known) {
        for (const char* fact : all_facts)
            asking.leave_open(fact);
        return;
    }
    facts.set("name_server_count", answer->records.size());
    facts.set("name_servers_with_ipv6", answer->records.size() - without_v6.size());
    facts.set("name_servers_without_ipv6", without_v6);
    facts.set("name_servers_without_address", without_address);
    facts.set("networks", networks.size());
    Questioning questioning(zone, context);
    questioning.ask(addresses);
    questioning.state(asking, facts);
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

// The name with or without "www.": not stated where it does not exist.
void state_other_form(const std::string& host, Asking& asking, base::Object& facts) {
    const std::string other = host.starts_with("www.") ? host.substr(4) : "www." + host;
    const auto v4 = asking.records(other, RecordType::a);
    const auto v6 = asking.records(other, RecordType::aaaa);
    if (!v4 || !v6) {
        asking.leave_open("other_form_name");
        return asking.leave_open("other_form_ipv6");
    }
    if (v4->records.empty() && v6->records.empty()) return;
    facts.set("other_form_name", other);
    facts.set("other_form_ipv6", !v6->records.empty());
}

// RFC 9460: HTTPS records stand at the name itself, of another port at "_8443._https." before it (section 9.1); SVCB
// records are for services other than the web.
void state_service_bindings(const Site& site, Asking& asking, base::Object& facts) {
    constexpr std::uint16_t web_port = 443;
    const bool other_port = site.url.scheme == "https" && site.url.port != web_port;
    const std::string name =
        other_port ? "_" + std::to_string(site.url.port) + "._https." + site.url.host : site.url.host;
    if (const auto https = asking.records(name, RecordType::https)) facts.set("https_records", https->records);
    if (const auto svcb = asking.records(site.url.host, RecordType::svcb)) facts.set("svcb_records", svcb->records);
}

// DANE of the web server (RFC 6698): only signed records count.
void state_dane(const Site& site, const Context& context, Asking& asking, base::Object& facts) {
    if (site.url.scheme != "https" && site.url.scheme != "http") return;
    const auto tlsa = asking.records("_443._tcp." + site.url.host, RecordType::tlsa);
    if (!tlsa) return asking.leave_open("dane");
    if (tlsa->records.empty() || tlsa->dnssec != net::Dnssec::secure) {
        facts.set("dane", tlsa->records.empty() ? "absent" : "unsigned");
        return;
    }
    if (site.addresses.empty()) return asking.leave_open("dane", "the name has no address");
    const auto endpoint = endpoint_of(site, site.addresses.front(), 443, context);
    const auto chain = chain_at(endpoint, {site.url.host, false, ""}, context);
    if (!chain) return asking.leave_open("dane", net::reason_of(chain.error()));
    facts.set("dane", mail::dane_fits(tlsa->records, *chain, true) ? "fits" : "differs");
}

base::Object ttls_of(const std::string& zone, const std::string& host, Asking& asking) {
    base::Object out;
    const auto add = [&](const char* name, const std::string& of, RecordType type) {
        const auto answer = asking.records(of, type);
        if (answer && !answer->records.empty()) out.set(name, answer->ttl);
    };
    add("soa", zone, RecordType::soa);
    add("ns", zone, RecordType::ns);
    add("caa", host, RecordType::caa);
    add("cname", host, RecordType::cname);
    add("https", host, RecordType::https);
    add("svcb", host, RecordType::svcb);
    add("a", host, RecordType::a);
    add("aaaa", host, RecordType::aaaa);
    return out;
}

constexpr std::array<const char*, 11> facts_of_a_sound_zone = {"caa",
                                                               "name_servers",
                                                               "name_server_count",
                                                               "name_servers_with_ipv6",
                                                               "name_servers_without_ipv6",
                                                               "networks",
                                                               "dangling_alias",
                                                               "wildcard",
                                                               "name_servers_silent",
                                                               "name_servers_without_address",
                                                               "name_servers_answering_ipv6"};

}  // namespace

std::vector<model::Observation> probe_zone(const Site& site, const std::string&, const Context& context) {
    model::Observation observation = blank_for_name(site, "zone", context);
    if (observation.status != model::Status::ok) return {observation};
    observation.facts_version = 3;
    Asking asking(*context.resolver);
    base::Object facts;
    const Zone found = zone_of(site.url.host, asking);
    const std::string& zone = found.name;
    if (zone.empty()) {
        observation.status = asking.failed() ? model::Status::unreachable : model::Status::not_applicable;
        observation.reason = asking.failed() ? asking.reason() : "no zone was found for the name";
        return {observation};
    }
    facts.set("name", zone);
    if (!found.why_bogus.empty()) {
        facts.set("dnssec", "bogus");
        facts.set("why_bogus", found.why_bogus);
        for (const char* fact : facts_of_a_sound_zone)
            asking.leave_open(fact, "DNSSEC validation failed");
        asking.state_doubts(facts);
        observation.facts = std::move(facts);
        return {observation};
    }
    base::Object measures;
    if (const auto soa = asking.records(zone, RecordType::soa)) {
        if (context.resolver->validates())
            facts.set("dnssec", soa->dnssec == net::Dnssec::secure ? "secure" : "insecure");
        else
            asking.leave_open("dnssec", "no trust anchor is configured, so signatures are not checked");
        measures.set("soa", soa->records.empty() ? "" : soa->records.front());
    }
    state_caa(site.url.host, asking, facts);
    state_servers(zone, context, asking, facts);
    state_alias(site.url.host, asking, facts);
    state_wildcard(zone, asking, facts);
    state_service_bindings(site, asking, facts);
    state_other_form(site.url.host, asking, facts);
    state_dane(site, context, asking, facts);
    asking.state_doubts(facts);
    measures.set("ttl", ttls_of(zone, site.url.host, asking));
    observation.facts = std::move(facts);
    observation.measures = std::move(measures);
    return {observation};
}

}  // namespace attt::scanner
