#include "inventory/external/values.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "inventory/consoles/when.h"
#include "net/url.h"

namespace attt::inventory::external {
namespace {

constexpr std::size_t most_results = 500'000;
constexpr std::size_t most_names = 32;
constexpr std::size_t most_cves = 400;

void add_once(std::vector<std::string>& list, std::string text, std::size_t most) {
    if (text.empty() || list.size() >= most || std::find(list.begin(), list.end(), text) != list.end()) return;
    list.push_back(std::move(text));
}

bool is_address(std::string_view text) {
    if (text.empty() || text.size() > 45) return false;
    const bool six = std::count(text.begin(), text.end(), ':') >= 2;
    const bool four = std::count(text.begin(), text.end(), '.') == 3;
    const std::string_view allowed = six ? "0123456789abcdefABCDEF:." : "0123456789.";
    return (six || four) && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<int> whole(std::string_view text) {
    int out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return out;
}

// As C's asctime writes it; the zone is nowhere said and taken for ours.
std::optional<base::Time> from_asctime(std::string_view text) {
    constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    std::vector<std::string> words;
    for (std::string& word : base::split(text, ' ')) {
        if (!word.empty()) words.push_back(std::move(word));
    }
    if (words.size() != 5) return std::nullopt;
    const auto month = std::find(months.begin(), months.end(), base::to_lower_ascii(words[1]));
    const auto day = whole(words[2]);
    const auto year = whole(words[4]);
    const auto clock = base::split(words[3], ':');
    if (month == months.end() || !day || !year || clock.size() != 3) return std::nullopt;
    const auto hour = whole(clock[0]), minute = whole(clock[1]), second = whole(clock[2]);
    if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 ||
        *second > 60 || *day < 1 || *day > 31 || *year < 1990 || *year > 2200)
        return std::nullopt;
    const base::Date date = std::chrono::year(*year) /
                            std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1) /
                            std::chrono::day(static_cast<unsigned>(*day));
    if (!date.ok()) return std::nullopt;
    return base::start_of_day(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

}  // namespace

std::string short_text(std::string_view text, std::size_t most) {
    std::string out;
    bool blank = false;
    for (const char c : base::nfc(base::trim(text.substr(0, most * 4)))) {
        const bool space = static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == ' ';
        if (space && blank) continue;
        blank = space;
        out += space ? ' ' : c;
    }
    if (out.size() <= most) return out;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U)
        --end;
    out.resize(end);
    return out + "…";
}

std::string label(std::string_view text) {
    return short_text(text, 200);
}

std::optional<double> score(std::string_view text) {
    text = base::trim(text);
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size() || !(out >= 0 && out <= 10)) return std::nullopt;
    return out;
}

std::optional<double> score_of(const base::Value& value) {
    if (const double* number = value.if_double())
        return *number >= 0 && *number <= 10 ? std::optional(*number) : std::nullopt;
    if (const auto* number = value.if_integer())
        return *number >= 0 && *number <= 10 ? std::optional(static_cast<double>(*number)) : std::nullopt;
    return score(value.string_or(""));
}

void add_cves(std::vector<std::string>& cves, std::string_view text) {
    for (std::size_t at = 0; at + 13 <= text.size(); ++at) {
        const auto lower = [&](std::size_t i) { return static_cast<char>(text[i] | 0x20); };
        if (lower(at) != 'c' || lower(at + 1) != 'v' || lower(at + 2) != 'e' || text[at + 3] != '-') continue;
        std::size_t end = at + 4;
        while (end < text.size() && is_digit(text[end]) && end < at + 8)
            ++end;
        if (end != at + 8 || end >= text.size() || text[end] != '-') continue;
        std::size_t tail = end + 1;
        while (tail < text.size() && is_digit(text[tail]) && tail < end + 9)
            ++tail;
        if (tail - end - 1 < 4) continue;
        add_once(cves, "CVE-" + std::string(text.substr(at + 4, tail - at - 4)), most_cves);
        at = tail - 1;
    }
}

void add_host(model::ExternalHost& host, std::string_view text) {
    text = base::trim(text);
    if (text.empty() || text.size() > 2000) return;
    if (text.find("://") != std::string_view::npos) {
        if (const auto url = net::parse_url(text)) {
            add_host(host, url->host);
            return;
        }
        text.remove_prefix(text.find("://") + 3);
        text = text.substr(0, text.find('/'));
    }
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        add_host(host, text.substr(0, slash));
        const std::string_view behind = text.substr(slash + 1);
        if (is_address(behind)) add_host(host, behind);
        return;
    }
    if (text.starts_with('[') && text.find(']') != std::string_view::npos)
        text = text.substr(1, text.find(']') - 1);
    else if (std::count(text.begin(), text.end(), ':') == 1)
        text = text.substr(0, text.find(':'));
    if (is_address(text)) return add_once(host.addresses, base::to_lower_ascii(text), most_names);
    if (text.ends_with('.')) text.remove_suffix(1);
    if (auto name = base::to_ascii_host(text)) add_once(host.names, std::move(*name), most_names);
}

void add_mac(model::ExternalHost& host, std::string_view text) {
    for (const std::string& one : base::split(text, '\n'))
        add_once(host.macs, base::to_lower_ascii(base::trim(one)), most_names);
}

std::string place_of(std::string_view protocol, std::string_view port) {
    port = base::trim(port);
    if (port.empty() || port == "0" || port == "general") return {};
    const std::string number = label(port);
    return protocol.empty() ? number : base::to_lower_ascii(label(protocol)) + "/" + number;
}

std::string place_of_url(std::string_view text) {
    const auto url = net::parse_url(base::trim(text));
    if (!url) return {};
    const std::string path = url->path.substr(0, url->path.find('?'));
    const bool usual = (url->scheme == "https" && url->port == 443) || (url->scheme == "http" && url->port == 80);
    return label(url->scheme + (usual ? "" : ":" + std::to_string(url->port)) + (path.empty() ? "/" : path));
}

model::ExternalHost& Hosts::of(const std::string& name) {
    const auto [found, made] = numbers_.emplace(name, report_.hosts.size());
    if (made) {
        report_.hosts.emplace_back();
        report_.hosts.back().name = label(name);
    }
    return report_.hosts[found->second];
}

bool Hosts::room() {
    return ++results_ <= most_results;
}

std::optional<base::Time> moment(std::string_view text) {
    text = base::trim(text);
    if (text.empty() || text.size() > 60) return std::nullopt;
    if (const auto time = base::parse_rfc3339(text)) return time;
    if (const auto time = from_asctime(text)) return time;
    return parse_when(text);
}

base::Error defect(std::string_view message, const std::string& file, base::MessageArguments arguments, int line) {
    return {base::ErrorCode::bad_input, std::string(message), std::move(arguments), {file, line, {}}};
}

std::string text_at(const base::Value& value, std::string_view key) {
    const base::Value& found = value[key];
    if (const auto* number = found.if_integer()) return std::to_string(*number);
    return std::string(base::trim(found.string_or("")));
}

std::vector<std::string> texts_at(const base::Value& value, std::string_view key) {
    const base::Value& found = value[key];
    if (const std::string* one = found.if_string()) return {*one};
    return base::strings_of(found);
}

void settle_nessus_host(model::ExternalHost& host) {
    const bool whole = std::any_of(host.results.begin(), host.results.end(),
                                   [](const model::ExternalResult& result) { return result.reference == "19506"; });
    if (!whole && host.silent_because.empty()) host.silent_because = "filtered";
}

}  // namespace attt::inventory::external
