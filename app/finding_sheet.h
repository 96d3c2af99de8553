// Findings as a sheet that goes out and comes back: what people may change in it is read back as steps, with what moved
// meanwhile told as a conflict.
#pragma once

#include <string>
#include <vector>

#include "app/finding_work.h"
#include "app/sheet.h"
#include "base/catalogue.h"

namespace attt::app {

// `version`: Store::newest_finding_event when the table was made; what comes back is compared with that moment.
Sheet sheet_of(const FindingTable& table, std::int64_t version, const rules::RuleSet& rules,
               const base::Catalogue& texts);

struct ApplyReport {
    std::size_t rows = 0;
    std::size_t changed = 0;    // rows that change something
    std::size_t unchanged = 0;  // nothing edited, or already so
    std::size_t events = 0;
    std::vector<base::Error> conflicts;  // sheet.moved (finding, column, sheet, store), a row each
    std::vector<base::Error> problems;   // cells that cannot be read or steps that cannot be taken
    bool stored = false;
};

struct ApplyOptions {
    bool dry_run = false;
    bool skip_conflicts = false;  // take the rows without a conflict all the same
};

// Nothing is stored where there is a problem, or a conflict that is not to be skipped; else all steps in one
// transaction. Applying the same file again changes nothing. Errors: those of files and tables, sheet.no_columns
// (columns), role.*, store errors.
base::Result<ApplyReport> apply_sheet(const Workspace& workspace, store::Store& store, const std::string& file,
                                      const ApplyOptions& options, const store::Actor& actor, base::Time at,
                                      const base::Catalogue& texts, std::vector<base::Error>& defects);

}  // namespace attt::app
