// SHA-256, the one hash of the toolkit.
#pragma once

#include <string>
#include <string_view>

namespace attt::base {

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// Lower-case hexadecimal of any bytes.
std::string hex(std::string_view bytes);

}  // namespace attt::base
