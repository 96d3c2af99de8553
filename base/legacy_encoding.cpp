// Recognises text of the font encodings TCVN3 and VNI, and UTF-8 that was read as Windows-1252.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/encoding.h"
#include "base/text.h"
#include "base/unicode.h"
#include "base/vietnamese.h"

namespace attt::base {
namespace {

using namespace std::string_view_literals;

// TCVN 5712 VN3 from 0xA1 to 0xFE; 0: no letter there.
constexpr std::u32string_view tcvn3_letters =
    U"ĂÂÊÔƠƯĐăâêôơưđ\0\0\0\0\0\0àảãáạ\0ằẳẵắ\0\0\0\0\0\0\0ặầẩẫấậè\0ẻẽéẹềểễếệìỉ\0\0\0ĩíịò\0ỏõóọồổỗốộờởỡớợù\0ủũúụừửữứựỳỷỹýỵ"sv;
constexpr char32_t tcvn3_first = 0xA1;

// What a letter of a VNI font adds to the vowel before it.
struct VniMark {
    char32_t letter;
    std::u32string_view marks;
};
constexpr std::array<VniMark, 15> vni_marks = {{{0xF9, U"\u0301"},
                                                {0xF8, U"\u0300"},
                                                {0xFB, U"\u0309"},
                                                {0xF5, U"\u0303"},
                                                {0xEF, U"\u0323"},
                                                {0xE2, U"\u0302"},
                                                {0xE1, U"\u0302\u0301"},
                                                {0xE0, U"\u0302\u0300"},
                                                {0xE5, U"\u0302\u0309"},
                                                {0xE3, U"\u0302\u0303"},
                                                {0xE4, U"\u0302\u0323"},
                                                {0xEA, U"\u0306"},
                                                {0xE9, U"\u0306\u0301"},
                                                {0xE8, U"\u0306\u0300"},
                                                {0xFA, U"\u0306\u0309"}}};
constexpr std::array<VniMark, 2> vni_marks_more = {{{0xFC, U"\u0306\u0303"}, {0xEB, U"\u0306\u0323"}}};

// Letters of a VNI font that stand by themselves.
constexpr std::array<std::pair<char32_t, char32_t>, 9> vni_letters = {{{0xF1, U'đ'},
                                                                       {0xF4, U'ơ'},
                                                                       {0xF6, U'ư'},
                                                                       {0xED, U'í'},
                                                                       {0xEC, U'ì'},
                                                                       {0xE6, U'ỉ'},
                                                                       {0xF3, U'ĩ'},
                                                                       {0xF2, U'ị'},
                                                                       {0xEE, U'ỵ'}}};

std::u32string from_tcvn3(std::u32string_view word) {
    std::u32string out;
    for (const char32_t c : word) {
        const bool in_table = c >= tcvn3_first && c - tcvn3_first < tcvn3_letters.size();
        const char32_t letter = in_table ? tcvn3_letters[c - tcvn3_first] : 0;
        out += letter != 0 ? letter : c;
    }
    return out;
}

std::u32string_view vni_marks_of(char32_t lower) {
    for (const VniMark& mark : vni_marks) {
        if (mark.letter == lower) return mark.marks;
    }
    for (const VniMark& mark : vni_marks_more) {
        if (mark.letter == lower) return mark.marks;
    }
    return {};
}

std::u32string from_vni(std::u32string_view word) {
    std::u32string out;
    char32_t before = 0;
    for (const char32_t c : word) {
        const char32_t lower = c >= 0xC0 && c <= 0xDE ? c + 0x20 : c;
        const bool after_vowel = U"aeouyAEOUYôöÔÖ"sv.find(before) != std::u32string_view::npos;
        before = c;
        if (const auto marks = vni_marks_of(lower); after_vowel && !marks.empty()) {
            out += marks;
            continue;
        }
        const auto found = std::find_if(vni_letters.begin(), vni_letters.end(),
                                        [&](const auto& entry) { return entry.first == lower; });
        if (found == vni_letters.end()) {
            out += c;
        } else {
            out += lower == c ? found->second : to_upper(found->second);
        }
    }
    return composed(out);
}

// Windows-1252 text back to its bytes, read as the UTF-8 that they were; empty when they are not.
std::u32string from_garbled(std::u32string_view word) {
    std::string bytes;
    for (const char32_t c : word) {
        const auto byte = windows_1252_byte(c);
        if (!byte) return {};
        bytes += static_cast<char>(*byte);
    }
    return is_utf8(bytes) ? composed(to_utf32(bytes)) : std::u32string();
}

std::u32string decoded(std::u32string_view word, LegacyEncoding encoding) {
    switch (encoding) {
        case LegacyEncoding::tcvn3: return from_tcvn3(word);
        case LegacyEncoding::vni: return from_vni(word);
        case LegacyEncoding::garbled: return from_garbled(word);
    }
    return {};
}

// "½" and the like are letters in TCVN3 and garbled text, so only blanks and ASCII punctuation part words.
bool parts_words(char32_t c) {
    const bool letter_or_digit = (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
    return c == 0xA0 ? false : c < 0x80 && !letter_or_digit;
}

std::vector<std::u32string_view> marked_words(std::u32string_view text) {
    std::vector<std::u32string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), parts_words);
        const auto end = std::find_if(begin, text.end(), parts_words);
        const std::u32string_view word(begin, end);
        at = static_cast<std::size_t>(end - text.begin());
        // a sign that stands alone ("÷", "§") says nothing
        if (word.size() > 1 && std::any_of(word.begin(), word.end(), [](char32_t c) { return c >= 0x80; }))
            out.push_back(word);
    }
    return out;
}

