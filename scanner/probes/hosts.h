// Hosts that serve a site beside its web server: where they are, whether they may be touched, and the certificate that
// they show.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "scanner/probes/asking.h"
#include "scanner/scanner.h"
#include "scanner/tls/certificate.h"

namespace attt::scanner {

inline constexpr std::string_view outside_reason = "outside the authorised scope";

// By name; the address is checked once more when it is connected to.
bool may_touch(const std::string& host, const Site& site, const Context& context);

// Where a host's port is: the host map may say another one.
model::Endpoint endpoint_of_host(const std::string& host, const std::string& address, std::uint16_t port,
                                 const Context& context);

// The first IPv4 and the first IPv6 address, of those that there are. Nothing where the resolver did not answer.
std::optional<std::vector<std::string>> addresses_of_host(const std::string& host, Asking& asking);

// The chain that is shown there, DER, leaf first. Errors: those of Connection, net.no_tls, net.turned_away,
// http.tls (reason).
base::Result<std::vector<std::string>> chain_at(const model::Endpoint& endpoint, const tls::Asked& asked,
                                                const Context& context);

}  // namespace attt::scanner
