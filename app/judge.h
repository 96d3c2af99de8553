// Judging what the store knows: observations and inventory to facts, facts to verdicts, verdicts to findings and
// targets.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "app/known.h"
#include "app/level_data.h"
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

// The facts of one subject as of a time: its newest observations and what is known of it.
base::Result<std::vector<model::Fact>> facts_of(store::Store& store, const rules::RuleSet& rules,
                                                const LevelData& levels, const model::SubjectRef& subject,
                                                base::Time as_of);

using ObservationsBySubject = std::map<model::SubjectRef, std::vector<model::Observation>>;
// Verdicts of each subject, from all that was observed of it and its inventory record.
std::vector<model::Verdict> verdicts_of(const ObservationsBySubject& observations, const rules::RuleSet& rules,
                                        base::Time as_of);
// What an inventory known at `known` states of every subject as of a time.
base::Result<ObservationsBySubject> inventory_observations(store::Store& store, const model::Inventory& inventory,
                                                           base::Time as_of, base::Time known);

struct Judgement {
    store::Evaluation evaluation;
    model::Changes changes;
    std::vector<model::Verdict> verdicts;
};

// Judges every subject as of now, settles the findings, measures the targets and stores it all as one evaluation.
base::Result<Judgement> judge(store::Store& store, const rules::RuleSet& rules, const LevelData& levels,
                              const rules::LoadedTargets& targets, std::optional<std::int64_t> run, base::Time at);

// Judges these websites alone, as of now: what was said of all else stays as it is, and no target is measured. For a
// look at a few sites minutes after a repair. REQUIRES: the last evaluation was by these rules.
base::Result<Judgement> judge_websites(store::Store& store, const rules::RuleSet& rules,
                                       const rules::ExternalRules& external, const std::set<std::string>& websites,
                                       std::optional<std::int64_t> run, base::Time at);

// judge() with the workspace's own targets and levels, now. Errors also: those of loading them, in `defects` too.
base::Result<Judgement> judge_now(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                  std::optional<std::int64_t> run, std::vector<base::Error>& defects);

// Verdicts as of a time by these rules, from what had been seen by then and what is known at `known_at`. Stores
// nothing.
base::Result<std::vector<model::Verdict>> judged_as_known(store::Store& store, const rules::RuleSet& rules,
                                                          const LevelData& levels, const Known& known, base::Time as_of,
                                                          base::Time known_at);

}  // namespace attt::app