constexpr std::array<LegacyEncoding, 3> encodings = {LegacyEncoding::garbled, LegacyEncoding::tcvn3,
                                                     LegacyEncoding::vni};

}  // namespace

std::string_view legacy_name(LegacyEncoding encoding) {
    switch (encoding) {
        case LegacyEncoding::tcvn3: return "TCVN3 (ABC)";
        case LegacyEncoding::vni: return "VNI";
        case LegacyEncoding::garbled: return "UTF-8/Windows-1252";
    }
    return {};
}

std::optional<LegacyEncoding> legacy_vietnamese(std::string_view utf8_text) {
    const bool ascii = std::all_of(utf8_text.begin(), utf8_text.end(), [](char c) { return (c & 0x80) == 0; });
    if (ascii) return std::nullopt;
    const std::u32string text = composed(to_utf32(utf8_text));
    const auto words = marked_words(text);
    std::size_t sound = 0;
    std::array<std::size_t, encodings.size()> legacy = {};
    std::array<std::size_t, encodings.size()> letters = {};
    for (const std::u32string_view word : words) {
        sound += is_vietnamese_syllable(word) ? 1U : 0U;
        for (std::size_t i = 0; i < encodings.size(); ++i) {
            if (!is_vietnamese_syllable(decoded(word, encodings[i]))) continue;
            ++legacy[i];
            letters[i] += word.size();
        }
    }
    const auto best = std::max_element(legacy.begin(), legacy.end());
    // some words are syllables either way ("tÕ" is TCVN3 for "tế"): what counts is which way more of them are
    const auto at = static_cast<std::size_t>(best - legacy.begin());
    constexpr std::size_t enough_letters = 3;  // "µm" is no word
    if (letters[at] < enough_letters || *best * 2 < words.size() || *best <= sound) return std::nullopt;
    return encodings[at];
}

std::string from_legacy(std::string_view utf8_text, LegacyEncoding encoding) {
    const std::u32string text = composed(to_utf32(utf8_text));
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
        const auto end = std::find_if(begin, text.end(), parts_words);
        const std::u32string word = decoded(std::u32string_view(begin, end), encoding);
        if (word.empty()) out.append(begin, end);
        out += word;
        if (end != text.end()) out += *end;
        at = static_cast<std::size_t>(end - text.begin()) + 1;
    }
    return to_utf8(out);
}

}  // namespace attt::base
