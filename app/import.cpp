#include "app/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"

namespace attt::app {

base::Result<ImportReport> import_files(store::Store& store, const std::vector<std::string>& files,
                                        const ImportOptions& options) {
    const base::Time at = base::now();
    std::string bytes;
    for (const std::string& file : files) {
        auto content = base::read_file(file);
        if (!content) return tl::unexpected(content.error());
        bytes += base::sha256_hex(*content);
    }
    auto known = store.inventory(at);
    if (!known) return tl::unexpected(known.error());
    inventory::ReadResult read = inventory::read_inventory(files, options.as, *known);

    ImportReport report;
    report.defects = std::move(read.defects);
    report.warnings = std::move(read.warnings);
    std::vector<store::ImportRow> rows;
    for (const inventory::RawRow& row : read.rows) {
        const bool rejected = !row.problem.empty();
        report.rejected += rejected ? 1 : 0;
        rows.push_back({row.subject, row.line, base::to_json(row.cells), rejected ? "rejected" : "", row.problem});
    }
    if ((options.strict && !report.defects.empty()) || read.inventory.empty()) return report;
    auto summary =
        store.import(read.inventory, rows, fmt::format("{}", fmt::join(files, "; ")), base::sha256_hex(bytes), at);
    if (!summary) return tl::unexpected(summary.error());
    report.summary = *summary;
    report.stored = true;
    return report;
}

}  // namespace attt::app
