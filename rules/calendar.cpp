#include "rules/calendar.h"

#include <algorithm>
#include <array>

#include "base/lunar.h"

namespace attt::rules {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

base::Date next(base::Date date) {
    return sys_days(date) + days(1);
}

bool is_weekend(base::Date date) {
    const std::chrono::weekday day{sys_days(date)};
    return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

int year_of(base::Date date) {
    return static_cast<int>(date.year());
}

base::Date date_in(int year, int month, int day) {
    return base::Date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                      std::chrono::day(static_cast<unsigned>(day))};
}

void add_days(std::set<base::Date>& out, base::Date first, base::Date last) {
    for (base::Date day = first; day <= last; day = next(day))
        out.insert(day);
}

}  // namespace

std::set<base::Date> Calendar::feasts(int year) const {
    std::set<base::Date> out;
    for (const Holiday& holiday : holidays) {
        if (year < holiday.from_year) continue;
        out.insert(holiday.lunar ? base::from_lunar(year, holiday.month, holiday.day)
                                 : date_in(year, holiday.month, holiday.day));
    }
    const auto known = years_.find(year);
    const CalendarYear* told = known == years_.end() ? nullptr : &known->second;
    if (told != nullptr && told->new_year) {
        add_days(out, told->new_year->first, told->new_year->second);
    } else {
        const base::Date first = sys_days(base::lunar_new_year(year)) - days(days_before_new_year);
        add_days(out, first, sys_days(first) + days(new_year_days - 1));
    }
    if (told != nullptr && told->national_day) {
        add_days(out, told->national_day->first, told->national_day->second);
    } else {
        add_days(out, date_in(year, 9, 1), date_in(year, 9, 2));
    }
    return out;
}

bool Calendar::works_that_saturday(base::Date date) const {
    const auto known = years_.find(year_of(date));
    return known != years_.end() && known->second.working.contains(date);
}

std::set<base::Date> Calendar::days_off(int year) const {
    const std::set<base::Date> holy = feasts(year);
    std::set<base::Date> out = holy;
    const auto known = years_.find(year);
    if (known != years_.end()) out.insert(known->second.off.begin(), known->second.off.end());
    // Labour Code, article 111: a weekly day off that falls on a holiday is made up on the next working day
    for (const base::Date day : holy) {
        if (!is_weekend(day)) continue;
        base::Date instead = next(day);
        while (is_weekend(instead) || out.contains(instead))
            instead = next(instead);
        out.insert(instead);
    }
    return out;
}

bool Calendar::is_working(base::Date date) const {
    if (works_that_saturday(date)) return true;
    // a holiday on the last weekend of a year is made up in the next
    return !is_weekend(date) && !days_off(year_of(date)).contains(date) && !days_off(year_of(date) - 1).contains(date);
}

void Calendar::lean_on(int year, Deadline& deadline) const {
    const auto known = years_.find(year);
    if (known == years_.end()) {
        deadline.provisional = true;
        return;
    }
    constexpr std::array<std::string_view, 4> surest_last = {"unconfirmed", "secondary", "source", ""};
    const auto place = [&](std::string_view word) { return std::find(surest_last.begin(), surest_last.end(), word); };
    if (place(known->second.confidence) < place(deadline.confidence)) deadline.confidence = known->second.confidence;
}

Deadline Calendar::deadline(base::Date from, int count, DayUnit unit) const {
    Deadline out{from, false};
    const auto step = [&] {
        out.date = next(out.date);
        lean_on(year_of(out.date), out);
    };
    if (unit == DayUnit::calendar) {
        out.date = sys_days(from) + days(count);
        lean_on(year_of(out.date), out);
        while (!is_working(out.date))
            step();
        return out;
    }
    for (int left = count; left > 0;) {
        step();
        if (is_working(out.date)) --left;
    }
    return out;
}

int Calendar::working_days_between(base::Date from, base::Date to) const {
    int out = 0;
    for (base::Date day = next(from); day <= to; day = next(day))
        out += is_working(day) ? 1 : 0;
    return out;
}

}  // namespace attt::rules
