// Base64 (RFC 4648, section 4).
#pragma once

#include <string>
#include <string_view>

namespace attt::base {

std::string base64(std::string_view bytes);

// Up to the first character that is none of the alphabet (the padding, too).
std::string base64_decoded(std::string_view text);

}  // namespace attt::base
