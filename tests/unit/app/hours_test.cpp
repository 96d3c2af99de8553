#include "app/hours.h"

#include <gtest/gtest.h>

namespace attt::app {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

base::Time at(const char* text) {
    return *base::parse_rfc3339(text);
}

HoursWindow window(std::vector<unsigned> days, minutes from, minutes until) {
    HoursWindow out;
    if (days.empty()) out.days.fill(true);
    for (const unsigned day : days)
        out.days.at(day) = true;
    out.from = from;
    out.until = until;
    return out;
}

struct HoursCase {
    const char* name;
    ScanHours hours;
    const char* now;    // 2026-11-23 is a Monday
    const char* until;  // "closed", "never", or when it ends
};
std::ostream& operator<<(std::ostream& out, const HoursCase& tested) {
    return out << tested.name;
}

class Hours : public ::testing::TestWithParam<HoursCase> {};

TEST_P(Hours, are_open_until) {
    const auto until = GetParam().hours.open_until(at(GetParam().now));
    const std::string said = !until ? "closed" : *until == base::Time::max() ? "never" : base::to_rfc3339(*until);
    EXPECT_EQ(said, GetParam().until);
}

const ScanHours nights{{window({}, hours(19), hours(5) + minutes(30))}};
const ScanHours weeknights{{window({1, 2, 3, 4, 5}, hours(19), hours(5))}};
const ScanHours nights_and_sunday{{window({}, hours(19), hours(5)), window({0}, hours(0), hours(0))}};
const ScanHours always{{window({}, hours(0), hours(0))}};

INSTANTIATE_TEST_SUITE_P(
    app, Hours,
    ::testing::Values(
        HoursCase{"none_said", {}, "2026-11-23T03:00:00Z", "never"},
        HoursCase{"evening", nights, "2026-11-23T12:00:00+07:00", "closed"},
        HoursCase{"first_minute", nights, "2026-11-23T19:00:00+07:00", "2026-11-23T22:30:00Z"},
        HoursCase{"after_midnight", nights, "2026-11-24T05:29:59+07:00", "2026-11-23T22:30:00Z"},
        HoursCase{"last_minute_over", nights, "2026-11-24T05:30:00+07:00", "closed"},
        HoursCase{"friday_night_lasts_into_saturday", weeknights, "2026-11-28T04:00:00+07:00", "2026-11-27T22:00:00Z"},
        HoursCase{"saturday_night", weeknights, "2026-11-28T20:00:00+07:00", "closed"},
        HoursCase{"touching_windows_are_one", nights_and_sunday, "2026-11-28T20:00:00+07:00", "2026-11-29T22:00:00Z"},
        HoursCase{"every_day_all_day", always, "2026-11-23T12:00:00Z", "never"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(NextHours, begin_at_the_next_window) {
    EXPECT_EQ(base::to_rfc3339(nights.opens_after(at("2026-11-23T12:00:00+07:00"))), "2026-11-23T12:00:00Z");
    EXPECT_EQ(base::to_rfc3339(weeknights.opens_after(at("2026-11-28T06:00:00+07:00"))), "2026-11-30T12:00:00Z");
}

}  // namespace
}  // namespace attt::app
