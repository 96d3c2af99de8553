// Taking lists in: files to a checked inventory to the store, with every row accounted for.
#pragma once

#include <string>
#include <vector>

#include "app/workspace.h"
#include "inventory/compare.h"
#include "inventory/read.h"

namespace attt::app {

struct ImportReport {
    store::ImportSummary summary;
    int rejected = 0;                        // rows
    int retired = 0;                         // things that were gone and were to be retired
    std::vector<inventory::Change> changes;  // what the files change, or would change
    std::vector<base::Error> defects;        // one per bad row
    std::vector<base::Error> warnings;
    bool stored = false;  // false: a dry run, strict with defects, or nothing good in the files
};

struct ImportOptions {
    inventory::Kind as = {};
    bool strict = false;          // one bad row refuses everything
    bool dry_run = false;         // only say what would change
    bool retire_missing = false;  // what is gone is out of use from today on
};

// Errors: those of files and the store; import.retire_with_defects (count): who is gone cannot be told from lists with
// bad rows.
base::Result<ImportReport> import_files(store::Store& store, const std::vector<std::string>& files,
                                        const ImportOptions& options);

}  // namespace attt::app
