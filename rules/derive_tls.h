// The facts tls.same_at_addresses and tls.address_differences: whether every address of a name answers with the same
// configuration, IPv4 and IPv6 alike.
#pragma once

#include <span>
#include <vector>

#include "model/observation.h"

namespace attt::rules {

// Nothing when TLS was looked at nowhere.
std::vector<model::Fact> derive_tls_parity(std::span<const model::Observation> observations);

}  // namespace attt::rules
