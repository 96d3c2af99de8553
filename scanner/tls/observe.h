// The facts of `tls` at one endpoint: the enumeration by hellos, then one handshake for the certificate.
#pragma once

#include <cstdint>

#include "model/observation.h"
#include "net/exchange.h"
#include "net/politeness.h"
#include "scanner/tls/certificate.h"

namespace attt::scanner {
class Authorities;
}

namespace attt::scanner::tls {

class CtLogs;

struct Surroundings {
    net::Politeness* politeness = nullptr;
    net::ExchangeLoop* loop = nullptr;
    const TrustStore* trust_store = nullptr;
    bool full = false;  // everything, not only what a weekly run asks
    // The whole visit; what is not settled by then stays open.
    std::chrono::milliseconds patience = std::chrono::minutes(3);
    Authorities* authorities = nullptr;  // whether certificates are revoked is asked of them; null: it is not asked
    const CtLogs* ct_logs = nullptr;     // by which timestamps of certificate logs are verified; null: they are not
};

// Status, facts, measures and evidence; the subject is the caller's to fill in. What authorities say, where they are
// asked, becomes an observation of its own, `told`: a later look that asks nobody has not seen the contrary.
model::Observation observe(const model::Endpoint& endpoint, const Asked& asked, const Surroundings& surroundings,
                           model::Observation* told = nullptr);

}  // namespace attt::scanner::tls
