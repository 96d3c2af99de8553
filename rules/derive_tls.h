// Whether TLS is the same wherever a visitor of one site may come: at every address of its name, IPv4 and IPv6 alike
// (tls.same_at_addresses, tls.address_differences), and at its name with and without "www" (tls.same_with_www,
// tls.www_differences).
#pragma once

#include <span>
#include <vector>

#include "model/observation.h"

namespace attt::rules {

// Nothing when TLS was looked at nowhere.
std::vector<model::Fact> derive_tls_parity(std::span<const model::Observation> observations);
// Nothing when the other name was not asked about.
std::vector<model::Fact> derive_tls_siblings(std::span<const model::Observation> observations);

}  // namespace attt::rules
