// The read model in a machine format, to a file or to whoever asked.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/snapshot.h"
#include "reports/exports.h"

namespace attt::app {

struct ExportOptions {
    reports::ExportFormat format = reports::ExportFormat::json;
    reports::CsvTable table = reports::CsvTable::findings;
    bool bom = false;
};

std::string rendered(const reports::Snapshot& snapshot, const ExportOptions& options, const base::Catalogue& texts);

// Writes the file with its manifest beside it; in a directory the file is named by agency, date and format. The path of
// what was written. Errors: those of DocumentSet.
base::Result<std::filesystem::path> write_export(const Workspace& workspace, store::Store& store,
                                                 const reports::Snapshot& snapshot, const ExportOptions& options,
                                                 const std::filesystem::path& out, const base::Catalogue& texts,
                                                 base::Time at);

}  // namespace attt::app
