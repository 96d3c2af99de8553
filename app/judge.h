// Judging what the store knows: observations and inventory to facts, facts to verdicts, verdicts to findings and
// targets.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "model/finding.h"
#include "model/inventory.h"
#include "model/measurement.h"
#include "model/verdict.h"
#include "rules/evaluate.h"
#include "rules/rule.h"
#include "rules/target.h"
#include "store/store.h"

namespace attt::app {

// The facts of one subject as of a time: its newest observations and its inventory record.
base::Result<std::vector<model::Fact>> facts_of(store::Store& store, const rules::RuleSet& rules,
                                                const model::SubjectRef& subject, base::Time as_of);

// Verdicts of each subject, from all that was observed of it and its inventory record.
using ObservationsBySubject = std::map<model::SubjectRef, std::vector<model::Observation>>;
std::vector<model::Verdict> verdicts_of(const ObservationsBySubject& observations, const rules::RuleSet& rules,
                                        base::Time as_of);
// What an inventory known at `known` states of every subject as of a time.
base::Result<ObservationsBySubject> inventory_observations(store::Store& store, const model::Inventory& inventory,
                                                           base::Time as_of, base::Time known);
// All that counts as of a time: the newest observations of every subject, beside those of the inventory.
base::Result<ObservationsBySubject> observations_of_all(store::Store& store, const model::Inventory& inventory,
                                                        base::Time as_of, base::Time known);

struct Judgement {
    store::Evaluation evaluation;
    model::Changes changes;
    std::vector<model::Verdict> verdicts;
};

// Judges every subject as of now, settles the findings, measures the targets and stores it all as one evaluation.
base::Result<Judgement> judge(store::Store& store, const rules::RuleSet& rules, const rules::LoadedTargets& targets,
                              std::optional<std::int64_t> run, base::Time at);

// Verdicts as of a time by these rules, from what had been seen by then and an inventory known at `known`. Stores
// nothing.
base::Result<std::vector<model::Verdict>> judged_as_known(store::Store& store, const rules::RuleSet& rules,
                                                          const model::Inventory& inventory, base::Time as_of,
                                                          base::Time known);

}  // namespace attt::app
