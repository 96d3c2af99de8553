// The errors of the network as values, made in one place so that each id always has the same arguments.
#pragma once

#include <string_view>

#include "base/error.h"
#include "model/observation.h"

namespace attt::net {

using Failure = tl::unexpected<base::Error>;

Failure fail_timeout(const model::Endpoint& endpoint);
Failure fail_closed(const model::Endpoint& endpoint);
Failure fail_refused(const model::Endpoint& endpoint);
Failure fail_reset(const model::Endpoint& endpoint);
Failure fail_unreachable(const model::Endpoint& endpoint, std::string_view reason);
// Where TLS is asked for in the clear: the server has none, or turns us away.
Failure fail_no_tls(const model::Endpoint& endpoint, std::string_view reason, bool turned_away);
Failure fail_not_an_address(const model::Endpoint& endpoint);
// From an errno of a connect: net.refused, net.timeout, net.unreachable, net.local.
Failure fail_connect(int error, const model::Endpoint& endpoint);
// From an errno of a connection that stood: net.reset, net.timeout, net.unreachable.
Failure fail_transfer(int error, const model::Endpoint& endpoint);

}  // namespace attt::net
