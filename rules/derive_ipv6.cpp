#include "rules/derive_ipv6.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "rules/missing.h"

namespace attt::rules {
namespace {

using model::Observation;
using model::Status;

const Observation* newest_of(std::span<const Observation> observations, std::string_view probe) {
    const Observation* newest = nullptr;
    for (const Observation& observation : observations) {
        if (observation.probe != probe) continue;
        if (newest == nullptr || observation.observed_at > newest->observed_at) newest = &observation;
    }
    return newest;
}

bool connected(const Observation& tcp) {
    return tcp.status == Status::ok && tcp.facts["connected"].bool_or(false);
}

// The services over which the site counts as reachable: that of its URL where it is known; else https where it answers
// at any address, for a site with a certificate is not reached by its plain port alone.
std::set<std::string> services_that_count(std::span<const Observation> observations) {
    if (const Observation* website = newest_of(observations, "website")) {
        const std::string scheme = website->facts["scheme"].string_or("");
        if (!scheme.empty()) return {scheme};
    }
    const bool has_https = std::any_of(observations.begin(), observations.end(), [](const Observation& observation) {
        return observation.probe == "tcp" && connected(observation) &&
               observation.facts["service"].string_or("") == "https";
    });
    if (has_https) return {"https"};
    return {"https", "http"};
}

enum class Family { v4, v6 };

std::vector<const Observation*> connections_over(Family family, std::span<const Observation> observations) {
    std::vector<const Observation*> out;
    for (const Observation& observation : observations) {
        if (observation.probe != "tcp" || !observation.endpoint) continue;
        const bool v6 = observation.endpoint->address.find(':') != std::string::npos;
        if (v6 == (family == Family::v6)) out.push_back(&observation);
    }
    return out;
}

// A site that is down says nothing of IPv6.
bool is_down_over_ipv4(std::span<const Observation> observations) {
    const auto tried = connections_over(Family::v4, observations);
    return !tried.empty() && std::none_of(tried.begin(), tried.end(), [](const auto* tcp) { return connected(*tcp); });
}

// A refusal and a silence are answers about the site; no route, a filter or no attempt are not.
bool speaks_of_the_site(const Observation& tcp) {
    return tcp.status == Status::ok || tcp.status == Status::refused || tcp.status == Status::timeout;
}

// True when some connection over IPv6 stood; nothing when what was tried does not tell.
void settle_by_connections(std::span<const Observation> observations, model::Fact& fact) {
    const auto tried = connections_over(Family::v6, observations);
    const auto services = services_that_count(observations);
    for (const Observation* tcp : tried) {
        fact.observed_at = std::min(fact.observed_at, tcp->observed_at);
        const std::string service = tcp->facts["service"].string_or("");
        if (connected(*tcp) && services.contains(service)) fact.value = true;
    }
    if (!fact.value.is_null()) return;
    for (const Observation* tcp : tried) {
        if (speaks_of_the_site(*tcp)) continue;
        fact.missing = missing_of(*tcp);
        return;
    }
    if (tried.empty()) {
        fact.undetermined.push_back({{}, "no connection over IPv6 was tried"});
        return;
    }
    if (is_down_over_ipv4(observations)) {
        fact.missing = "unreachable: the site answers over neither IPv4 nor IPv6";
        return;
    }
    fact.value = false;
}

// The doubt of the probe about the name's AAAA records; nullptr when it has none.
const base::Value* doubt_about_aaaa(const Observation& dns) {
    const base::Array* doubts = dns.facts["undetermined"].if_array();
    if (doubts == nullptr) return nullptr;
    const auto found = std::find_if(doubts->begin(), doubts->end(),
                                    [](const base::Value& doubt) { return doubt["fact"].string_or("") == "aaaa"; });
    return found == doubts->end() ? nullptr : &*found;
}

}  // namespace

std::optional<model::Fact> derive_ipv6_ready(std::span<const Observation> observations) {
    const Observation* dns = newest_of(observations, "dns");
    if (dns == nullptr) return std::nullopt;
    model::Fact fact;
    fact.name = "ipv6.ready";
    fact.observed_at = dns->observed_at;
    if (dns->status != Status::ok) {
        fact.missing = missing_of(*dns);
        return fact;
    }
    if (!base::strings_of(dns->facts["aaaa"]).empty()) {
        settle_by_connections(observations, fact);
        return fact;
    }
    if (const base::Value* doubt = doubt_about_aaaa(*dns)) {
        fact.undetermined.push_back({{}, (*doubt)["reason"].string_or("")});
    } else if (dns->facts["aaaa"].if_array() == nullptr) {
        fact.undetermined.push_back({{}, "the AAAA records were not asked for"});
    } else {
        fact.value = false;
    }
    return fact;
}

}  // namespace attt::rules
