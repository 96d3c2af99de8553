// What the year's records add up to, as of a date.
#pragma once

#include <string>
#include <vector>

#include "app/targets.h"
#include "rules/record_figures.h"

namespace attt::app {

// `year` 0: that of `as_of`. `agency` empty: all. Errors: agency.not_found, those of load_world; rule defects in
// `defects`.
struct RecordSummary {
    int year = 0;
    std::vector<rules::Figure> figures;
};
base::Result<RecordSummary> summarise_records(const Workspace& workspace, store::Store& store,
                                              const rules::RuleSet& rules, const AsOf& as_of, int year,
                                              const std::string& agency, std::vector<base::Error>& defects);

}  // namespace attt::app
