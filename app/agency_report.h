// The report of one agency: the read model gathered from the store as of a date, rendered, written and entered in the
// audit chain.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/workspace.h"
#include "base/catalogue.h"
#include "reports/agency_report.h"

namespace attt::app {

struct ReportOptions {
    std::string agency;
    base::Date as_of;
    std::filesystem::path out;  // a file, or a directory; empty: the workspace's reports/
};

// Errors: agency.not_found, report.not_judged (nothing was judged by that date), store and file errors.
base::Result<reports::AgencyReport> gather_agency_report(const Workspace& workspace, store::Store& store,
                                                         const rules::RuleSet& rules, const base::Catalogue& texts,
                                                         const ReportOptions& options,
                                                         std::vector<base::Error>& defects);

// The path of what was written.
base::Result<std::filesystem::path> write_agency_report(const Workspace& workspace, store::Store& store,
                                                        const rules::RuleSet& rules, const base::Catalogue& texts,
                                                        const ReportOptions& options,
                                                        std::vector<base::Error>& defects);

}  // namespace attt::app
