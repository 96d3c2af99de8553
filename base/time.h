// Times are UTC with milliseconds; people read them in Asia/Ho_Chi_Minh, which has been UTC+7 without daylight saving
// since 1975. Dates are calendar days of that zone.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace attt::base {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;
using Date = std::chrono::year_month_day;

// The wall clock. Called at the edge only (app, cli, probes); everything pure is given its time.
Time now();

// "2026-11-23T16:10:17Z", with ".123" before the Z only where the milliseconds are not zero (RFC 3339).
std::string to_rfc3339(Time time);
// Any RFC 3339 time with an offset.
std::optional<Time> parse_rfc3339(std::string_view text);

// "2022-12-31"
std::string to_iso_date(Date date);
// "31/12/2022"
std::string show_date(Date date);
// "23/11/2026 23:10", in Vietnam's time
std::string show_time(Time time);

// 2022-12-31, 31/12/2022, 31-12-2022 or 31.12.2022. Errors: date.syntax, date.impossible (31/02).
Result<Date> parse_date(std::string_view text);

// A day in Vietnam as an interval of UTC: [start_of_day, end_of_day).
Time start_of_day(Date date);
Time end_of_day(Date date);
Date local_date(Time time);
// Whole days from `from` to `to`; negative when `to` is earlier.
int days_between(Date from, Date to);

// "14d", "36h", "90s", "15m" or "500ms". Error: duration.syntax.
Result<Duration> parse_duration(std::string_view text);

}  // namespace attt::base
