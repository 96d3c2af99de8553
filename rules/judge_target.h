// What counts and recorded values mean for a target: met, exceeded, not met, how many are missing. Exact.
#pragma once

#include "model/measurement.h"
#include "rules/target.h"

namespace attt::rules {

// Each sets outcome, missing and undecided from the counts of the measurement. Without a denominator there is no
// outcome.
void judge_share(const Target& target, model::Measurement& measurement);
void judge_every(model::Measurement& measurement);
void judge_parts(const Target& target, model::Measurement& measurement);  // and what each part needs
void judge_count(const Target& target, model::Measurement& measurement);

// Of a recorded value, which may be only a bound ("trên 95%"): met where every value that it allows meets the target.
model::TargetOutcome outcome_of(const Target& target, const model::Quantity& quantity);

}  // namespace attt::rules
