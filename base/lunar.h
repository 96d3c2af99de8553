// The Vietnamese lunar calendar: new moons and the sun's longitude by the formulas of J. Meeus, Astronomical Algorithms
// (2nd ed., ch. 25 and 49), with days of UTC+7. It differs from the Chinese one in some years (1985, 2007, 2030).
#pragma once

#include "base/time.h"

namespace attt::base {

// The day of `day`/`month` of the lunar year that begins in the solar year `year`; of a month and its leap double, the
// first. REQUIRES: 1900 <= year <= 2199, 1 <= month <= 12, 1 <= day <= 29.
Date from_lunar(int year, int month, int day);

// Mùng 1 Tết of a solar year. REQUIRES: 1900 <= year <= 2199.
inline Date lunar_new_year(int year) {
    return from_lunar(year, 1, 1);
}

}  // namespace attt::base
