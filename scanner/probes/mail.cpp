// The mail policies of the domain that a site's name lies in: MX, SPF, DMARC, DKIM of usual selectors, MTA-STS and TLS
// reporting records, DANE of its mail hosts. By DNS alone: no connection to a mail host. Once a site.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "scanner/content/words.h"
#include "scanner/mail/policies.h"
#include "scanner/probes/asking.h"
#include "scanner/probes/probes.h"

namespace attt::scanner {
namespace {

using net::RecordType;

std::vector<std::string> hosts_of(const std::vector<std::string>& mx) {
    std::vector<std::string> out;
    for (const std::string& record : mx) {
        const std::string host = record.substr(record.find(' ') + 1);
        if (host != ".") out.push_back(host);  // RFC 7505: "." takes no mail
    }
    return out;
}

void state_hosts(const std::vector<std::string>& hosts, Asking& asking, base::Object& facts) {
    std::vector<std::string> without_v6, with_dane;
    bool all_known = true;
    for (const std::string& host : hosts) {
        const auto v6 = asking.records(host, RecordType::aaaa);
        const auto tlsa = asking.records("_25._tcp." + host, RecordType::tlsa);
        all_known = all_known && v6;
        if (v6 && v6->records.empty()) without_v6.push_back(host);
        if (tlsa && !tlsa->records.empty() && tlsa->dnssec == net::Dnssec::secure) with_dane.push_back(host);
    }
    if (all_known)
        facts.set("hosts_without_ipv6", without_v6);
    else
        asking.leave_open("hosts_without_ipv6");
    facts.set("hosts_with_dane", with_dane);
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

void state_dkim(const std::string& domain, Asking& asking, base::Object& facts) {
    constexpr std::array<const char*, 8> selectors = {"default",   "mail",   "dkim", "selector1",
                                                      "selector2", "google", "s1",   "k1"};
    std::vector<std::string> found;
    for (const char* selector : selectors) {
        const auto answer = asking.records(std::string(selector) + "._domainkey." + domain, RecordType::txt);
        if (answer != nullptr && std::any_of(answer->records.begin(), answer->records.end(),
                                             [](const std::string& record) { return mail::is_dkim_key(record); }))
            found.emplace_back(selector);
    }
    facts.set("dkim_selectors", found);
}

bool has_record(const std::string& name, const char* beginning, Asking& asking) {
    const auto answer = asking.records(name, RecordType::txt);
    return answer != nullptr && std::any_of(answer->records.begin(), answer->records.end(),
                                            [&](const std::string& record) { return record.starts_with(beginning); });
}

}  // namespace

std::vector<model::Observation> probe_mail(const Site& site, const std::string&, const Context& context) {
    model::Observation observation = blank_for_name(site, "mail", context);
    if (observation.status != model::Status::ok) return {observation};
    Asking asking(*context.resolver);
    const std::string domain = site.url.host.starts_with("www.") ? site.url.host.substr(4) : site.url.host;
    const auto mx = asking.records(domain, RecordType::mx);
    if (mx == nullptr) {
        observation.status = model::Status::unreachable;
        observation.reason = asking.reason();
        return {observation};
    }
    base::Object facts{{"domain", domain}, {"mx", mx->records}};
    const auto hosts = hosts_of(mx->records);
    facts.set("receives", !hosts.empty());
    state_hosts(hosts, asking, facts);
    state_spf(domain, asking, facts);
    state_dmarc(domain, asking, facts);
    state_dkim(domain, asking, facts);
    facts.set("mta_sts", has_record("_mta-sts." + domain, "v=STSv1", asking));
    facts.set("tls_reporting", has_record("_smtp._tls." + domain, "v=TLSRPTv1", asking));
    asking.state_doubts(facts);
    observation.facts = std::move(facts);
    return {observation};
}

}  // namespace attt::scanner
