#include "reports/writing.h"

#include <algorithm>
#include <array>

#include "base/rational.h"
#include "base/text.h"

namespace attt::reports {

std::string show_count(std::int64_t count, base::Language language) {
    std::string digits = std::to_string(count);
    const std::size_t first = digits.front() == '-' ? 1 : 0;
    const char separator = language == base::Language::vi ? '.' : ',';
    for (std::size_t i = digits.size(); i > first + 3;) {
        i -= 3;
        digits.insert(i, 1, separator);
    }
    return digits;
}

std::string show_share(std::int64_t numerator, std::int64_t denominator, base::Language language) {
    if (denominator <= 0) return "—";
    return base::show_percent(numerator, denominator, language == base::Language::vi) + "%";
}

std::string counted(const base::Catalogue& texts, const std::string& id, std::int64_t count,
                    base::MessageArguments more) {
    more.emplace_back("count", show_count(count, texts.language()));
    return texts.text(id + (count == 1 ? "_one" : "_many"), more);
}

std::string link_to(std::string_view address) {
    constexpr std::array<std::string_view, 3> allowed = {"http://", "https://", "mailto:"};
    const std::string lower = base::to_lower_ascii(address);
    const bool known = std::any_of(allowed.begin(), allowed.end(), [&](std::string_view scheme) {
        return lower.starts_with(scheme) && lower.size() > scheme.size();
    });
    const bool harmless = std::all_of(address.begin(), address.end(), [](char c) {
        return c > ' ' && c < 0x7F && std::string_view("\"'<>\\`{}|^").find(c) == std::string_view::npos;
    });
    return known && harmless ? std::string(address) : std::string();
}

}  // namespace attt::reports
