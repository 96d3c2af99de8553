#include "rules/calendar.h"

#include <gtest/gtest.h>

#include "tests/unit/rules/shipped_levels.h"

namespace attt::rules {
namespace {

base::Date day(const char* text) {
    return *base::parse_date(text);
}

struct DayOff {
    const char* date;
    bool working;
    const char* why;
};

TEST(Calendar, DaysOffAreThoseThatWereAnnounced) {
    for (const DayOff& each : std::vector<DayOff>{
             {"03/01/2022", false, "1/1 was a Saturday, made up on Monday"},
             {"31/01/2022", false, "Tết"},
             {"07/02/2022", true, "first day of work after Tết"},
             {"11/04/2022", false, "10/3 lunar was a Sunday"},
             {"03/05/2022", false, "30/4 and 1/5 fell on a weekend"},
             {"26/01/2023", false, "Tết with two days made up"},
             {"27/01/2023", true, "a Friday of work"},
             {"03/05/2023", false, "10/3 lunar, 30/4 and 1/5 in a row"},
             {"04/05/2023", true, "work again"},
             {"04/09/2023", false, "2/9 was a Saturday"},
             {"14/02/2024", false, "Tết with two days made up"},
             {"15/02/2024", true, "work again"},
             {"29/04/2024", false, "exchanged for a Saturday"},
             {"04/05/2024", true, "that Saturday"},
             {"27/01/2025", false, "Tết"},
             {"26/04/2025", true, "a Saturday worked for 2/5"},
             {"02/05/2025", false, "exchanged"},
             {"02/01/2026", false, "exchanged"},
             {"10/01/2026", true, "that Saturday"},
             {"20/02/2026", false, "Tết"},
             {"23/02/2026", true, "work again"},
             {"27/04/2026", false, "10/3 lunar was a Sunday"},
             {"31/08/2026", false, "exchanged"},
             {"22/08/2026", true, "that Saturday"},
             {"24/11/2025", true, "no holiday yet"},
             {"24/11/2026", false, "a holiday from 2026"},
             {"25/11/2026", true, "a Wednesday"},
             {"05/02/2027", false, "the day before Tết, computed"},
             {"11/02/2027", false, "made up for a weekend, computed"},
             {"12/02/2027", true, "work again, computed"},
             {"03/01/2028", false, "1/1/2028 is a Saturday"},
         }) {
        EXPECT_EQ(shipped_calendar().is_working(day(each.date)), each.working) << each.date << ": " << each.why;
    }
}

struct Term {
    const char* from;
    int days;
    DayUnit unit;
    const char* ends;
    bool provisional;
};

TEST(Calendar, TermsSkipTetCompensatoryAndExchangedDays) {
    for (const Term& each : std::vector<Term>{
             // an ordinary week: the day of the event is not counted
             {"05/06/2023", 5, DayUnit::working, "12/06/2023", false},
             // across Tết 2026: 13/2 then 23/2
             {"12/02/2026", 7, DayUnit::working, "02/03/2026", false},
             {"13/02/2026", 1, DayUnit::working, "23/02/2026", false},
             // across Tết 2023, whose weekend is made up on 25 and 26/1
             {"18/01/2023", 2, DayUnit::working, "27/01/2023", false},
             // a Saturday worked counts
             {"08/01/2026", 2, DayUnit::working, "10/01/2026", false},
             {"28/08/2026", 1, DayUnit::working, "03/09/2026", false},
             // calendar days: Tết is counted, but a term does not end on a day off
             {"05/02/2026", 15, DayUnit::calendar, "23/02/2026", false},
             {"01/06/2023", 15, DayUnit::calendar, "16/06/2023", false},
             // a year that nobody has announced
             {"28/12/2026", 15, DayUnit::working, "19/01/2027", true},
             {"01/02/2027", 7, DayUnit::working, "17/02/2027", true},
         }) {
        const Deadline got = shipped_calendar().deadline(day(each.from), each.days, each.unit);
        EXPECT_EQ(base::show_date(got.date), each.ends) << each.from << " + " << each.days;
        EXPECT_EQ(got.provisional, each.provisional) << each.from;
    }
}

// A term is as sure as the least sure year of days off that it crosses.
TEST(Calendar, SaysHowSureItsDaysOffAre) {
    const auto confidence = [](const char* from, DayUnit unit) {
        return shipped_calendar().deadline(day(from), 15, unit).confidence;
    };
    EXPECT_EQ(confidence("05/06/2023", DayUnit::working), "unconfirmed");
    EXPECT_EQ(confidence("05/06/2024", DayUnit::working), "secondary");
    EXPECT_EQ(confidence("20/12/2023", DayUnit::working), "unconfirmed") << "2023 and 2024";
    EXPECT_EQ(confidence("05/06/2024", DayUnit::calendar), "secondary");
    EXPECT_EQ(confidence("05/06/2030", DayUnit::working), "");
    EXPECT_EQ(confidence("28/12/2026", DayUnit::working), "secondary");
    EXPECT_TRUE(shipped_calendar().deadline(day("28/12/2026"), 15, DayUnit::working).provisional);
}

TEST(Calendar, ATermOfWorkingDaysHoldsThatManyOfThem) {
    for (const char* from : {"01/01/2022", "20/01/2023", "30/04/2024", "24/01/2025", "12/02/2026", "30/08/2026"}) {
        for (int days = 1; days <= 40; ++days) {
            const Deadline end = shipped_calendar().deadline(day(from), days, DayUnit::working);
            EXPECT_EQ(shipped_calendar().working_days_between(day(from), end.date), days) << from;
            EXPECT_TRUE(shipped_calendar().is_working(end.date));
        }
    }
}

}  // namespace
}  // namespace attt::rules
