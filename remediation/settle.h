// Verdicts settle into findings. Pure.
#pragma once

#include <set>
#include <span>

#include "model/finding.h"
#include "model/verdict.h"

namespace attt::remediation {

// What the verdicts of one evaluation change in the findings, at time `at`:
// - a (subject, rule, instance) that fails at any endpoint opens a finding, or its next episode, or keeps it open;
// - only a pass closes an open one (verified_fixed); not applicable closes it as such;
// - unknown neither opens nor closes: the finding stays open and unverified, with the reason;
// - an open finding whose subject is in `retired` closes as retired; one without any verdict is left as it is.
// `findings`: all that the store knows of the subjects concerned. Deterministic: results sorted by key.
model::Changes settle(std::span<const model::Finding> findings, std::span<const model::Verdict> verdicts,
                      const std::set<model::SubjectRef>& retired, base::Time at);

}  // namespace attt::remediation
