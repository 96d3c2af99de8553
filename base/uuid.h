// Identifiers that formats of others ask for: made from a name, so that the same thing has the same one for ever.
#pragma once

#include <string>
#include <string_view>

namespace attt::base {

// UUID version 5 (RFC 9562, 5.5) in the toolkit's own namespace.
std::string uuid_of(std::string_view name);

}  // namespace attt::base
