#include "base/lunar.h"

#include <gtest/gtest.h>

namespace attt::base {
namespace {

struct Case {
    int year, month, day;
    const char* expected;
};

class Lunar : public testing::TestWithParam<Case> {};

TEST_P(Lunar, DayIsTheOneOfTheOfficialCalendar) {
    const Case& c = GetParam();
    EXPECT_EQ(to_iso_date(from_lunar(c.year, c.month, c.day)), c.expected);
}

// Days off that were announced, and years in which Viet Nam's calendar parts from China's.
INSTANTIATE_TEST_SUITE_P(
    Announced, Lunar,
    testing::Values(Case{1985, 1, 1, "1985-01-21"}, Case{2000, 1, 1, "2000-02-05"}, Case{2007, 1, 1, "2007-02-17"},
                    Case{2015, 1, 1, "2015-02-19"}, Case{2019, 1, 1, "2019-02-05"}, Case{2020, 1, 1, "2020-01-25"},
                    Case{2021, 1, 1, "2021-02-12"}, Case{2022, 1, 1, "2022-02-01"}, Case{2023, 1, 1, "2023-01-22"},
                    Case{2024, 1, 1, "2024-02-10"}, Case{2025, 1, 1, "2025-01-29"}, Case{2026, 1, 1, "2026-02-17"},
                    Case{2027, 1, 1, "2027-02-06"}, Case{2028, 1, 1, "2028-01-26"}, Case{2029, 1, 1, "2029-02-13"},
                    Case{2030, 1, 1, "2030-02-02"}, Case{2022, 3, 10, "2022-04-10"}, Case{2023, 3, 10, "2023-04-29"},
                    Case{2024, 3, 10, "2024-04-18"}, Case{2025, 3, 10, "2025-04-07"}, Case{2026, 3, 10, "2026-04-26"},
                    Case{2023, 8, 15, "2023-09-29"}, Case{2025, 8, 15, "2025-10-06"},
                    Case{2023, 12, 23, "2024-02-02"}));

TEST(Lunar, EveryNewYearOfTwoCenturiesLiesBetweenTheTwentiethOfJanuaryAndTheTwentyFirstOfFebruary) {
    for (int year = 1901; year <= 2199; ++year) {
        const Date day = lunar_new_year(year);
        const Date earliest{std::chrono::year(year), std::chrono::January, std::chrono::day(20)};
        const Date latest{std::chrono::year(year), std::chrono::February, std::chrono::day(21)};
        EXPECT_TRUE(earliest <= day && day <= latest) << to_iso_date(day);
    }
}

}  // namespace
}  // namespace attt::base
