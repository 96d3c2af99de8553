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

model::Observation look(const Site& site, const std::string& address, const Context& context) {
    const bool plain = site.url.scheme == "http";
    const model::Endpoint endpoint = endpoint_of(site, address, plain ? https_port : site.url.port, context);
    if (!reachable_family(address)) return not_looked_at(endpoint, model::Status::unreachable, no_ipv6_reason);
    const bool web = plain || site.url.scheme == "https";
    const tls::Asked asked{site.url.host, site.url.host_is_address(), web ? "" : site.url.scheme};
    tls::Surroundings around{context.politeness, context.loop, context.trust_store, context.depth == Depth::full};
    around.authorities = context.authorities;
    around.ct_logs = context.ct_logs;
    return tls::observe(endpoint, asked, around);
}

// What authorities say is an observation of its own: a later look that asks nobody has not seen the contrary.
model::Observation told_by_authorities(model::Observation& tls) {
    model::Observation out;
    out.probe = "revocation";
    out.endpoint = tls.endpoint;
    out.status = tls.status;
    out.reason = tls.reason;
    out.observed_at = tls.observed_at;
    out.trust_store = tls.trust_store;
    base::Object facts;
    base::Object* all = tls.facts.if_object();
    base::Value* found = all == nullptr ? nullptr : all->find("certificate");
    if (base::Object* certificate = found == nullptr ? nullptr : found->if_object()) {
        for (const char* name : {"revocation", "revoked"}) {
            if (base::Value* value = certificate->find(name)) facts.set(name, std::move(*value));
            certificate->erase(name);
        }
    }
    base::Array doubts;
    base::Value* undetermined = all == nullptr ? nullptr : all->find("undetermined");
    if (base::Array* open = undetermined == nullptr ? nullptr : undetermined->if_array()) {
        constexpr std::string_view from = "certificate.";
        std::erase_if(*open, [&](const base::Value& doubt) {
            const std::string fact = doubt["fact"].string_or("");
            const bool own = fact == "certificate.revocation" || fact == "certificate.revoked";
            if (own || fact == "certificate") {
                doubts.emplace_back(base::Object{{"fact", own ? fact.substr(from.size()) : std::string("revoked")},
                                                 {"value", doubt["value"]},
                                                 {"reason", doubt["reason"]}});
            }
            return own;
        });
    }
    facts.set("undetermined", std::move(doubts));
    if (out.status == model::Status::ok) out.facts = std::move(facts);
    if (base::Object* measures = tls.measures.if_object()) {
        if (base::Value* answers = measures->find("revocation")) {
            out.measures = base::Object{{"answers", std::move(*answers)}};
            measures->erase("revocation");
        }
    }
    return out;
}

}  // namespace

std::vector<model::Observation> probe_tls(const Site& site, const std::string& address, const Context& context) {
    model::Observation observation = look(site, address, context);
    observation.subject = site.subject;
    std::vector<model::Observation> out;
    if (context.authorities != nullptr) {
        out.push_back(told_by_authorities(observation));
        out.back().subject = site.subject;
    }
    out.insert(out.begin(), std::move(observation));
    return out;
}

}  // namespace attt::scanner
