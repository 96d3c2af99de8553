#include "rules/forecast.h"

#include <algorithm>

#include "rules/judge_target.h"

namespace attt::rules {
namespace {

// GCC and clang have it on every 64-bit platform; -Wpedantic wants the marker.
__extension__ using Wide = __int128;

constexpr int shortest_days = 7;  // a pace measured over less says nothing

// Rounded down: what is half there is not there.
std::int64_t share_of(std::int64_t amount, std::int64_t part, std::int64_t whole) {
    const Wide product = Wide{amount} * part;
    return static_cast<std::int64_t>(product >= 0 ? product / whole : -((-product + whole - 1) / whole));
}

}  // namespace

std::optional<Forecast> forecast(const Target& target, const model::Measurement& now,
                                 const std::vector<Point>& points) {
    const bool counts =
        now.form == model::Form::share || now.form == model::Form::every || now.form == model::Form::count;
    if (!counts || now.missing == 0 || !target.due || *target.due <= now.as_of) return std::nullopt;
    const auto start = std::find_if(points.begin(), points.end(), [&](const Point& point) {
        return static_cast<int>(point.on.year()) >= target.year - 1 &&
               base::days_between(point.on, now.as_of) >= shortest_days;
    });
    if (start == points.end()) return std::nullopt;
    Forecast out;
    out.since = start->on;
    out.gained = now.numerator - start->numerator;
    const int days = base::days_between(start->on, now.as_of);
    const int left = base::days_between(now.as_of, *target.due);
    model::Measurement then = now;
    then.numerator = std::max<std::int64_t>(0, now.numerator + share_of(out.gained, left, days));
    if (now.form != model::Form::count) then.numerator = std::min(then.numerator, now.denominator);
    // those that are unknown today may be either by then: the line is drawn through what is known
    then.unknown = 0;
    then.missing = 0;
    then.undecided = false;
    out.numerator = then.numerator;
    switch (now.form) {
        case model::Form::share: judge_share(target, then); break;
        case model::Form::every: judge_every(then); break;
        default: judge_count(target, then); break;
    }
    out.outcome = then.outcome;
    if (out.gained > 0) {
        const std::int64_t needed = (now.missing * days + out.gained - 1) / out.gained;
        constexpr std::int64_t farthest = 36'525;  // a hundred years
        if (needed <= farthest) out.reached_on = std::chrono::sys_days(now.as_of) + std::chrono::days(needed);
    }
    return out;
}

}  // namespace attt::rules
