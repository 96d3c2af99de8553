// When scanning is allowed, by the clock of Vietnam. Pure.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <vector>

#include "base/time.h"

namespace attt::app {

// From a minute of the day to another; one that does not lie after the first is of the next day. A window belongs to
// the day on which it begins.
struct HoursWindow {
    std::array<bool, 7> days{};  // Sunday first
    std::chrono::minutes from{};
    std::chrono::minutes until{};
};

struct ScanHours {
    std::vector<HoursWindow> windows;  // none: at any time

    // When scanning that is allowed at `now` must stop; Time::max() where it never must; nothing where it is not
    // allowed. Windows that touch are one.
    std::optional<base::Time> open_until(base::Time now) const;
    // When the next window begins after `now`. REQUIRES: there are windows.
    base::Time opens_after(base::Time now) const;
};

}  // namespace attt::app
