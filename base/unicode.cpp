#include "base/unicode.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace attt::base {
namespace {

// Windows-1252 from 0x80 to 0x9F.
constexpr std::array<char16_t, 32> upper_controls = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                     0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// Where Windows-1258 differs from Windows-1252: the Vietnamese letters and the combining tones.
constexpr std::array<std::pair<unsigned char, char16_t>, 14> vietnamese_letters = {{{0xC3, 0x0102},
                                                                                    {0xCC, 0x0300},
                                                                                    {0xD0, 0x0110},
                                                                                    {0xD2, 0x0309},
                                                                                    {0xD5, 0x01A0},
                                                                                    {0xDD, 0x01AF},
                                                                                    {0xDE, 0x0303},
                                                                                    {0xE3, 0x0103},
                                                                                    {0xEC, 0x0301},
                                                                                    {0xF0, 0x0111},
                                                                                    {0xF2, 0x0323},
                                                                                    {0xF5, 0x01A1},
                                                                                    {0xFD, 0x01B0},
                                                                                    {0xFE, 0x20AB}}};

char32_t windows_1252(unsigned char byte) {
    return byte >= 0x80 && byte <= 0x9F ? char32_t{upper_controls[byte - 0x80U]} : char32_t{byte};
}

}  // namespace

std::u32string to_utf32(std::string_view utf8) {
    const auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
    std::u32string out;
    out.reserve(utf8.size());
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        out += static_cast<char32_t>(text.char32At(i));
    return out;
}

std::string to_utf8(std::u32string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char32_t c : text) {
        if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
        const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c < 0x800) {
            out += static_cast<char>(0xC0U | (c >> 6U));
            tail(0);
        } else if (c < 0x10000) {
            out += static_cast<char>(0xE0U | (c >> 12U));
            tail(6);
            tail(0);
        } else {
            out += static_cast<char>(0xF0U | (c >> 18U));
            tail(12);
            tail(6);
            tail(0);
        }
    }
    return out;
}

std::u32string composed(std::u32string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU normalisation data are missing");
    icu::UnicodeString from;
    for (const char32_t c : text)
        from.append(static_cast<UChar32>(c));
    const icu::UnicodeString to = normalizer->normalize(from, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU could not normalise a text");
    std::u32string out;
    for (std::int32_t i = 0; i < to.length(); i = to.moveIndex32(i, 1))
        out += static_cast<char32_t>(to.char32At(i));
    return out;
}

char32_t to_upper(char32_t c) {
    return static_cast<char32_t>(u_toupper(static_cast<UChar32>(c)));
}

std::optional<std::uint8_t> windows_1252_byte(char32_t c) {
    if (c < 0x80 || (c >= 0xA0 && c <= 0xFF)) return static_cast<std::uint8_t>(c);
    const auto found = std::find(upper_controls.begin(), upper_controls.end(), c);
    if (found == upper_controls.end()) return std::nullopt;
    return static_cast<std::uint8_t>(0x80 + (found - upper_controls.begin()));
}

std::u32string from_windows_1252(std::string_view bytes) {
    std::u32string out;
    out.reserve(bytes.size());
    for (const char c : bytes)
        out += windows_1252(static_cast<unsigned char>(c));
    return out;
}

std::u32string from_windows_1258(std::string_view bytes) {
    std::u32string out;
    out.reserve(bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const auto found = std::find_if(vietnamese_letters.begin(), vietnamese_letters.end(),
                                        [&](const auto& entry) { return entry.first == byte; });
        out += found == vietnamese_letters.end() ? windows_1252(byte) : char32_t{found->second};
    }
    return out;
}

std::size_t count_code_points(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace attt::base
