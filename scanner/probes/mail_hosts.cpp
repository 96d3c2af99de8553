#include "scanner/probes/mail_hosts.h"

#include <algorithm>
#include <array>
#include <future>
#include <optional>
#include <set>

#include "base/text.h"
#include "net/connection.h"
#include "net/http.h"
#include "scanner/mail/dane.h"
#include "scanner/mail/mta_sts.h"
#include "scanner/probes/hosts.h"
#include "scanner/probes/probes.h"
#include "scanner/tls/observe.h"

namespace attt::scanner {
namespace {

using net::RecordType;

constexpr std::uint16_t smtp_port = 25;
constexpr std::size_t most_hosts = 4;
constexpr std::size_t policy_limit = 64U << 10U;  // RFC 8461, section 3.2: more need not be read

// One host at one address.
struct Look {
    std::string host, address;
    bool v6 = false;
    std::string not_looked;  // why nobody connected to it; empty: somebody did
    std::string silent;      // why no SMTP server was met
    bool starttls = false;
    std::vector<std::string> chain;
    model::Observation tls;
};

Look look_at(std::string host, std::string address, const Site& site, const Context& context) {
    Look out;
    out.host = std::move(host);
    out.address = std::move(address);
    out.v6 = out.address.find(':') != std::string::npos;
    if (!reachable_family(out.address)) {
        out.not_looked = no_ipv6_reason;
    } else if (!may_touch(out.host, site, context)) {
        out.not_looked = outside_reason;
    }
    if (!out.not_looked.empty()) return out;
    const auto endpoint = endpoint_of_host(out.host, out.address, smtp_port, context);
    const tls::Asked asked{out.host, false, "smtp"};
    auto chain = chain_at(endpoint, asked, context);
    if (!chain && chain.error().code == base::ErrorCode::outside_scope) {
        out.not_looked = outside_reason;
    } else if (!chain && chain.error().message == "net.no_tls") {
        out.tls.reason = net::reason_of(chain.error());
    } else if (!chain && chain.error().message != "http.tls") {
        out.silent = net::reason_of(chain.error());
    } else {
        out.starttls = true;
        if (chain) out.chain = std::move(*chain);
        out.tls = tls::observe(endpoint, asked,
                               {context.politeness, context.loop, context.trust_store, context.depth == Depth::full});
    }
    return out;
}

bool speaks_old_tls(const Look& look) {
    const auto versions = base::strings_of(look.tls.facts["versions"]);
    return std::any_of(versions.begin(), versions.end(),
                       [](const std::string& version) { return version != "TLSv1.2" && version != "TLSv1.3"; });
}

bool versions_known(const Look& look) {
    if (look.tls.status != model::Status::ok) return false;
    const base::Array* doubts = look.tls.facts["undetermined"].if_array();
    return doubts == nullptr || std::none_of(doubts->begin(), doubts->end(), [](const base::Value& doubt) {
               return doubt["fact"].string_or("") == "versions";
           });
}

std::optional<bool> certificate_in_order(const Look& look) {
    const base::Value& certificate = look.tls.facts["certificate"];
    if (certificate.is_null()) return std::nullopt;
    return certificate["trusted"].bool_or(false) && certificate["hostname_matches"].bool_or(false);
}

base::Object in_words(const Look& look) {
    base::Object out{{"host", look.host}, {"address", look.address}, {"starttls", look.starttls}};
    if (!look.tls.reason.empty()) out.set("reason", look.tls.reason);
    for (const char* fact : {"versions", "ciphers", "groups", "certificate"}) {
        if (!look.tls.facts[fact].is_null()) out.set(fact, look.tls.facts[fact]);
    }
    return out;
}

std::vector<Look> looks_at(const std::vector<std::string>& hosts, const Site& site, const Context& context,
                           Asking& asking, std::string& open) {
    std::vector<std::future<Look>> under_way;
    for (const std::string& host : hosts) {
        if (under_way.size() >= 2 * most_hosts) {
            open = "more than four mail hosts";
            break;
        }
        const auto addresses = addresses_of_host(host, asking);
        if (!addresses) {
            open = asking.reason();
            continue;
        }
        for (const std::string& address : *addresses)
            under_way.push_back(
                std::async(std::launch::async, look_at, host, address, std::cref(site), std::cref(context)));
    }
    std::vector<Look> out;
    for (auto& each : under_way)
        out.push_back(each.get());
    return out;
}

// What a list of hosts says: those found are found; that there are no others is known only where all were met.
class Lists {
  public:
    void add(const char* fact, const std::string& host) { lists_[fact].insert(host); }
    void open(const char* fact, const std::string& reason) { open_[fact] = reason; }
    void state(std::initializer_list<const char*> names, Asking& asking, base::Object& facts) {
        for (const char* name : names) {
            const auto& list = lists_[name];
            facts.set(name, std::vector<std::string>(list.begin(), list.end()));
            if (const auto reason = open_.find(name); reason != open_.end()) asking.leave_open(name, reason->second);
        }
    }

