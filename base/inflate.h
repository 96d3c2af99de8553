// Unpacking what zlib packed (RFC 1950), of a bounded size.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace attt::base {

// What comes out until the stream ends, breaks off or has given `limit` bytes: of a damaged one what stands before the
// damage.
std::string inflated(std::string_view packed, std::size_t limit);

}  // namespace attt::base
