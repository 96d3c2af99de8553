#include "reports/shown_text.h"

#include "base/text.h"

namespace attt::reports {
namespace {

// Nothing in it that would have to be made visible: spares the slow way for nearly every text.
bool is_plain(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return false;
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (byte == 0xC2 && next < 0xA0) return false;                     // C1 controls
        if (byte == 0xD8 && next == 0x9C) return false;                    // Arabic letter mark
        if (byte == 0xE2 && (next == 0x80 || next == 0x81)) return false;  // marks, overrides, isolates, separators
        if (byte == 0xEF && next == 0xBF) return false;                    // what is no character
    }
    return base::is_utf8(text);
}

void replace_noncharacters(std::string& text) {
    for (const std::string_view none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
        for (auto at = text.find(none); at != std::string::npos; at = text.find(none, at))
            text.replace(at, none.size(), "\xEF\xBF\xBD");
    }
}

}  // namespace

std::string shown_text(std::string_view text, std::size_t limit) {
    const bool plain = text.size() <= limit && is_plain(text);
    std::string shown = base::nfc(plain ? text : base::printable(text, limit));
    if (!plain) replace_noncharacters(shown);
    return shown;
}

}  // namespace attt::reports
