#include "base/number_format.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdint>

namespace attt::base {
namespace {

constexpr double last_serial = 2'958'465;  // 31/12/9999
constexpr std::int64_t day_seconds = 86'400;

// Reads a format code letter by letter, leaving out what is only shown: quoted text, escaped characters, colours and
// locales in brackets, padding.
class CodeReader {
  public:
    explicit CodeReader(std::string_view code) : code_(code) {}

    // The next letter that means something, in lower case; '\0' at the end of the first section.
    char next() {
        while (at_ < code_.size()) {
            const char c = code_[at_++];
            if (c == ';') return '\0';
            if (c == '"') {
                at_ = std::min(code_.find('"', at_), code_.size() - 1) + 1;
            } else if (c == '\\' || c == '_' || c == '*') {
                ++at_;
            } else if (c == '[') {
                const char inside = at_ < code_.size() ? lower(code_[at_]) : '\0';
                const auto close = std::min(code_.find(']', at_), code_.size() - 1);
                const bool span = code_.substr(at_, close - at_).find_first_not_of("hmsHMS") == std::string_view::npos;
                at_ = close + 1;
                if (span && inside != '\0') return inside == 'm' ? 'h' : inside;  // [m]: minutes beyond sixty
            } else {
                return lower(c);
            }
        }
        return '\0';
    }
    std::string_view rest() const { return code_.substr(std::min(at_, code_.size())); }

  private:
    static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

    std::string_view code_;
    std::size_t at_ = 0;
};

bool is_general(std::string_view code) {
    constexpr std::string_view general = "general";
    if (code.size() < general.size()) return false;
    for (std::size_t i = 0; i < general.size(); ++i) {
        if ((code[i] | 0x20) != general[i]) return false;
    }
    return true;
}

std::string clock(std::int64_t seconds) {
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

NumberStyle number_style(std::string_view code) {
    if (is_general(code)) return NumberStyle::plain;
    CodeReader reader(code);
    bool day = false;
    bool clock_part = false;
    bool month = false;
    char before = '\0';
    for (char c = reader.next(); c != '\0'; c = reader.next()) {
        const bool letter = c >= 'a' && c <= 'z';
        if ((c == 'e' && (reader.rest().starts_with('+') || reader.rest().starts_with('-')))) {
            return NumberStyle::scientific;
        }
        if (c == 'y' || c == 'd') day = true;
        if (c == 'h' || c == 's') clock_part = true;
        // minutes stand after hours or before seconds; the latter cannot be without a clock part anyway
        if (c == 'm' && before != 'h') month = true;
        if (letter && c != 'm') before = c;
        if (c == 'm' && before == '\0') before = 'm';
    }
    if (day || (month && !clock_part)) return NumberStyle::date;
    return clock_part ? NumberStyle::time : NumberStyle::plain;
}

NumberStyle built_in_number_style(int id) {
    if (id == 11 || id == 48) return NumberStyle::scientific;
    if ((id >= 14 && id <= 17) || id == 22) return NumberStyle::date;
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return NumberStyle::time;
    // dates of East Asian locales
    if ((id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58) return NumberStyle::date;
    return (id >= 32 && id <= 35) || id == 55 || id == 56 ? NumberStyle::time : NumberStyle::plain;
}

std::optional<std::string> date_text(double serial, DateSystem system) {
    if (system == DateSystem::from_1904) serial += 1462;
    if (!(serial >= 1) || serial >= last_serial + 1) return std::nullopt;
    auto whole = static_cast<std::int64_t>(serial);
    auto seconds = static_cast<std::int64_t>(std::llround((serial - static_cast<double>(whole)) * day_seconds));
    if (seconds == day_seconds) {
        ++whole;
        seconds = 0;
    }
    if (whole == 60) return std::nullopt;  // 29/02/1900, which only spreadsheets know
    if (whole < 60) ++whole;
    const std::chrono::sys_days day =
        std::chrono::sys_days(std::chrono::year(1899) / 12 / 30) + std::chrono::days(whole);
    const std::chrono::year_month_day date(day);
    std::string out = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    if (seconds != 0) out += " " + clock(seconds);
    return out;
}

std::string time_text(double days) {
    constexpr double most_days = 1e9;
    if (!(days >= 0) || days > most_days) days = 0;
    return clock(std::llround(days * day_seconds));
}

}  // namespace attt::base
