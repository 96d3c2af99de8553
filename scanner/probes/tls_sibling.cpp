// TLS at the other name of a website, with or without "www": visitors type both, and a server answers each by settings
// of its own. Once a site, where the scope covers that name too.
#include <algorithm>

#include "net/connection.h"
#include "scanner/probes/hosts.h"
#include "scanner/probes/probes.h"
#include "scanner/tls/observe.h"
#include "scanner/walk.h"

namespace attt::scanner {
namespace {

constexpr auto resolution_timeout = std::chrono::seconds(10);

std::string sibling_of(const std::string& host) {
    return host.starts_with("www.") ? host.substr(4) : "www." + host;
}

bool is_mapped(const std::string& host, const Context& context) {
    return std::any_of(context.host_map.begin(), context.host_map.end(), [&](const model::HostMapEntry& entry) {
        return entry.name == host && !entry.addresses.empty();
    });
}

// Why the other name is not looked at; empty: it is.
std::string_view reason_against(const Site& site, const std::string& sibling, const Context& context) {
    if (site.url.scheme != "http" && site.url.scheme != "https") return "not a website";
    if (site.url.host_is_address() || !context.connect_address.empty()) return "the address is given, not resolved";
    if (site.url.host.find('.') == std::string::npos || sibling.find('.') == std::string::npos)
        return "the name has no other";
    if (is_mapped(site.url.host, context) != is_mapped(sibling, context))
        return "the host map places one of the two names";
    if (!may_touch(sibling, site, context)) return outside_reason;
    return {};
}

void fail(model::Observation& observation, model::Status status, const std::string& reason) {
    observation.status = status;
    observation.reason = reason;
}

// The first address, IPv4 before IPv6; empty where the observation says why there is none.
std::string address_of(const std::string& name, const Context& context, model::Observation& observation) {
    const auto deadline = net::Deadline::after(resolution_timeout);
    const auto v4 = context.resolver->addresses_v4(name, deadline);
    const auto v6 = context.resolver->addresses_v6(name, deadline);
    for (const auto* answer : {&v4, &v6}) {
        if (!*answer) {
            fail(observation, net::status_of(answer->error()), "name resolution: " + net::reason_of(answer->error()));
        } else if ((*answer)->dnssec == net::Dnssec::bogus) {
            fail(observation, model::Status::protocol_error, "DNSSEC validation failed: " + (*answer)->why_bogus);
        } else if (!(*answer)->addresses.empty()) {
            fail(observation, model::Status::ok, {});
            return (*answer)->addresses.front();
        }
    }
    if (observation.status == model::Status::ok)
        fail(observation, model::Status::not_applicable, "the other name has no address");
    return {};
}

base::Object facts_of(const std::string& name, const model::Observation& seen) {
    base::Object out{{"name", name}};
    for (const char* fact : {"versions", "ciphers", "groups"})
        out.set(fact, seen.facts[fact]);
    const base::Value& certificate = seen.facts["certificate"];
    if (!certificate.is_null())
        out.set("certificate_in_order",
                certificate["trusted"].bool_or(false) && certificate["hostname_matches"].bool_or(false));
    base::Array doubts;
    if (const base::Array* all = seen.facts["undetermined"].if_array(); all != nullptr) {
        for (const base::Value& doubt : *all) {
            const std::string about = doubt["fact"].string_or("");
            const bool compared =
                about == "versions" || about == "groups" || about == "ciphers" || about.starts_with("ciphers.");
            if (compared) doubts.push_back(doubt);
            if (about == "certificate")
                doubts.emplace_back(
                    base::Object{{"fact", "certificate_in_order"}, {"value", nullptr}, {"reason", doubt["reason"]}});
        }
    }
    out.set("undetermined", std::move(doubts));
    return out;
}

}  // namespace

std::vector<model::Observation> probe_tls_sibling(const Site& site, const std::string&, const Context& context) {
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = "tls_sibling";
    observation.observed_at = base::now();
    const std::string name = sibling_of(site.url.host);
    if (const auto reason = reason_against(site, name, context); !reason.empty()) {
        fail(observation, model::Status::not_applicable, std::string(reason));
        return {observation};
    }
    const std::string address = address_of(name, context, observation);
    if (observation.status != model::Status::ok) return {observation};
    if (!reachable_family(address)) {
        fail(observation, model::Status::unreachable, std::string(no_ipv6_reason));
        return {observation};
    }
    const model::Endpoint endpoint = endpoint_of_host(name, address, port_of(site, "https"), context);
    // Core is enough for what is compared.
    model::Observation seen =
        tls::observe(endpoint, {name, false, ""}, {context.politeness, context.loop, context.trust_store, false});
    observation.endpoint = endpoint;
    observation.trust_store = seen.trust_store;
    observation.measures = std::move(seen.measures);
    if (seen.status == model::Status::ok) {
        observation.facts = facts_of(name, seen);
    } else {
        fail(observation, seen.status, seen.reason);
    }
    return {std::move(observation)};
}

}  // namespace attt::scanner
