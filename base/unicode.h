// Code points: between UTF-8 and UTF-32, composing, and the one-byte encodings of Windows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace attt::base {

// What is not UTF-8 becomes U+FFFD.
std::u32string to_utf32(std::string_view utf8);
std::string to_utf8(std::u32string_view text);
// NFC.
std::u32string composed(std::u32string_view text);
char32_t to_upper(char32_t c);
// How many there are; `utf8` is UTF-8.
std::size_t count_code_points(std::string_view utf8);

// The byte that stands for a character in Windows-1252; the C1 controls that it leaves free stand for themselves.
std::optional<std::uint8_t> windows_1252_byte(char32_t c);
// Windows-1252 and Windows-1258 to code points (1258: letters and tone marks as they come, not composed).
std::u32string from_windows_1252(std::string_view bytes);
std::u32string from_windows_1258(std::string_view bytes);

}  // namespace attt::base
