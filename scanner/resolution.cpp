#include "scanner/resolution.h"

#include <algorithm>

#include "net/connection.h"

namespace attt::scanner {
namespace {

constexpr const char* unchecked_dnssec = "no trust anchor is configured, so signatures are not checked";
constexpr auto resolution_timeout = std::chrono::seconds(10);

std::string_view text_of(net::Dnssec dnssec) {
    switch (dnssec) {
        case net::Dnssec::secure: return "secure";
        case net::Dnssec::bogus: return "bogus";
        case net::Dnssec::insecure: break;
    }
    return "insecure";
}

model::Observation named_address(Site& site, const std::string& address, model::Observation observation) {
    site.addresses = {address};
    observation.status = model::Status::not_applicable;
    observation.reason = "the address is given, not resolved";
    return observation;
}

void unresolved(Site& site, model::Observation& observation, model::Status status, const std::string& reason) {
    site.resolution_status = observation.status = status;
    site.resolution_problem = observation.reason = reason;
}

}  // namespace

model::Observation resolve(Site& site, const Context& context) {
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = "dns";
    observation.facts_version = 2;
    observation.observed_at = base::now();
    if (!context.connect_address.empty()) return named_address(site, context.connect_address, std::move(observation));
    if (site.url.host_is_address()) return named_address(site, site.url.host, std::move(observation));

    const auto deadline = net::Deadline::after(resolution_timeout);
    const auto v4 = context.resolver->addresses_v4(site.url.host, deadline);
    const auto v6 = context.resolver->addresses_v6(site.url.host, deadline);
    if (!v4 || !v6) {
        const base::Error& error = v4 ? v6.error() : v4.error();
        // one family answered and the other did not: half an answer would read as "no IPv6", so neither is stated
        if (v4) site.addresses = v4->addresses;
        if (v6) site.addresses.insert(site.addresses.end(), v6->addresses.begin(), v6->addresses.end());
        observation.status = net::status_of(error);
        observation.reason = net::reason_of(error);
        if (site.addresses.empty())
            unresolved(site, observation, observation.status, "name resolution: " + observation.reason);
        return observation;
    }
    if (v4->dnssec == net::Dnssec::bogus || v6->dnssec == net::Dnssec::bogus) {
        const std::string& why = v4->dnssec == net::Dnssec::bogus ? v4->why_bogus : v6->why_bogus;
        unresolved(site, observation, model::Status::protocol_error, "DNSSEC validation failed: " + why);
        return observation;
    }
    if (!v4->name_exists) {
        unresolved(site, observation, model::Status::unreachable, "the name does not exist (NXDOMAIN)");
        return observation;
    }
    base::Object facts;
    facts.set("a", v4->addresses);
    facts.set("aaaa", v6->addresses);
    const std::string& canonical = v4->canonical_name.empty() ? v6->canonical_name : v4->canonical_name;
    if (!canonical.empty()) facts.set("canonical_name", canonical);
    const bool secure = v4->dnssec == net::Dnssec::secure && v6->dnssec == net::Dnssec::secure;
    if (context.resolver->validates() && !v4->from_host_map) {
        facts.set("dnssec", text_of(secure ? net::Dnssec::secure : net::Dnssec::insecure));
    } else {
        facts.set("undetermined", base::Array{base::Object{{"fact", "dnssec"},
                                                           {"value", nullptr},
                                                           {"reason", v4->from_host_map ? "the host map places the name"
                                                                                        : unchecked_dnssec}}});
    }
    facts.set("source", v4->from_host_map ? "host_map" : "dns");
    observation.facts = facts;
    observation.measures = base::Object{{"ttl_a", v4->ttl}, {"ttl_aaaa", v6->ttl}};

    site.addresses = v4->addresses;
    site.addresses.insert(site.addresses.end(), v6->addresses.begin(), v6->addresses.end());
    if (site.addresses.empty()) {
        site.resolution_status = model::Status::unreachable;
        site.resolution_problem = "the name has no address";
    }
    return observation;
}

}  // namespace attt::scanner
