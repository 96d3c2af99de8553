// The probes, one file each. Every one looks at a site at one of its addresses and states what it saw; none judges.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/observation.h"
#include "scanner/scanner.h"

namespace attt::scanner {

std::vector<model::Observation> probe_tcp(const Site& site, const std::string& address, const Context& context);
std::vector<model::Observation> probe_tls(const Site& site, const std::string& address, const Context& context);
std::vector<model::Observation> probe_http(const Site& site, const std::string& address, const Context& context);
// Once a site, at its first address.
std::vector<model::Observation> probe_content(const Site& site, const std::string& address, const Context& context);
std::vector<model::Observation> probe_parity(const Site& site, const std::string& address, const Context& context);
// Only on request, and only where the authorisation names it.
std::vector<model::Observation> probe_exposure(const Site& site, const std::string& address, const Context& context);
std::vector<model::Observation> probe_tls_attacks(const Site& site, const std::string& address, const Context& context);
// Once a site, by its name: `address` is empty.
std::vector<model::Observation> probe_zone(const Site& site, const std::string& address, const Context& context);
std::vector<model::Observation> probe_tls_sibling(const Site& site, const std::string& address, const Context& context);
std::vector<model::Observation> probe_mail(const Site& site, const std::string& address, const Context& context);

// Reason of what could not be looked at because this machine has no way out over IPv6; derived facts know it by these
// words.
inline constexpr std::string_view no_ipv6_reason = "no IPv6 on this host";

// False for an IPv6 address (other than loopback) on a machine without IPv6.
bool reachable_family(const std::string& address);

}  // namespace attt::scanner
