#include "base/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace attt::base {
namespace {

constexpr auto vietnam_offset = std::chrono::hours(7);

// `count` digits at `text[at]`; -1 when they are not there.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return -1;
    int value = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<Date> make_date(int y, int m, int d) {
    if (y < 0 || m < 0 || d < 0) return std::nullopt;
    return Date{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                std::chrono::day(static_cast<unsigned>(d))};
}

// The parts of d/m/yyyy with one or two digits for day and month.
std::optional<Date> day_month_year(std::string_view text) {
    std::array<int, 3> parts{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto end = i < 2 ? text.find_first_of("/-.", at) : text.size();
        if (end == std::string_view::npos || end == at) return std::nullopt;
        const auto length = end - at;
        if (i < 2 ? length > 2 : length != 4) return std::nullopt;
        parts[i] = digits(text, at, length);
        at = end + 1;
    }
    return make_date(parts[2], parts[1], parts[0]);
}

std::optional<Date> iso_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    return make_date(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
}

// "Z", "+07:00" or "-05:30" as minutes east of UTC.
std::optional<int> offset_minutes(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int hours = digits(text, 1, 2);
    const int minutes = digits(text, 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

Time now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_rfc3339(Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock(time - day);
    std::string out = fmt::format("{}T{:02}:{:02}:{:02}", to_iso_date(Date(day)), clock.hours().count(),
                                  clock.minutes().count(), clock.seconds().count());
    if (clock.subseconds().count() != 0) out += fmt::format(".{:03}", clock.subseconds().count());
    return out + "Z";
}

std::optional<Time> parse_rfc3339(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
    const auto date = iso_date(text.substr(0, 10));
    if (!date || !date->ok() || text[13] != ':' || text[16] != ':') return std::nullopt;
    const int h = digits(text, 11, 2);
    const int m = digits(text, 14, 2);
    const int s = digits(text, 17, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60) return std::nullopt;
    std::size_t at = 19;
    int millis = 0;
    if (text[at] == '.') {
        int scale = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
            millis += (text[at] - '0') * scale;
    }
    const auto offset = offset_minutes(text.substr(at));
    if (!offset) return std::nullopt;
    return std::chrono::sys_days(*date) + std::chrono::hours(h) + std::chrono::minutes(m - *offset) +
           std::chrono::seconds(s) + std::chrono::milliseconds(millis);
}

std::string to_iso_date(Date date) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::string show_date(Date date) {
    return fmt::format("{:02}/{:02}/{:04}", static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                       static_cast<int>(date.year()));
}

std::string show_time(Time time) {
    const auto local = time + vietnam_offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::hh_mm_ss clock(local - day);
    return fmt::format("{} {:02}:{:02}", show_date(Date(day)), clock.hours().count(), clock.minutes().count());
}

Result<Date> parse_date(std::string_view text) {
    auto date = iso_date(text);
    if (!date) date = day_month_year(text);
    if (!date) return fail(ErrorCode::bad_input, "date.syntax", {{"value", std::string(text)}});
    if (!date->ok()) return fail(ErrorCode::bad_input, "date.impossible", {{"value", std::string(text)}});
    return *date;
}

Time start_of_day(Date date) {
    return std::chrono::sys_days(date) - vietnam_offset;
}

Time end_of_day(Date date) {
    return start_of_day(date) + std::chrono::days(1);
}

Date local_date(Time time) {
    return Date(std::chrono::floor<std::chrono::days>(time + vietnam_offset));
}

int days_between(Date from, Date to) {
    return static_cast<int>((std::chrono::sys_days(to) - std::chrono::sys_days(from)).count());
}

Result<Duration> parse_duration(std::string_view text) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    constexpr std::int64_t limit = 1'000'000'000;
    if (error == std::errc() && count >= 0 && count <= limit) {
        if (unit == "ms") return std::chrono::milliseconds(count);
        if (unit == "s") return std::chrono::seconds(count);
        if (unit == "m") return std::chrono::minutes(count);
        if (unit == "h") return std::chrono::hours(count);
        if (unit == "d") return std::chrono::days(count);
    }
    return fail(ErrorCode::bad_input, "duration.syntax", {{"value", std::string(text)}});
}

}  // namespace attt::base
