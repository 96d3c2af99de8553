// The data that a document speaks of: the read model of the exports, narrowed to what the document is about.
#pragma once

#include <vector>

#include "app/documents.h"
#include "reports/exports.h"

namespace attt::app {

struct DocumentData {
    reports::Snapshot snapshot;
    reports::CsvTable table = reports::CsvTable::findings;  // the rows of it that a CSV gives
};

// Errors: those of gather_snapshot; report.no_data (kind): drills and Mẫu 08 have data of a shape of their own.
base::Result<DocumentData> document_data(const ReportWorld& world, const DocumentRequest& request,
                                         std::vector<base::Error>& defects);

}  // namespace attt::app
