#include "scanner/content/pdf_objects.h"

#include <algorithm>

#include "base/inflate.h"
#include "base/unicode.h"

namespace attt::scanner::content {
namespace {

constexpr std::size_t most_objects = 20'000;
constexpr std::size_t most_of_a_stream = 1U << 20U;
constexpr std::size_t most_of_all = 8U << 20U;
constexpr std::size_t longest_string = 4096;
constexpr std::string_view blanks{"\0\t\n\f\r ", 6};
constexpr std::string_view delimiters{"\0\t\n\f\r ()<>[]{}/%", 16};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view without_blanks(std::string_view text) {
    const auto at = text.find_first_not_of(blanks);
    return at == std::string_view::npos ? std::string_view() : text.substr(at);
}

// The number of the object whose "obj" stands at `at`: "12 0 obj".
std::optional<int> number_before(std::string_view bytes, std::size_t at) {
    const auto back_over = [&](bool digits) {
        const std::size_t end = at;
        while (at > 0 && end - at < 10 &&
               (digits ? is_digit(bytes[at - 1]) : blanks.find(bytes[at - 1]) != blanks.npos))
            --at;
        return end > at;
    };
    if (!back_over(false) || !back_over(true) || !back_over(false) || !back_over(true)) return std::nullopt;
    return pdf_number(bytes.substr(at));
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string hexadecimal_string(std::string_view& text) {
    std::string out;
    int high = -1;
    std::size_t at = 1;
    for (; at < text.size() && text[at] != '>'; ++at) {
        const int digit = hex_digit(text[at]);
        if (digit < 0) continue;
        if (high >= 0 && out.size() < longest_string) out += static_cast<char>(high * 16 + digit);
        high = high >= 0 ? -1 : digit;
    }
    if (high >= 0) out += static_cast<char>(high * 16);
    text.remove_prefix(std::min(at + 1, text.size()));
    return out;
}

// What stands after a backslash, put at the end of `out`; `at` is left at its last character.
void append_escaped(std::string_view text, std::size_t& at, std::string& out) {
    constexpr std::string_view letters = "nrtbf";
    constexpr std::string_view meant = "\n\r\t\b\f";
    const char c = text[at];
    if (const auto known = letters.find(c); known != std::string_view::npos) {
        out += meant[known];
    } else if (c >= '0' && c <= '7') {
        unsigned value = 0;
        std::size_t count = 0;
        while (count < 3 && at + count < text.size() && text[at + count] >= '0' && text[at + count] <= '7')
            value = value * 8 + static_cast<unsigned>(text[at + count++] - '0');
        out += static_cast<char>(value & 0xFFU);
        at += count - 1;
    } else if (c == '\r') {
        if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
    } else if (c != '\n') {
        out += c;
    }
}

std::string literal_string(std::string_view& text) {
    std::string out;
    int depth = 1;
    std::size_t at = 1;
    for (; at < text.size() && depth > 0; ++at) {
        const char c = text[at];
        if (c == '\\' && at + 1 < text.size()) {
            append_escaped(text, ++at, out);
            continue;
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth > 0 && out.size() < longest_string) out += c;
    }
    text.remove_prefix(std::min(at, text.size()));
    return out;
}

}  // namespace

PdfObjects::PdfObjects(std::string_view bytes) : room_(most_of_all) {
    read(bytes);
    std::vector<PdfObject> holders;
    for (const auto& [number, object] : objects_) {
        if (pdf_value(object.head, "/Type").starts_with("/ObjStm")) holders.push_back(object);
    }
    for (const PdfObject& holder : holders)
        read_packed_objects(holder);
}

void PdfObjects::read(std::string_view bytes) {
    std::size_t at = 0;
    std::size_t end = 0;  // the next "endobj": looked for once, however many objects lie before it
    while (objects_.size() < most_objects && (at = bytes.find("obj", at)) != std::string_view::npos) {
        const auto number = number_before(bytes, at);
        at += 3;
        if (!number) continue;
        if (end < at) end = std::min(bytes.find("endobj", at), bytes.size());
        const std::size_t stream = bytes.substr(at, end - at).find("stream");
        if (stream == std::string_view::npos) {
            objects_.insert_or_assign(*number, PdfObject{bytes.substr(at, end - at), {}});
            at = end;
            continue;
        }
        const std::string_view head = bytes.substr(at, stream);
        std::size_t begin = at + stream + 6;
        if (bytes.substr(begin).starts_with('\r')) ++begin;
        if (bytes.substr(begin).starts_with('\n')) ++begin;
        at = std::min(bytes.find("endstream", begin), bytes.size());
        objects_.insert_or_assign(*number, PdfObject{head, unpacked(head, bytes.substr(begin, at - begin))});
    }
}

std::string_view PdfObjects::unpacked(std::string_view head, std::string_view data) {
    const std::string_view filter = pdf_value(head, "/Filter");
    if (filter.empty()) return data;
    const std::string_view first = without_blanks(filter.starts_with('[') ? filter.substr(1) : filter);
    const bool is_image = pdf_value(head, "/Subtype").starts_with("/Image");
    // predictors change bytes of tables, not of text
    if (!first.starts_with("/FlateDecode") || is_image || !pdf_value(head, "/Predictor").empty()) return {};
    storage_.push_back(base::inflated(data, std::min(room_, most_of_a_stream)));
    room_ -= storage_.back().size();
    return storage_.back();
}

// ISO 32000-1, section 7.5.7: pairs of a number and an offset, then the objects.
void PdfObjects::read_packed_objects(const PdfObject& holder) {
    const auto count = pdf_number(pdf_value(holder.head, "/N"));
    const auto first = pdf_number(pdf_value(holder.head, "/First"));
    if (!count || !first || static_cast<std::size_t>(*first) > holder.data.size()) return;
    std::string_view pairs = holder.data.substr(0, static_cast<std::size_t>(*first));
    const std::string_view body = holder.data.substr(static_cast<std::size_t>(*first));
    const auto next = [&]() -> std::optional<int> {
        pairs = without_blanks(pairs);
        const auto number = pdf_number(pairs);
        pairs.remove_prefix(std::min(pairs.find_first_of(blanks), pairs.size()));
        return number;
    };
    std::vector<std::pair<int, std::size_t>> places;
    for (int i = 0; i < *count && places.size() < most_objects; ++i) {
        const auto number = next();
        const auto offset = next();
        if (!number || !offset) break;
        places.emplace_back(*number, static_cast<std::size_t>(*offset));
    }
    std::size_t reached = 0;  // objects do not overlap: else a few bytes would be read thousands of times
    for (std::size_t i = 0; i < places.size() && objects_.size() < most_objects; ++i) {
        const std::size_t end = std::min(i + 1 < places.size() ? places[i + 1].second : body.size(), body.size());
        if (places[i].second >= body.size() || end < places[i].second || places[i].second < reached) continue;
        reached = end;
        objects_.insert_or_assign(places[i].first,
                                  PdfObject{body.substr(places[i].second, end - places[i].second), {}});
    }
}

const PdfObject* PdfObjects::object(int number) const {
    const auto found = objects_.find(number);
    return found == objects_.end() ? nullptr : &found->second;
}

std::string_view pdf_value(std::string_view head, std::string_view name) {
    for (std::size_t at = 0; (at = head.find(name, at)) != std::string_view::npos; at += name.size()) {
        const std::string_view rest = head.substr(at + name.size());
        if (rest.empty() || delimiters.find(rest.front()) != std::string_view::npos) return without_blanks(rest);
    }
    return {};
}

std::optional<int> pdf_number(std::string_view value) {
    int number = 0;
    std::size_t count = 0;
    for (; count < value.size() && count < 9 && is_digit(value[count]); ++count)
        number = number * 10 + (value[count] - '0');
    return count > 0 ? std::optional(number) : std::nullopt;
}

std::optional<std::string> pdf_string(std::string_view& text) {
    if (text.starts_with('(')) return literal_string(text);
    if (text.starts_with('<') && !text.starts_with("<<")) return hexadecimal_string(text);
    return std::nullopt;
}

std::u32string utf16_big_endian(std::string_view bytes) {
    std::u32string out;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto unit = [&](std::size_t at) {
            return static_cast<char32_t>(static_cast<unsigned char>(bytes[at]) << 8U |
                                         static_cast<unsigned char>(bytes[at + 1]));
        };
        char32_t c = unit(i);
        const bool high = c >= 0xD800 && c < 0xDC00;
        if (high && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10U) + (unit(i + 2) - 0xDC00);
            i += 2;
        }
        out += c >= 0xD800 && c < 0xE000 ? U'\uFFFD' : c;
    }
    return out;
}

std::string pdf_text_string(std::string_view bytes) {
    std::u32string out;
    if (!bytes.starts_with("\xFE\xFF")) {
        for (const char c : bytes)
            out += static_cast<unsigned char>(c);
        return base::to_utf8(out);
    }
    return base::to_utf8(utf16_big_endian(bytes.substr(2)));
}

}  // namespace attt::scanner::content
