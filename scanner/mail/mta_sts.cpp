#include "scanner/mail/mta_sts.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace attt::scanner::mail {
namespace {

constexpr std::int64_t longest_age = 31'557'600;
constexpr std::size_t most_hosts = 100;

}  // namespace

// RFC 8461, section 4.1: "*." stands for exactly one label.
bool MtaSts::covers(std::string_view host) const {
    const std::string name = base::to_lower_ascii(host);
    return std::any_of(mx.begin(), mx.end(), [&](const std::string& pattern) {
        if (!pattern.starts_with("*.")) return pattern == name;
        const auto dot = name.find('.');
        return dot != std::string::npos && name.substr(dot + 1) == std::string_view(pattern).substr(2);
    });
}

std::optional<MtaSts> parse_mta_sts(std::string_view text) {
    MtaSts out;
    bool version = false;
    std::optional<std::int64_t> age;
    for (const std::string& line : base::split(text, '\n')) {
        const auto colon = line.find(':');
        if (colon == std::string::npos) continue;
        const std::string key(base::trim(std::string_view(line).substr(0, colon)));
        const std::string value(base::trim(std::string_view(line).substr(colon + 1)));
        if (key == "version") version = value == "STSv1";
        if (key == "mode") out.mode = base::to_lower_ascii(value);
        if (key == "mx" && out.mx.size() < most_hosts) out.mx.push_back(base::to_lower_ascii(value));
        if (key != "max_age") continue;
        std::int64_t seconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (error == std::errc() && end == value.data() + value.size() && seconds >= 0 && seconds <= longest_age)
            age = seconds;
    }
    const bool known_mode = out.mode == "enforce" || out.mode == "testing" || out.mode == "none";
    if (!version || !known_mode || !age || (out.mx.empty() && out.mode != "none")) return std::nullopt;
    out.max_age = *age;
    return out;
}

}  // namespace attt::scanner::mail
