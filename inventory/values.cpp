#include "inventory/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/text.h"
#include "net/scope.h"
#include "net/url.h"

namespace attt::inventory {
namespace {

constexpr std::size_t most_text = 2000;
constexpr std::size_t most_id = 100;
constexpr int most_officers = 10'000;

tl::unexpected<base::Error> refused(std::string_view message, std::string_view value,
                                    base::MessageArguments more = {}) {
    more.insert(more.begin(), {"value", base::printable(value, 80)});
    return base::fail(base::ErrorCode::bad_input, message, std::move(more));
}

std::optional<int> whole_number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string without(std::string_view text, std::string_view characters) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                 [&](char c) { return characters.find(c) == std::string_view::npos; });
    return out;
}

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff" or "aabbccddeeff" as "aa:bb:cc:dd:ee:ff".
std::optional<std::string> mac_address(std::string_view text) {
    const std::string digits = base::to_lower_ascii(without(text, ":-."));
    if (digits.size() != 12 || !is_hex(digits)) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        out.append(i == 0 ? "" : ":").append(digits, i, 2);
    return out;
}

std::vector<std::string_view> tokens(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> out;
    while (true) {
        const auto begin = text.find_first_not_of(separators);
        if (begin == std::string_view::npos) return out;
        text.remove_prefix(begin);
        const auto end = std::min(text.find_first_of(separators), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

// For a day that its month does not have, the month's last; for a month beyond twelve that could be a day, the two the
// other way round.
std::optional<base::Date> nearest_day(std::string_view text) {
    std::array<unsigned, 3> parts{};
    std::size_t count = 0;
    for (const std::string_view token : tokens(text, "/-. ")) {
        const auto number = whole_number(token);
        if (!number || *number < 0 || count == parts.size()) return std::nullopt;
        parts.at(count++) = static_cast<unsigned>(*number);
    }
    if (count != parts.size()) return std::nullopt;
    constexpr unsigned first_year = 1000;
    if (parts[0] >= first_year) std::swap(parts[0], parts[2]);
    auto [day, month, year] = parts;
    constexpr unsigned months = 12;
    if (month > months) std::swap(day, month);
    if (day > 31 || year > 9999) return std::nullopt;
    const std::chrono::year_month written{std::chrono::year(static_cast<int>(year)), std::chrono::month(month)};
    if (!written.ok() || day == 0) return std::nullopt;
    const std::chrono::year_month_day_last last = written / std::chrono::last;
    return std::min(base::Date(written / std::chrono::day(day)), base::Date(last));
}

bool is_private_host(std::string_view host) {
    if (host == "localhost" || host.ends_with(".localhost")) return true;
    // the unspecified address is this machine to Linux
    if (host == "::" || host.starts_with("0.")) return true;
    const auto address = net::Address::parse(host);
    return address && (address->is_loopback() || address->is_private());
}

}  // namespace

Assigned assign(std::string& out, std::string_view text) {
    if (text.size() > most_text) return refused("inventory.too_long", text, {{"limit", std::to_string(most_text)}});
    out = text;
    return {};
}

Assigned assign(std::optional<base::Date>& out, std::string_view text) {
    const auto date = base::parse_date(text);
    if (date) {
        out = *date;
        return {};
    }
    if (date.error().message != "date.impossible") return refused("inventory.date_syntax", text);
    if (const auto near = nearest_day(text))
        return refused("inventory.date_impossible_near", text, {{"nearest", base::show_date(*near)}});
    return refused("inventory.date_impossible", text);
}

Assigned assign(std::optional<bool>& out, std::string_view text) {
    std::string id;
    auto assigned = assign_word(id, text, yes_no_words());
    if (assigned) out = id == "true";
    return assigned;
}

Assigned assign(int& out, std::string_view text) {
    const auto count = whole_number(text);
    if (!count || *count < 0 || *count > most_officers) return refused("inventory.count", text);
    out = *count;
    return {};
}

Assigned assign(std::optional<int>& out, std::string_view text) {
    constexpr std::array<std::string_view, 5> roman = {"i", "ii", "iii", "iv", "v"};
    const std::string form = normalised(text);
    std::string_view number = form;
    for (const std::string_view prefix : {"cap do ", "cap ", "level ", "muc "}) {
        if (number.starts_with(prefix)) number.remove_prefix(prefix.size());
    }
    int level = whole_number(number).value_or(0);
    const auto found = std::find(roman.begin(), roman.end(), number);
    if (found != roman.end()) level = static_cast<int>(found - roman.begin()) + 1;
    // the sign is punctuation to normalised(): "-3" is no level
    const bool negative = text.find('-') != std::string_view::npos;
    if (level < 1 || level > 5 || negative) return refused("inventory.level", text);
    out = level;
    return {};
}

Assigned assign(std::vector<std::string>& out, std::string_view text) {
    std::string bad;
    for (const std::string_view token : tokens(text, " \t\r\n,;|/")) {
        if (is_blank(token)) continue;
        auto mac = mac_address(token);
        if (!mac) {
            bad.append(bad.empty() ? "" : ", ").append(token);
        } else if (std::find(out.begin(), out.end(), *mac) == out.end()) {
            out.push_back(std::move(*mac));
        }
    }
    if (!bad.empty()) return refused("inventory.mac", bad);
    return {};
}

Assigned assign_word(std::string& out, std::string_view text, const WordList& words) {
    if (const auto id = words.id_of(text)) {
        out = *id;
        return {};
    }
    const auto near = words.nearest(text);
    if (near) return refused("inventory.not_one_of_near", text, {{"allowed", words.allowed()}, {"nearest", *near}});
    return refused("inventory.not_one_of", text, {{"allowed", words.allowed()}});
}

Assigned assign_id(std::string& out, std::string_view text) {
    const bool fits = text.size() <= most_id && text.front() != '.' &&
                      text.find_first_of("/\\") == std::string_view::npos &&
                      std::none_of(text.begin(), text.end(), is_control);
    if (!fits) return refused("inventory.id", text, {{"limit", std::to_string(most_id)}});
    out = text;
    return {};
}

Assigned assign_url(std::string& out, std::string_view text) {
    if (text.size() > most_text) return refused("inventory.too_long", text, {{"limit", std::to_string(most_text)}});
    if (text.find("://") == std::string_view::npos)
        return refused("inventory.url_no_scheme", text,
                       {{"expected", base::printable("https://" + std::string(text), 100)}});
    const auto url = net::parse_url(text);
    if (!url) {
        base::Error error = url.error();
        if (error.message == "url.scheme") return refused("inventory.url_not_web", text);
        return base::fail(std::move(error));
    }
    if (url->scheme != "http" && url->scheme != "https") return refused("inventory.url_not_web", text);
    if (is_private_host(url->host)) return refused("inventory.private_address", text);
    out = url->text();
    return {};
}

Assigned assign_ip(std::string& out, std::string_view text) {
    const std::string form = normalised(text);
    if (form == "dhcp" || form == "dong" || form == "ip dong" || form == "tu dong") return {};
    const auto address = net::Address::parse(text);
    if (!address) return refused("inventory.ip", text);
    out = address->text();
    return {};
}

Assigned assign_uuid(std::string& out, std::string_view text) {
    const std::string digits = base::to_lower_ascii(without(text, "{}-"));
    if (digits.size() != 32 || !is_hex(digits)) return refused("inventory.uuid", text);
    out = digits;
    for (const std::size_t at : {20U, 16U, 12U, 8U})
        out.insert(at, 1, '-');
    return {};
}

}  // namespace attt::inventory
