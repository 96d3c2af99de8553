// Days off of Vietnamese state bodies, for terms in working days. Data of rules/calendar.toml; lunar feasts and
// compensatory days are computed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rules/level.h"
#include "rules/rule.h"

namespace attt::rules {

struct Holiday {
    bool lunar = false;
    int month = 1;
    int day = 1;
    int from_year = 0;
    Text name;
};

// What was announced for a year.
struct CalendarYear {
    int year = 0;
    std::optional<std::pair<base::Date, base::Date>> new_year;      // first and last day of Tết
    std::optional<std::pair<base::Date, base::Date>> national_day;  // first and last day
    std::set<base::Date> off;                                       // exchanged for a working Saturday
    std::set<base::Date> working;                                   // Saturdays worked
    std::string confidence;
};

// A date as the end of a term: `provisional` when a year that nobody has announced decided a day of it.
struct Deadline {
    base::Date date;
    bool provisional = false;
    // How sure the days off of the years are that decided it: the least sure of "source", "secondary", "unconfirmed";
    // empty where no year with announced days off did.
    std::string confidence = {};
};

class Calendar {
  public:
    bool is_working(base::Date date) const;
    // Whether the year's days off were announced.
    bool announced(int year) const { return years_.contains(year); }
    // Days off of a year that are no plain weekend, in order.
    std::set<base::Date> days_off(int year) const;

    // The last day of a term that begins with an event on `from`: that day is not counted; a term in calendar days that
    // would end on a day off ends on the next working day.
    Deadline deadline(base::Date from, int days, DayUnit unit) const;
    // Working days after `from` up to and with `to`; 0 when `to` is not later.
    int working_days_between(base::Date from, base::Date to) const;

    std::vector<Holiday> holidays;
    int days_before_new_year = 1;
    int new_year_days = 5;
    void add(CalendarYear year) { years_.insert_or_assign(year.year, std::move(year)); }

  private:
    // The holidays themselves, before compensatory days.
    std::set<base::Date> feasts(int year) const;
    bool works_that_saturday(base::Date date) const;
    void lean_on(int year, Deadline& deadline) const;
    std::map<int, CalendarYear> years_;
};

struct LoadedCalendar {
    Calendar calendar;
    std::vector<base::Error> defects;
};
// calendar.toml of each directory; a year of a later one stands for that of an earlier.
LoadedCalendar load_calendar(const std::vector<std::string>& directories, const Law& law);

}  // namespace attt::rules
