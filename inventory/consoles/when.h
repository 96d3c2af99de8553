// Times and yes-or-no as consoles write them, in Vietnamese and English.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace attt::inventory {

// RFC 3339; 2026-11-23 16:10:17 and 23/11/2026 16:10 in Vietnam's time, also 4:10 PM or CH (chiều); a day alone is its
// first moment; seconds or milliseconds since 1970; a spreadsheet's day number; "23 thg 11, 2026", "Nov 23, 2026".
// `month_first`: 11/23/2026. Nothing when it is none of these, or no date that exists between 2000 and 2100.
std::optional<base::Time> parse_when(std::string_view text, bool month_first = false);

// True when the second number of a date with slashes cannot be a month, so that the first must be it.
bool shows_month_first(std::string_view text);

// "có", "đã cài", "running", "đang chạy", "bật", "1", "on", "protected" …; nothing when it is none.
std::optional<bool> parse_flag(std::string_view text);

}  // namespace attt::inventory
