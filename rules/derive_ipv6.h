// The fact ipv6.ready: whether a site can be reached over IPv6, out of what dns and tcp saw.
#pragma once

#include <optional>
#include <span>

#include "model/observation.h"

namespace attt::rules {

// Nothing when nobody has asked the name.
std::optional<model::Fact> derive_ipv6_ready(std::span<const model::Observation> observations);

}  // namespace attt::rules