  private:
    std::map<std::string, std::set<std::string>, std::less<>> lists_;
    std::map<std::string, std::string, std::less<>> open_;
};

void add_dane(const Look& look, Asking& asking, Lists& lists) {
    const auto tlsa = asking.records("_25._tcp." + look.host, RecordType::tlsa);
    if (tlsa == nullptr) return lists.open("hosts_with_dane", asking.reason());
    if (tlsa->records.empty() || tlsa->dnssec != net::Dnssec::secure) return;
    lists.add("hosts_with_dane", look.host);
    if (look.starttls && !look.chain.empty()) {
        if (!mail::dane_fits(tlsa->records, look.chain)) lists.add("hosts_dane_differs", look.host);
    } else if (!look.not_looked.empty() || !look.silent.empty() || look.starttls) {
        lists.open("hosts_dane_differs", "no certificate of " + look.host + " was seen");
    } else {
        lists.add("hosts_dane_differs", look.host);  // promised TLS, and has none
    }
}

}  // namespace

void state_mail_hosts(const std::vector<std::string>& hosts, const Site& site, const Context& context, Asking& asking,
                      base::Object& facts) {
    constexpr std::array<const char*, 3> of_tls = {"hosts_without_starttls", "hosts_with_old_tls",
                                                   "hosts_with_doubtful_certificate"};
    Lists lists;
    base::Array details;
    std::string open;
    for (const Look& look : looks_at(hosts, site, context, asking, open)) {
        const std::string where = look.host + " " + look.address;
        const std::string& unknown = look.not_looked.empty() ? look.silent : look.not_looked;
        if (!unknown.empty()) open = where + ": " + unknown;
        if (!look.silent.empty()) lists.add("hosts_silent", where + ": " + look.silent);
        if (unknown.empty()) {
            details.emplace_back(in_words(look));
            if (look.v6) lists.add("hosts_answering_ipv6", look.host);
            if (!look.starttls) lists.add("hosts_without_starttls", look.host);
            if (speaks_old_tls(look)) lists.add("hosts_with_old_tls", look.host);
            if (look.starttls && !versions_known(look))
                lists.open("hosts_with_old_tls", where + ": the versions are not all settled");
            const auto in_order = certificate_in_order(look);
            if (in_order && !*in_order) lists.add("hosts_with_doubtful_certificate", look.host);
            if (!in_order && look.starttls) lists.open("hosts_with_doubtful_certificate", where + ": no certificate");
        } else if (look.v6) {
            lists.open("hosts_answering_ipv6", open);
        }
        if (!look.not_looked.empty()) lists.open("hosts_silent", open);
        add_dane(look, asking, lists);
    }
    if (!open.empty()) {
        for (const char* fact : of_tls)
            lists.open(fact, open);
    }
    facts.set("hosts_tls", std::move(details));
    lists.state({"hosts_without_starttls", "hosts_with_old_tls", "hosts_with_doubtful_certificate", "hosts_silent",
                 "hosts_with_dane", "hosts_dane_differs", "hosts_answering_ipv6"},
                asking, facts);
}

void state_mta_sts(const std::string& domain, const std::vector<std::string>& hosts, const Site& site,
                   const Context& context, Asking& asking, base::Object& facts) {
    const auto record = asking.records("_mta-sts." + domain, RecordType::txt);
    if (record == nullptr) {
        for (const char* fact : {"mta_sts", "mta_sts_mode", "mta_sts_problems"})
            asking.leave_open(fact);
        return;
    }
    const bool announced = std::any_of(record->records.begin(), record->records.end(),
                                       [](const std::string& text) { return text.starts_with("v=STSv1"); });
    facts.set("mta_sts", announced);
    if (!announced) return;
    const auto leave_open = [&](const std::string& reason) {
        asking.leave_open("mta_sts_mode", reason);
        asking.leave_open("mta_sts_problems", reason);
    };
    const std::string host = "mta-sts." + domain;
    const auto addresses = addresses_of_host(host, asking);
    if (!addresses) return leave_open(asking.reason());
    if (addresses->empty()) {
        facts.set("mta_sts_problems", std::vector<std::string>{"no_policy"});
        return;
    }
    const std::string& address = addresses->front();
    if (!may_touch(host, site, context)) return leave_open(std::string(outside_reason));
    if (!reachable_family(address)) return leave_open(std::string(no_ipv6_reason));

    const auto endpoint = endpoint_of_host(host, address, 443, context);
    net::HttpRequest request;
    request.url = "https://" + host + "/.well-known/mta-sts.txt";
    request.endpoint = endpoint;
    request.body_limit = policy_limit;
    const model::ScanLimits& limits = context.politeness->limits();
    const auto response = net::http_get(request, *context.politeness,
                                        net::Deadline::after(limits.connect_timeout + limits.answer_timeout));
    if (!response && net::status_of(response.error()) != model::Status::refused)
        return leave_open(net::reason_of(response.error()));
    std::vector<std::string> problems;
    const auto policy =
        response && response->status == 200 ? mail::parse_mta_sts(response->body) : std::optional<mail::MtaSts>();
    if (!response || response->status != 200) {
        problems.emplace_back("no_policy");  // RFC 8461, section 3.3: redirects are not followed
    } else if (!policy) {
        problems.emplace_back("invalid_policy");
    } else {
        facts.set("mta_sts_mode", policy->mode);
        const bool all_listed =
            std::all_of(hosts.begin(), hosts.end(), [&](const std::string& each) { return policy->covers(each); });
        if (policy->mode != "none" && !all_listed) problems.emplace_back("host_not_listed");
    }
    if (response) {
        const tls::Asked asked{host, false, ""};
        const auto chain = chain_at(endpoint, asked, context);
        if (!chain) return leave_open(net::reason_of(chain.error()));
        const auto certificate = tls::certificate_facts(*chain, asked, *context.trust_store, base::now());
        const bool in_order = certificate && certificate->find("trusted")->bool_or(false) &&
                              certificate->find("hostname_matches")->bool_or(false);
        if (!in_order) problems.emplace_back("doubtful_certificate");
    }
    facts.set("mta_sts_problems", problems);
}

}  // namespace attt::scanner
