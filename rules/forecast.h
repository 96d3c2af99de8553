// Where a measured target will stand on its day if it goes on as it went. Pure and exact; a straight line, no more.
#pragma once

#include <optional>
#include <vector>

#include "model/measurement.h"
#include "rules/target.h"

namespace attt::rules {

// A past measurement of the whole population.
struct Point {
    base::Date on;
    std::int64_t numerator = 0;
};

struct Forecast {
    std::int64_t gained = 0;  // since `since`
    base::Date since;
    std::int64_t numerator = 0;  // expected on the due date, at today's denominator
    model::TargetOutcome outcome = model::TargetOutcome::no_data;
    // The day on which what is missing would be there at this pace; none where the pace is none.
    std::optional<base::Date> reached_on;
};

// `now`: the measurement to go on from; `points`: earlier ones, in order of their days. None where the target counts no
// members, is met, has no due date ahead, or no earlier point lies at least 7 days back.
std::optional<Forecast> forecast(const Target& target, const model::Measurement& now, const std::vector<Point>& points);

}  // namespace attt::rules
