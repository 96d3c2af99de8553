#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "base/unicode.h"
#include "base/vietnamese.h"

namespace attt::base {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_line_notes = 20;
// Of text that is no UTF-8, this much decides what it is.
constexpr std::size_t most_words = 4000;

int line_at(std::string_view bytes, std::size_t at) {
    return 1 + static_cast<int>(std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

bool is_high(char c) {
    return (c & 0x80) != 0;
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// How many bytes a UTF-8 sequence that begins with this one has; 0: none does.
std::size_t sequence_length(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    if (byte >= 0xC2 && byte <= 0xDF) return 2;
    if (byte >= 0xE0 && byte <= 0xEF) return 3;
    return byte >= 0xF0 && byte <= 0xF4 ? 4 : 0;
}

struct BrokenUtf8 {
    std::size_t first_fault = 0;
    bool mostly_utf8 = false;  // most of its high bytes stand in sequences, whole or cut short
};

BrokenUtf8 examine(std::string_view bytes) {
    BrokenUtf8 out{bytes.size(), false};
    std::size_t high = 0;
    std::size_t in_sequences = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (!is_high(bytes[at])) continue;
        std::size_t length = 1;
        while (length < sequence_length(bytes[at]) && at + length < bytes.size() && is_continuation(bytes[at + length]))
            ++length;
        high += length;
        if (length > 1) in_sequences += length;
        if (!is_utf8(bytes.substr(at, length))) out.first_fault = std::min(out.first_fault, at);
        at += length - 1;
    }
    out.mostly_utf8 = in_sequences * 2 > high;
    return out;
}

// --- UTF-16 ---

enum class ByteOrder { little, big };

// Nothing when a surrogate stands alone or a byte is missing; `fault` is then where.
std::optional<std::string> from_utf16(std::string_view bytes, ByteOrder order, std::size_t& fault) {
    const auto unit = [&](std::size_t at) -> char32_t {
        const char32_t first = static_cast<unsigned char>(bytes[at]);
        const char32_t second = static_cast<unsigned char>(bytes[at + 1]);
        return order == ByteOrder::little ? first | (second << 8U) : second | (first << 8U);
    };
    std::u32string out;
    out.reserve(bytes.size() / 2);
    fault = bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        fault = at;
        if (at + 1 >= bytes.size()) return std::nullopt;
        char32_t c = unit(at);
        if (c >= 0xD800 && c <= 0xDFFF) {
            const char32_t low = at + 3 < bytes.size() ? unit(at + 2) : 0;
            if (c >= 0xDC00 || low < 0xDC00 || low > 0xDFFF) return std::nullopt;
            c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
            at += 2;
        }
        if (c == 0) return std::nullopt;
        out += c;
    }
    return to_utf8(out);
}

// Text of UTF-16 without its mark: its blanks, digits and Latin letters have a zero byte each, always on one side.
std::optional<ByteOrder> guessed_order(std::string_view bytes) {
    const std::string_view sample = bytes.substr(0, 4096);
    std::array<std::size_t, 2> zeros = {};
    for (std::size_t at = 0; at < sample.size(); ++at)
        zeros.at(at % 2) += sample[at] == '\0' ? 1U : 0U;
    const std::size_t enough = sample.size() / 5;
    if (zeros[1] > enough && zeros[0] == 0) return ByteOrder::little;
    if (zeros[0] > enough && zeros[1] == 0) return ByteOrder::big;
    return std::nullopt;
}

Result<Decoded> decode_utf16(std::string_view bytes, ByteOrder order, bool guessed, const std::string& file) {
    std::size_t fault = 0;
    auto text = from_utf16(bytes, order, fault);
    if (!text) return fail(ErrorCode::bad_input, "encoding.binary", {}, {file, line_at(bytes, fault), {}});
    Decoded out{std::move(*text), order == ByteOrder::little ? "UTF-16LE" : "UTF-16BE", {}};
    if (guessed)
        out.notes.push_back(
            {ErrorCode::bad_input, "encoding.guessed_utf16", {{"encoding", out.encoding}}, {file, 0, {}}});
    return out;
}

// --- one byte a letter ---

// Of the words with marks, how many are Vietnamese syllables.
struct Share {
    std::size_t words = 0;
    std::size_t syllables = 0;

    bool most() const { return syllables > 0 && syllables * 2 > words; }
};

Share vietnamese_share(std::u32string_view text) {
    Share out;
    std::u32string word;
    bool marked = false;
    const auto end_word = [&] {
        if (marked) {
            ++out.words;
            out.syllables += is_vietnamese_syllable(composed(word)) ? 1U : 0U;
        }
        word.clear();
        marked = false;
    };
    for (const char32_t c : text) {
        const bool letter = (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c >= 0xC0;
        if (letter) {
            word += c;
            marked = marked || c >= 0x80;
        } else {
            end_word();
            if (out.words >= most_words) break;
        }
    }
    end_word();
    return out;
}

// The part of the text that decides: what stands around its high bytes.
std::string_view sample_of(std::string_view bytes) {
    const auto first = std::find_if(bytes.begin(), bytes.end(), is_high);
    const auto at = static_cast<std::size_t>(first - bytes.begin());
    const auto line = bytes.rfind('\n', at);
    return bytes.substr(line == std::string_view::npos ? 0 : line, 1U << 18U);
}

Result<Decoded> decode_one_byte(std::string_view bytes, std::size_t first_fault, const std::string& file) {
    const Place place{file, line_at(bytes, first_fault), {}};
    const std::string_view sample = sample_of(bytes);
    const Share as_1258 = vietnamese_share(from_windows_1258(sample));
    const auto legacy = legacy_vietnamese(to_utf8(from_windows_1252(sample)));
    if (as_1258.most()) {
        Decoded out{to_utf8(composed(from_windows_1258(bytes))), "windows-1258", {}};
        out.notes.push_back({ErrorCode::bad_input, "encoding.windows_1258", {}, {file, 0, {}}});
        return out;
    }
    if (legacy)
        return fail(ErrorCode::bad_input, "encoding.legacy", {{"name", std::string(legacy_name(*legacy))}}, place);
    return fail(ErrorCode::bad_input, "encoding.unknown", {}, place);
}

// --- UTF-8 ---

// Nothing above U+00FF and no combining marks: only then can a line be legacy text. Lead bytes up to 0xC5 and the
// punctuation of Windows-1252 are what is left.
bool may_be_legacy(std::string_view line) {
    return std::any_of(line.begin(), line.end(), is_high);
}

Result<Decoded> check_legacy(Decoded decoded, const std::string& file) {
    std::size_t marked = 0;
    std::size_t legacy_lines = 0;
    int number = 0;
    std::optional<Error> first;
    std::string_view rest = decoded.text;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++number;
        if (!may_be_legacy(line)) continue;
        ++marked;
        const auto legacy = legacy_vietnamese(line);
        if (!legacy) continue;
        const std::string shown = printable(trim(line), 60);
        const Error error{ErrorCode::bad_input,
                          "encoding.legacy_line",
                          {{"name", std::string(legacy_name(*legacy))},
                           {"value", shown},
                           {"nearest", printable(trim(from_legacy(line, *legacy)), 60)}},
                          {file, number, {}}};
        if (!first) first = error;
        if (++legacy_lines <= most_line_notes) decoded.notes.push_back(error);
    }
    if (!first || legacy_lines * 2 <= marked) return decoded;
    first->message = "encoding.legacy";
    return fail(std::move(*first));
}

}  // namespace

Result<Decoded> decode_text(std::string_view bytes, const std::string& file) {
    if (bytes.starts_with("\xFF\xFE"sv)) return decode_utf16(bytes.substr(2), ByteOrder::little, false, file);
    if (bytes.starts_with("\xFE\xFF"sv)) return decode_utf16(bytes.substr(2), ByteOrder::big, false, file);
    const bool marked = bytes.starts_with("\xEF\xBB\xBF"sv);
    if (marked) bytes.remove_prefix(3);
    if (const auto zero = bytes.find('\0'); zero != std::string_view::npos) {
        if (const auto order = guessed_order(bytes)) return decode_utf16(bytes, *order, true, file);
        return fail(ErrorCode::bad_input, "encoding.binary", {}, {file, line_at(bytes, zero), {}});
    }
    if (is_utf8(bytes)) return check_legacy({std::string(bytes), "UTF-8", {}}, file);
    const BrokenUtf8 broken = examine(bytes);
    if (marked || broken.mostly_utf8)
        return fail(ErrorCode::bad_input, "encoding.not_utf8", {}, {file, line_at(bytes, broken.first_fault), {}});
    return decode_one_byte(bytes, broken.first_fault, file);
}

}  // namespace attt::base
