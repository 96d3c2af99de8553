#include "app/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"

namespace attt::app {
namespace {

constexpr std::size_t most_bytes = 64U << 20U;

struct Read {
    inventory::ReadResult result;
    std::string sha256;  // of the hashes of the files, in their order
};

base::Result<Read> read(const std::vector<std::string>& files, inventory::Kind as, const model::Inventory& known) {
    std::vector<inventory::Source> sources;
    std::string hashes;
    for (const std::string& file : files) {
        auto bytes = base::read_file(file, most_bytes);
        if (!bytes) return tl::unexpected(bytes.error());
        hashes += base::sha256_hex(*bytes);
        sources.push_back({file, std::move(*bytes)});
    }
    return Read{inventory::read_sources(sources, as, known), base::sha256_hex(hashes)};
}

std::vector<store::ImportRow> rows_of(const inventory::ReadResult& read) {
    std::vector<store::ImportRow> out;
    for (const inventory::RawRow& row : read.rows) {
        const bool rejected = !row.problem.empty();
        out.push_back({row.subject, row.line, base::to_json(row.cells), rejected ? "rejected" : "", row.problem});
    }
    return out;
}

}  // namespace

base::Result<ImportReport> import_files(store::Store& store, const std::vector<std::string>& files,
                                        const ImportOptions& options) {
    const base::Time at = base::now();
    auto known = store.inventory(at);
    if (!known) return tl::unexpected(known.error());
    auto lists = read(files, options.as, *known);
    if (!lists) return tl::unexpected(lists.error());

    ImportReport report;
    report.defects = lists->result.defects;
    report.warnings = lists->result.warnings;
    report.changes = inventory::compare(*known, lists->result);
    const std::vector<store::ImportRow> rows = rows_of(lists->result);
    for (const store::ImportRow& row : rows)
        report.rejected += row.outcome == "rejected" ? 1 : 0;

    model::Inventory& incoming = lists->result.inventory;
    if (options.retire_missing) {
        if (!report.defects.empty()) {
            report.defects.push_back({base::ErrorCode::bad_input,
                                      "import.retire_with_defects",
                                      {{"count", std::to_string(report.defects.size())}},
                                      {}});
            return report;
        }
        report.retired = inventory::retire(*known, report.changes, base::local_date(at), incoming);
    }
    if (options.dry_run || (options.strict && !report.defects.empty()) || incoming.empty()) return report;
    auto summary = store.import(incoming, rows, fmt::format("{}", fmt::join(files, "; ")), lists->sha256, at);
    if (!summary) return tl::unexpected(summary.error());
    report.summary = *summary;
    report.stored = true;
    return report;
}

}  // namespace attt::app
