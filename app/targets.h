// The official targets as of a date, from verdicts and records that can be shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/judge.h"
#include "app/known.h"
#include "app/progress.h"
#include "app/workspace.h"
#include "rules/measure.h"

namespace attt::app {

struct TargetRow {
    const rules::Target* target = nullptr;
    model::Measurement measured;
    std::optional<rules::Forecast> forecast;
};

// What measurements of one date read. Not copied or moved once measured: rows point into it.
struct TargetWorld {
    rules::LoadedTargets targets;
    model::Inventory inventory;         // with what sheets and the log of dossiers say of the systems
    rules::LogDifferences differences;  // where the log took the place of what the inventory says
    std::vector<model::Verdict> verdicts;
    std::vector<model::Record> records;
    base::Date as_of;
    base::Time known;                             // what was recorded later does not exist here
    std::optional<store::Evaluation> evaluation;  // that the verdicts come from; none: nothing was judged yet
    std::string rules_hash;                       // of the rules that gave the verdicts

    rules::Measuring measuring() const { return rules::Measuring({inventory, verdicts, records, targets, as_of}); }
};

struct AsOf {
    base::Date date;
    // None: as known at the end of that date, so that the same question gives the same figures a year later. Else: with
    // all that was recorded by then, judged by today's rules from what had been seen by the date.
    std::optional<base::Time> known;
};

// Errors: store errors; rule defects in `defects`.
base::Result<TargetWorld> load_world(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                     const AsOf& as_of, std::vector<base::Error>& defects);

struct TargetTable {
    TargetWorld world;
    std::vector<TargetRow> rows;
};

// `agency` empty: the whole population of each target. Errors: agency.not_found, those of load_world.
base::Result<TargetTable> measure_targets(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                          const std::string& agency, const AsOf& as_of,
                                          std::vector<base::Error>& defects);

// Error: agency.not_found, with the nearest.
base::Result<void> check_agency(const model::Inventory& inventory, const std::string& agency);

// The end of that day, or now for today: what "as of" means to the store.
base::Time moment_of(base::Date as_of);

base::Value to_value(const model::Measurement& measured);
base::Value to_value(const TargetTable& table, base::Language language);

}  // namespace attt::app
