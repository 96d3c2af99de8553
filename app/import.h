// Taking lists in: files to a checked inventory to the store, with every row accounted for.
#pragma once

#include <string>
#include <vector>

#include "app/workspace.h"
#include "inventory/read.h"

namespace attt::app {

struct ImportReport {
    store::ImportSummary summary;
    int rejected = 0;
    std::vector<base::Error> defects;  // one per bad row
    std::vector<base::Error> warnings;
    bool stored = false;  // false: nothing was stored (strict with defects, or nothing good in the files)
};

struct ImportOptions {
    inventory::Kind as;
    bool strict = false;  // one bad row refuses everything
};

base::Result<ImportReport> import_files(store::Store& store, const std::vector<std::string>& files,
                                        const ImportOptions& options);

}  // namespace attt::app
