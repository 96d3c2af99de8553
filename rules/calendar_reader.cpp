#include "base/toml.h"
#include "rules/calendar.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

constexpr std::array<std::string_view, 3> certainties = {"source", "secondary", "unconfirmed"};

int bounded(base::TomlTable& table, std::string_view key, int least, int most, int otherwise) {
    const auto value = table.integer(key);
    if (!value) return otherwise;
    if (*value >= least && *value <= most) return static_cast<int>(*value);
    table.defect(key, "calendar.out_of_range", {{"least", std::to_string(least)}, {"most", std::to_string(most)}});
    return otherwise;
}

std::vector<base::Date> dates(base::TomlTable& table, std::string_view key) {
    std::vector<base::Date> out;
    for (const std::string& text : table.strings(key).value_or(std::vector<std::string>())) {
        const auto date = base::parse_date(text);
        if (date) {
            out.push_back(*date);
        } else {
            table.defect(key, "calendar.no_date", {{"value", text}});
        }
    }
    return out;
}

std::optional<std::pair<base::Date, base::Date>> span(base::TomlTable& table, std::string_view key) {
    if (!table.has(key)) return std::nullopt;
    const auto ends = dates(table, key);
    constexpr int longest = 15;
    if (ends.size() == 2 && ends[0] <= ends[1] && base::days_between(ends[0], ends[1]) <= longest)
        return std::pair(ends[0], ends[1]);
    table.defect(key, "calendar.bad_span");
    return std::nullopt;
}

void read_holiday(base::TomlTable& table, const Law& law, Calendar& calendar) {
    Holiday holiday;
    holiday.lunar = table.boolean("lunar").value_or(false);
    holiday.month = bounded(table, "month", 1, 12, 1);
    holiday.day = bounded(table, "day", 1, holiday.lunar ? 29 : 31, 1);
    holiday.from_year = bounded(table, "from_year", 1900, 2199, 0);
    holiday.name = read_text(table, "name", true);
    const std::string clause = table.string("clause").value_or("");
    if (!clause.empty() && !law.clauses.contains(clause))
        unknown_name(table, "clause", unknown_clause, clause, keys_of(law.clauses));
    table.refuse_unknown();
    calendar.holidays.push_back(std::move(holiday));
}

void read_year(base::TomlTable& table, Calendar& calendar) {
    CalendarYear year;
    year.year = bounded(table, "year", 1901, 2198, 0);
    year.new_year = span(table, "new_year");
    year.national_day = span(table, "national_day");
    for (const base::Date date : dates(table, "off"))
        year.off.insert(date);
    for (const base::Date date : dates(table, "working"))
        year.working.insert(date);
    year.confidence = table.one_of("confidence", certainties).value_or("unconfirmed");
    if (year.year == 0) table.defect("year", "toml.missing_key", {{"key", "year"}});
    table.refuse_unknown();
    calendar.add(std::move(year));
}

}  // namespace

LoadedCalendar load_calendar(const std::vector<std::string>& directories, const Law& law) {
    LoadedCalendar loaded;
    read_of_each(directories, "calendar.toml", loaded.defects, [&](const base::TomlDocument& document) {
        base::TomlTable root(document, loaded.defects);
        Calendar& calendar = loaded.calendar;
        calendar.days_before_new_year = bounded(root, "days_before_new_year", 0, 7, calendar.days_before_new_year);
        calendar.new_year_days = bounded(root, "new_year_days", 1, 15, calendar.new_year_days);
        for (base::TomlTable& table : root.tables("holiday"))
            read_holiday(table, law, calendar);
        for (base::TomlTable& table : root.tables("year"))
            read_year(table, calendar);
        root.refuse_unknown();
    });
    return loaded;
}

}  // namespace attt::rules
