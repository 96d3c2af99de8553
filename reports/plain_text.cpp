#include "reports/plain_text.h"

#include <algorithm>

#include "base/text.h"

namespace attt::reports {

namespace {

// Bytes of the blank, the control character or the mark that ends a line which begins at `at`; 0 where there is none.
std::size_t blank_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
    };
    if (byte(at) <= 0x20 || byte(at) == 0x7F) return 1;
    if (byte(at) == 0xC2) return byte(at + 1) <= 0xA0 ? 2 : 0;  // C1 controls, no-break space
    const std::string_view three = text.substr(at, 3);
    for (const std::string_view each :
         {"\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"}) {
        if (three == each) return 3;
    }
    return three.size() == 3 && byte(at) == 0xE2 && byte(at + 1) == 0x80 && byte(at + 2) <= 0x8A ? 3 : 0;
}

}  // namespace

std::string one_line(std::string_view text, std::string_view instead) {
    std::string out;
    const std::string composed = base::nfc(text);
    for (std::size_t i = 0; i < composed.size();) {
        const std::size_t blank = blank_at(composed, i);
        if (blank == 0)
            out += composed[i];
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
        i += std::max<std::size_t>(blank, 1);
    }
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out.empty() ? std::string(instead) : out;
}

std::string markdown(std::string_view text) {
    constexpr std::string_view markup = "\\`*_{}[]<>#|!~&";
    std::string out;
    for (const char c : one_line(text)) {
        if (markup.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    // what begins a list or a rule at the start of a line
    if (out[0] == '-' || out[0] == '+' || out[0] == '=') out.insert(0, 1, '\\');
    return out;
}

std::string cut_to(std::string text, std::size_t limit) {
    constexpr std::string_view more = "…";
    if (text.size() <= limit) return text;
    std::size_t end = limit - more.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end).append(more);
}

}  // namespace attt::reports
