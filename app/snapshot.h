// Gathers the read model of exports and of the site.
#pragma once

#include <string>
#include <vector>

#include "app/targets.h"
#include "base/catalogue.h"
#include "reports/snapshot.h"

namespace attt::app {

struct SnapshotOptions {
    std::string agency;  // empty: the whole province
    AsOf as_of;
    int days = 365;  // how far ahead due dates are told
};

// Errors: agency.not_found, report.not_judged (nothing was judged by that date), store errors; rule defects in
// `defects`.
base::Result<reports::Snapshot> gather_snapshot(const Workspace& workspace, store::Store& store,
                                                const rules::RuleSet& rules, const base::Catalogue& texts,
                                                const SnapshotOptions& options, std::vector<base::Error>& defects);

}  // namespace attt::app
