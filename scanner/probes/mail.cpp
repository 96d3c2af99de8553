// The mail policies of the domain that a site's name lies in: MX, SPF, DMARC, DKIM of usual selectors, MTA-STS and TLS
// reporting records, and its mail hosts themselves. Once a site.
#include <algorithm>

#include "base/text.h"
#include "scanner/content/words.h"
#include "scanner/mail/policies.h"
#include "scanner/probes/asking.h"
#include "scanner/probes/mail_hosts.h"
#include "scanner/probes/probes.h"

namespace attt::scanner {
namespace {

using net::RecordType;

// In the order of preference.
std::vector<std::string> hosts_of(const std::vector<std::string>& mx) {
    std::vector<std::pair<int, std::string>> hosts;
    for (const std::string& record : mx) {
        const std::string host = record.substr(record.find(' ') + 1);
        if (host != ".") hosts.emplace_back(std::stoi(record), host);  // RFC 7505: "." takes no mail
    }
    std::sort(hosts.begin(), hosts.end());
    std::vector<std::string> out;
    for (auto& [preference, host] : hosts)
        out.push_back(std::move(host));
    return out;
}

void state_ipv6_of_hosts(const std::vector<std::string>& hosts, Asking& asking, base::Object& facts) {
    std::vector<std::string> without_v6;
    bool all_known = true;
    for (const std::string& host : hosts) {
        const auto v6 = asking.records(host, RecordType::aaaa);
        all_known = all_known && v6;
        if (v6 && v6->records.empty()) without_v6.push_back(host);
    }
    if (all_known)
        facts.set("hosts_without_ipv6", without_v6);
    else
        asking.leave_open("hosts_without_ipv6");
}

void state_spf(const std::string& domain, Asking& asking, base::Object& facts) {
    const mail::TxtOf txt = [&](const std::string& name) -> std::optional<std::vector<std::string>> {
        const auto answer = asking.records(name, RecordType::txt);
        if (answer == nullptr) return std::nullopt;
        return answer->records;
    };
    const mail::Spf spf = mail::read_spf(domain, txt);
    const bool whole = std::find(spf.problems.begin(), spf.problems.end(), "lookup_failed") == spf.problems.end();
    if (!spf.found && !whole) {
        for (const char* fact : {"spf", "spf_all", "spf_lookups", "spf_problems"})
            asking.leave_open(fact);
        return;
    }
    if (spf.found) facts.set("spf", spf.record);
    if (!spf.all.empty()) facts.set("spf_all", spf.all);
    facts.set("spf_lookups", spf.lookups);
    facts.set("spf_problems", spf.problems);
}

// RFC 7489, section 6.6.3: the domain's own record, else that of the organisation's domain.
void state_dmarc(const std::string& domain, Asking& asking, base::Object& facts) {
    for (const std::string& name : {domain, content::registered_name(domain)}) {
        const auto answer = asking.records("_dmarc." + name, RecordType::txt);
        if (answer == nullptr) {
            asking.leave_open("dmarc");
            return asking.leave_open("dmarc_policy");
        }
        for (const std::string& record : answer->records) {
            const mail::Dmarc dmarc = mail::parse_dmarc(record);
            if (!dmarc.found) continue;
            facts.set("dmarc", dmarc.record);
            if (dmarc.valid) facts.set("dmarc_policy", name == domain ? dmarc.policy : dmarc.subdomain_policy);
            facts.set("dmarc_percent", dmarc.percent);
            facts.set("dmarc_reports", dmarc.report_addresses);
            return;
        }
    }
}

void state_dkim(const std::string& domain, const Context& context, Asking& asking, base::Object& facts) {
    std::vector<std::string> found;
    for (const std::string& selector : context.dkim_selectors) {
        const auto answer = asking.records(selector + "._domainkey." + domain, RecordType::txt);
        if (answer == nullptr) asking.leave_open("dkim_selectors");
        if (answer != nullptr && std::any_of(answer->records.begin(), answer->records.end(),
                                             [](const std::string& record) { return mail::is_dkim_key(record); }))
            found.emplace_back(selector);
    }
    facts.set("dkim_selectors", found);
}

void state_tls_reporting(const std::string& domain, Asking& asking, base::Object& facts) {
    const auto answer = asking.records("_smtp._tls." + domain, RecordType::txt);
    if (answer == nullptr) return asking.leave_open("tls_reporting");
    facts.set("tls_reporting", std::any_of(answer->records.begin(), answer->records.end(),
                                           [](const std::string& text) { return text.starts_with("v=TLSRPTv1"); }));
}

}  // namespace

std::vector<model::Observation> probe_mail(const Site& site, const std::string&, const Context& context) {
    model::Observation observation = blank_for_name(site, "mail", context);
    if (observation.status != model::Status::ok) return {observation};
    observation.facts_version = 2;
    Asking asking(*context.resolver);
    const std::string domain = site.url.host.starts_with("www.") ? site.url.host.substr(4) : site.url.host;
    const auto mx = asking.records(domain, RecordType::mx);
    if (mx == nullptr) {
        observation.status = asking.why_bogus().empty() ? model::Status::unreachable : model::Status::protocol_error;
        observation.reason = asking.reason();
        return {observation};
    }
    base::Object facts{{"domain", domain}, {"mx", mx->records}};
    const auto hosts = hosts_of(mx->records);
    facts.set("receives", !hosts.empty());
    state_ipv6_of_hosts(hosts, asking, facts);
    state_spf(domain, asking, facts);
    state_dmarc(domain, asking, facts);
    state_dkim(domain, context, asking, facts);
    state_mta_sts(domain, hosts, site, context, asking, facts);
    state_tls_reporting(domain, asking, facts);
    state_mail_hosts(hosts, site, context, asking, facts);
    asking.state_doubts(facts);
    observation.facts = std::move(facts);
    observation.measures = base::Object{{"ttl_mx", mx->ttl}};
    return {observation};
}

}  // namespace attt::scanner
