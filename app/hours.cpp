#include "app/hours.h"

#include <algorithm>

namespace attt::app {
namespace {

using base::Time;
using std::chrono::days;

struct Stretch {
    Time from;
    Time until;
};

// What the window makes of the day that lies `after` days from that of `now`; empty where it does not begin on it.
std::optional<Stretch> stretch_on(const HoursWindow& window, Time now, int after) {
    const std::chrono::local_days day{base::local_date(now)};
    const std::chrono::year_month_day date{day + days(after)};
    const std::chrono::weekday weekday{day + days(after)};
    if (!window.days.at(weekday.c_encoding())) return std::nullopt;
    const Time begin = base::start_of_day(date);
    const auto until = window.until <= window.from ? window.until + days(1) : window.until;
    return Stretch{begin + window.from, begin + until};
}

}  // namespace

std::optional<Time> ScanHours::open_until(Time now) const {
    if (windows.empty()) return Time::max();
    const Time horizon = now + days(8);
    Time end = now;
    for (bool grown = true; grown && end < horizon;) {
        grown = false;
        for (const HoursWindow& window : windows) {
            for (const int day : {-1, 0}) {
                const auto stretch = stretch_on(window, end, day);
                if (!stretch || end < stretch->from || end >= stretch->until) continue;
                end = stretch->until;
                grown = true;
            }
        }
    }
    if (end == now) return std::nullopt;
    return end < horizon ? end : Time::max();
}

Time ScanHours::opens_after(Time now) const {
    Time first = Time::max();
    for (const HoursWindow& window : windows) {
        for (int day = 0; day <= 7; ++day) {
            const auto stretch = stretch_on(window, now, day);
            if (stretch && stretch->from > now) first = std::min(first, stretch->from);
        }
    }
    return first;
}

}  // namespace attt::app
