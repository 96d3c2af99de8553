// What a number format of a spreadsheet says of the number under it, and serial days as dates (ECMA-376 part 1, 18.8.30
// and 18.17.4). Used by the readers of base.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attt::base {

enum class NumberStyle {
    plain,
    scientific,  // shown as 1.23E+15
    date,        // a day, perhaps with a time of day
    time,        // a time of day or a span of time
};

// By a format's code: "dd/mm/yyyy;@" is a date, "[h]:mm" a time, "\"ngày\" 0" is plain.
NumberStyle number_style(std::string_view code);
// By the number of a built-in format; plain for those that are none.
NumberStyle built_in_number_style(int id);

enum class DateSystem { from_1900, from_1904 };

// "2022-12-31" or "2022-12-31 08:30:00"; nothing for a number that is no day of this calendar.
std::optional<std::string> date_text(double serial, DateSystem system);
// "08:30:00"; hours may pass 24.
std::string time_text(double days);

}  // namespace attt::base
