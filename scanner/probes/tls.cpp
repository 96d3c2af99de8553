// TLS as a server speaks it: which versions, suites and groups it accepts, and the certificate it shows for the name
// asked.
#include "scanner/probes/probes.h"
#include "scanner/tls/observe.h"

namespace attt::scanner {
namespace {

constexpr std::uint16_t https_port = 443;

model::Observation not_looked_at(const model::Endpoint& endpoint, model::Status status, std::string_view reason) {
    model::Observation observation;
    observation.probe = "tls";
    observation.endpoint = endpoint;
    observation.status = status;
    observation.reason = reason;
    observation.observed_at = base::now();
    return observation;
}

std::vector<model::Observation> look(const Site& site, const std::string& address, const Context& context) {
    const bool plain = site.url.scheme == "http";
    const model::Endpoint endpoint = endpoint_of(site, address, plain ? https_port : site.url.port, context);
    if (!reachable_family(address)) return {not_looked_at(endpoint, model::Status::unreachable, no_ipv6_reason)};
    const bool web = plain || site.url.scheme == "https";
    const tls::Asked asked{site.url.host, site.url.host_is_address(), web ? "" : site.url.scheme};
    tls::Surroundings around{context.politeness, context.loop, context.trust_store, context.depth == Depth::full};
    around.authorities = context.authorities;
    around.ct_logs = context.ct_logs;
    if (around.authorities == nullptr) return {tls::observe(endpoint, asked, around)};
    std::vector<model::Observation> out(2);
    out.front() = tls::observe(endpoint, asked, around, &out.back());
    return out;
}

}  // namespace

std::vector<model::Observation> probe_tls(const Site& site, const std::string& address, const Context& context) {
    std::vector<model::Observation> out = look(site, address, context);
    for (model::Observation& observation : out)
        observation.subject = site.subject;
    return out;
}

}  // namespace attt::scanner
