// Old facts read by other rules: a reading beside what was recorded, which alters nothing.
#pragma once

#include <optional>
#include <vector>

#include "app/level_data.h"
#include "app/rule_archive.h"
#include "model/verdict.h"

namespace attt::app {

// The verdict of a subject by one rule and instance, over its endpoints.
struct OutcomeChange {
    model::SubjectRef subject;
    std::string rule;
    std::string instance;
    std::optional<model::Outcome> before;  // nothing: there was no such verdict
    std::optional<model::Outcome> after;
    std::string reason;  // of the second, where it is neither pass nor fail
};

struct Rescore {
    std::string rules_date;
    std::string rules_hash;
    base::Time as_of;                           // the facts
    std::optional<store::Evaluation> recorded;  // the evaluation in force then; nothing: there was none yet
    std::vector<model::Verdict> verdicts;       // by the other rules
    std::vector<OutcomeChange> differences;     // from what is recorded to the reading; empty without a record
    model::Inventory inventory;                 // of then, for names
};

// Errors: those of rules_named and the store.
base::Result<Rescore> rescore(store::Store& store, const rules::RuleSet& present, const LevelData& levels,
                              const std::string& rules_named, base::Time as_of);

// The outcome of each (subject, rule, instance) over its endpoints, with the reason where it is neither pass nor fail.
struct CombinedOutcome {
    model::Outcome outcome = model::Outcome::unknown;
    std::string reason;
    bool operator==(const CombinedOutcome&) const = default;
};
using CombinedOutcomes = std::map<model::FindingKey, CombinedOutcome>;
CombinedOutcomes combined_outcomes(const std::vector<model::Verdict>& verdicts);

}  // namespace attt::app
