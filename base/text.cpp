#include "base/text.h"

#include <fmt/format.h>
#include <unicode/coll.h>
#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>

namespace attt::base {
namespace {

icu::UnicodeString from_utf8(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString normalised(const icu::UnicodeString& text, bool compose) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer =
        compose ? icu::Normalizer2::getNFCInstance(status) : icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU normalisation data are missing");
    icu::UnicodeString out = normalizer->normalize(text, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU could not normalise a text");
    return out;
}

// Edits over code units of folded text, which is nearly ASCII; two neighbours that changed places are one (optimal
// string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

template <class Visit>
void each_code_point(std::string_view text, Visit visit) {
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < length;) {
        UChar32 c = 0;
        // U8_NEXT_OR_FFFD expands to C-style casts of ICU's own
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wconversion"
        U8_NEXT_OR_FFFD(text.data(), at, length, c);
#pragma GCC diagnostic pop
        visit(c);
    }
}

bool is_bidi_control(UChar32 c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    const auto length = static_cast<std::int32_t>(bytes.size());
    for (std::int32_t at = 0; at < length;) {
        UChar32 c = 0;
        // as above: ICU's macro
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wconversion"
        U8_NEXT(bytes.data(), at, length, c);
#pragma GCC diagnostic pop
        if (c < 0) return false;
    }
    return true;
}

bool is_nfc(std::string_view text) {
    const bool ascii =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii) return true;
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU normalisation data are missing");
    const bool yes =
        normalizer->isNormalizedUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), status);
    return U_SUCCESS(status) && yes && is_utf8(text);
}

std::string nfc(std::string_view text) {
    if (is_nfc(text)) return std::string(text);
    return to_utf8(normalised(from_utf8(text), true));
}

std::string fold(std::string_view text) {
    icu::UnicodeString decomposed = normalised(from_utf8(text).foldCase(), false);
    icu::UnicodeString out;
    bool space = false;
    for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
        const UChar32 c = decomposed.char32At(i);
        if (u_isUWhiteSpace(c) || c == 0x200B || c == 0xFEFF) {
            space = !out.isEmpty();
            continue;
        }
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        if (space) out.append(u' ');
        space = false;
        out.append(c == 0x0111 ? UChar32{u'd'} : c);
    }
    return to_utf8(out);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string to_lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::optional<std::string> to_ascii_host(std::string_view host) {
    const bool ascii =
        std::all_of(host.begin(), host.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii) return to_lower_ascii(host);
    if (!is_utf8(host)) return std::nullopt;
    static const std::unique_ptr<const icu::IDNA> idna = [] {
        UErrorCode status = U_ZERO_ERROR;
        const std::uint32_t options = UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII;
        std::unique_ptr<const icu::IDNA> made(icu::IDNA::createUTS46Instance(options, status));
        if (U_FAILURE(status)) throw std::runtime_error("ICU data for domain names are missing");
        return made;
    }();
    icu::UnicodeString out;
    icu::IDNAInfo info;
    UErrorCode status = U_ZERO_ERROR;
    idna->nameToASCII(from_utf8(host), out, info, status);
    if (U_FAILURE(status) || info.hasErrors()) return std::nullopt;
    return to_utf8(out);
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> out;
    while (true) {
        const auto at = text.find(separator);
        out.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

bool less_vietnamese(std::string_view a, std::string_view b) {
    thread_local const std::unique_ptr<icu::Collator> collator = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Collator> made(icu::Collator::createInstance(icu::Locale("vi"), status));
        if (U_FAILURE(status)) throw std::runtime_error("ICU collation data are missing");
        return made;
    }();
    UErrorCode status = U_ZERO_ERROR;
    const auto order = collator->compareUTF8(icu::StringPiece(a.data(), static_cast<std::int32_t>(a.size())),
                                             icu::StringPiece(b.data(), static_cast<std::int32_t>(b.size())), status);
    return order == UCOL_EQUAL ? a < b : order == UCOL_LESS;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
    const std::string folded = fold(word);
    std::optional<std::string> best;
    // a third of the word, at least two edits: more is another word
    std::size_t best_distance = std::max<std::size_t>(2, folded.size() / 3) + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(folded, fold(candidate));
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string printable(std::string_view text, std::size_t limit) {
    std::string out;
    bool cut = false;
    each_code_point(text, [&](UChar32 c) {
        if (cut || out.size() >= limit) {
            cut = true;
            return;
        }
        if (c == u'\n' || c == u'\t') {
            out += ' ';
        } else if (u_iscntrl(c) || is_bidi_control(c)) {
            out += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(c));
        } else {
            out += to_utf8(icu::UnicodeString(c));
        }
    });
    if (cut) out += "…";
    return out;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    each_code_point(text, [&](UChar32 c) {
        const auto type = u_charType(c);
        if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return;
        const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
        width += east_asian == U_EA_FULLWIDTH || east_asian == U_EA_WIDE ? 2 : 1;
    });
    return width;
}

}  // namespace attt::base
