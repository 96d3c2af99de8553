// Verdicts settle into findings. Pure.
#pragma once

#include <set>
#include <span>
#include <string>

#include "model/finding.h"
#include "model/verdict.h"

namespace attt::remediation {

struct Circumstances {
    std::set<model::SubjectRef> retired;
    // Why nothing that these verdicts say may close a finding (form of Verdict::reason): so much went unanswered that
    // the run is not believed. Empty: they are.
    std::string quarantine = {};
};

// What the verdicts of one evaluation change in the findings, at time `at`:
// - a (subject, rule, instance) that fails at any endpoint opens a finding, or its next episode, or keeps it open; a
// look
//   later than a claim that it is repaired refutes the claim;
// - only a pass closes an open one: as verified_fixed where something else was seen than before, as rule_changed where
// the
//   same facts (or an older look) pass now; not applicable closes it as such;
// - unknown neither opens nor closes: the finding stays open and unverified, with the reason; so does what a run in
//   quarantine would close;
// - one whose instance is in none of the lists that its rule was judged by any more (a cookie that is no longer set)
//   closes like one that passes, and as rule_changed where it had no instance and its rule names some now;
// - an open finding whose subject is retired closes as retired; one without any verdict is left as it is;
// - a waiver whose last day is over ends.
// `findings`: all that the store knows of the subjects concerned, with their work. Deterministic: results sorted by
// key.
model::Changes settle(std::span<const model::Finding> findings, std::span<const model::Verdict> verdicts,
                      const Circumstances& circumstances, base::Time at);

}  // namespace attt::remediation
