#include "base/lunar.h"

#include <cmath>
#include <numbers>

namespace attt::base {
namespace {

// Days are counted by their Julian day number at noon; astronomical times are Julian dates of dynamical time.
constexpr int unix_epoch = 2440588;
constexpr double vietnam_hours = 7.0;

double radians(double degrees) {
    return degrees * std::numbers::pi / 180.0;
}

// Seconds of dynamical time ahead of universal time (Espenak and Meeus, about 1900 to 2200; a minute off moves no day
// that is not within that minute of midnight).
double delta_t(double julian_date) {
    const double t = (julian_date - 2451545.0) / 36525.0;
    return t < 0 ? 63.8 + 64.0 * t + 31.0 * t * t : 62.9 + 32.2 * t + 55.9 * t * t;
}

// The day in Vietnam on which a moment of dynamical time falls.
int vietnam_day(double julian_date) {
    const double universal = julian_date - delta_t(julian_date) / 86400.0;
    return static_cast<int>(std::floor(universal + 0.5 + vietnam_hours / 24.0));
}

// The k-th new moon after that of 6 January 2000.
double new_moon(int k) {
    const double n = k;
    const double t = n / 1236.85;
    const double e = 1 - 0.002516 * t - 0.0000074 * t * t;
    const double sun = radians(2.5534 + 29.10535670 * n - 0.0000014 * t * t);
    const double moon = radians(201.5643 + 385.81693528 * n + 0.0107582 * t * t);
    const double latitude = radians(160.7108 + 390.67050284 * n - 0.0016118 * t * t);
    const double node = radians(124.7746 - 1.56375588 * n + 0.0020672 * t * t);
    const double mean = 2451550.09766 + 29.530588861 * n + 0.00015437 * t * t - 0.00000015 * t * t * t;
    const double periodic = -0.40720 * std::sin(moon) + 0.17241 * e * std::sin(sun) + 0.01608 * std::sin(2 * moon) +
                            0.01039 * std::sin(2 * latitude) + 0.00739 * e * std::sin(moon - sun) -
                            0.00514 * e * std::sin(moon + sun) + 0.00208 * e * e * std::sin(2 * sun) -
                            0.00111 * std::sin(moon - 2 * latitude) - 0.00057 * std::sin(moon + 2 * latitude) +
                            0.00056 * e * std::sin(2 * moon + sun) - 0.00042 * std::sin(3 * moon) +
                            0.00042 * e * std::sin(sun + 2 * latitude) + 0.00038 * e * std::sin(sun - 2 * latitude) -
                            0.00024 * e * std::sin(2 * moon - sun) - 0.00017 * std::sin(node) -
                            0.00007 * std::sin(moon + 2 * sun);
    const double planetary =
        0.000325 * std::sin(radians(299.77 + 0.107408 * n - 0.009173 * t * t)) +
        0.000165 * std::sin(radians(251.88 + 0.016321 * n)) + 0.000164 * std::sin(radians(251.83 + 26.651886 * n)) +
        0.000126 * std::sin(radians(349.42 + 36.412478 * n)) + 0.000110 * std::sin(radians(84.66 + 18.206239 * n));
    return mean + periodic + planetary;
}

// The sun's apparent longitude in degrees [0, 360).
double sun_longitude(double julian_date) {
    const double t = (julian_date - 2451545.0) / 36525.0;
    const double mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    const double anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t);
    const double centre = (1.914602 - 0.004817 * t) * std::sin(anomaly) +
                          (0.019993 - 0.000101 * t) * std::sin(2 * anomaly) + 0.000289 * std::sin(3 * anomaly);
    const double apparent = mean + centre - 0.00569 - 0.00478 * std::sin(radians(125.04 - 1934.136 * t));
    return apparent - 360.0 * std::floor(apparent / 360.0);
}

// Which twelfth of the sun's way (from the equinox) a day in Vietnam begins in.
int principal_term(int day) {
    const double midnight = day - 0.5 - vietnam_hours / 24.0;
    return static_cast<int>(sun_longitude(midnight + delta_t(midnight) / 86400.0) / 30.0);
}

int day_number(Date date) {
    return static_cast<int>(std::chrono::sys_days(date).time_since_epoch().count()) + unix_epoch;
}

Date date_of(int day) {
    return std::chrono::sys_days(std::chrono::days(day - unix_epoch));
}

// The number of the new moon that begins the 11th month: the last not after the day of the winter solstice.
int eleventh_month(int year) {
    int solstice = day_number(Date{std::chrono::year(year), std::chrono::December, std::chrono::day(18)});
    while (principal_term(solstice + 1) < 9)
        ++solstice;
    int k = static_cast<int>((solstice - 2451550.0) / 29.530588861) + 1;
    while (vietnam_day(new_moon(k)) > solstice)
        --k;
    return k;
}

// How many months after the 11th its year's leap month comes; 0: there is none.
int leap_month(int eleventh, int next_eleventh) {
    if (next_eleventh - eleventh < 13) return 0;
    for (int i = 1; i < 13; ++i) {
        const int begins = vietnam_day(new_moon(eleventh + i));
        const int ends = vietnam_day(new_moon(eleventh + i + 1));
        if (principal_term(begins) == principal_term(ends)) return i;
    }
    return 0;
}

}  // namespace

Date from_lunar(int year, int month, int day) {
    const bool of_next = month >= 11;  // the 11th and 12th month stand at the head of the next count
    const int eleventh = eleventh_month(of_next ? year : year - 1);
    const int leap = leap_month(eleventh, eleventh_month(of_next ? year + 1 : year));
    int months = of_next ? month - 11 : month + 1;
    if (leap != 0 && leap <= months) ++months;
    return date_of(vietnam_day(new_moon(eleventh + months)) + day - 1);
}

}  // namespace attt::base
