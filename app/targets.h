// The official targets as of a date, from verdicts and records that can be shown.
#pragma once

#include <string>
#include <vector>

#include "app/judge.h"
#include "app/workspace.h"

namespace attt::app {

struct TargetRow {
    const rules::Target* target = nullptr;
    model::Measurement measured;
};

struct TargetTable {
    rules::LoadedTargets targets;  // owns what the rows point to
    model::Inventory inventory;
    std::vector<TargetRow> rows;
    base::Date as_of;
    std::optional<store::Evaluation> evaluation;  // the one that the verdicts come from; none: nothing was judged yet
};

// `agency` empty: the whole population of each target. Errors: agency.not_found, store errors, rule defects in
// `defects`.
base::Result<TargetTable> measure_targets(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                          const std::string& agency, base::Date as_of,
                                          std::vector<base::Error>& defects);

// The end of that day, or now for today: what "as of" means to the store.
base::Time moment_of(base::Date as_of);

base::Value to_value(const TargetTable& table, base::Language language);

}  // namespace attt::app
