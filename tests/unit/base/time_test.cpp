#include "base/time.h"

#include <gtest/gtest.h>

namespace attt::base {
namespace {

using namespace std::chrono_literals;

TEST(Time, is_written_and_read_as_rfc_3339) {
    const Time time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 16h + 10min + 17s;
    EXPECT_EQ(to_rfc3339(time), "2026-11-23T16:10:17Z");
    EXPECT_EQ(to_rfc3339(time + 5ms), "2026-11-23T16:10:17.005Z");
    for (const char* same : {"2026-11-23T16:10:17Z", "2026-11-23T23:10:17+07:00", "2026-11-23T10:40:17.000-05:30"})
        EXPECT_EQ(parse_rfc3339(same), time) << same;
    for (const char* bad : {"", "2026-11-23", "2026-02-30T00:00:00Z", "2026-11-23T25:00:00Z", "2026-11-23T16:10:17"})
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
}

TEST(Time, is_shown_in_vietnam) {
    EXPECT_EQ(show_time(*parse_rfc3339("2026-11-23T17:30:00Z")), "24/11/2026 00:30");
    EXPECT_EQ(to_iso_date(local_date(*parse_rfc3339("2026-11-23T16:59:59Z"))), "2026-11-23");
    EXPECT_EQ(to_iso_date(local_date(*parse_rfc3339("2026-11-23T17:00:00Z"))), "2026-11-24");
}

TEST(Date, is_read_in_the_forms_offices_use) {
    for (const char* same : {"2022-12-31", "31/12/2022", "31-12-2022", "31.12.2022"}) {
        const auto date = parse_date(same);
        ASSERT_TRUE(date) << same;
        EXPECT_EQ(to_iso_date(*date), "2022-12-31") << same;
    }
    EXPECT_EQ(to_iso_date(parse_date("1/3/2025").value()), "2025-03-01");
    EXPECT_EQ(parse_date("31/02/2023").error().message, "date.impossible");
    EXPECT_EQ(parse_date("2023-13-01").error().message, "date.impossible");
    for (const char* bad : {"", "2022", "31/12/22", "12/2022", "mai", "2022-1-1", "1/1/20222"})
        EXPECT_EQ(parse_date(bad).error().message, "date.syntax") << bad;
}

TEST(Date, days_are_counted_and_bounded_in_local_time) {
    const Date date = parse_date("28/02/2024").value();
    EXPECT_EQ(days_between(date, parse_date("01/03/2024").value()), 2);
    EXPECT_EQ(to_rfc3339(start_of_day(date)), "2024-02-27T17:00:00Z");
    EXPECT_EQ(end_of_day(date) - start_of_day(date), 24h);
}

TEST(Duration, is_read_with_its_unit) {
    EXPECT_EQ(parse_duration("14d").value(), 14 * 24h);
    EXPECT_EQ(parse_duration("500ms").value(), 500ms);
    for (const char* bad : {"", "d", "14", "-1d", "1w", "99999999999d"})
        EXPECT_FALSE(parse_duration(bad)) << bad;
}

}  // namespace
}  // namespace attt::base
