// Which certificate authorities may be asked whether a certificate is revoked, and the list of certificate logs: what
// an authorisation and attt.toml say beyond the surveyed sites.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "model/scan.h"
#include "net/scope.h"
#include "scanner/authorities.h"
#include "scanner/scanner.h"
#include "scanner/tls/ct_logs.h"

namespace attt::app {

struct TrustSettings {
    // The names under `authorities` of the authorisations in force, at any public address and within the networks of
    // the same authorisation. Covers nothing where none names any.
    net::Scope authorities;
    // What of them are addresses: others may not stand in a certificate in place of a name. Nothing: any may.
    std::optional<std::vector<std::string>> addresses = std::vector<std::string>();
    bool names_authorities = false;
    std::string ct_logs;  // path of a list of certificate logs; empty: none
};

// Those that authorisations in force on a day name.
TrustSettings authorities_on(const std::vector<model::Authorisation>& authorisations, base::Date date);

// What is lent to the probes of one run, with its lifetime.
class TrustSources {
  public:
    // `asks`: certificates are to be asked about. The engine's resolver and host map serve, and outlive this. Errors:
    // those of CtLogs::load.
    static base::Result<TrustSources> make(const TrustSettings& settings, bool asks, const scanner::Context& engine);
    void lend(scanner::Context& context) const;

  private:
    std::unique_ptr<scanner::Authorities> authorities_;
    std::unique_ptr<scanner::tls::CtLogs> logs_;
};

// `attt probe --revocation` without an authorisation: the authorities that the site's certificate names, at public
// addresses; at loopback or private ones only where one of the same kind was `named` on the command line.
TrustSettings authorities_of_one(const std::string& named);
// Likewise for a list without an authorisation: loopback alone.
TrustSettings authorities_at_loopback();

}  // namespace attt::app
