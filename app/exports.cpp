#include "app/exports.h"

#include "app/document_set.h"

namespace attt::app {

std::string rendered(const reports::Snapshot& snapshot, const ExportOptions& options, const base::Catalogue& texts) {
    using reports::ExportFormat;
    switch (options.format) {
        case ExportFormat::json: return reports::render_json(snapshot);
        case ExportFormat::csv: return reports::render_csv(snapshot, options.table, options.bom, texts);
        case ExportFormat::oscal: return reports::render_oscal(snapshot, texts);
        case ExportFormat::defectdojo: return reports::render_defectdojo(snapshot, texts);
        case ExportFormat::xccdf: return reports::render_xccdf(snapshot, texts);
        case ExportFormat::prometheus: return reports::render_prometheus(snapshot);
        case ExportFormat::ical: return reports::render_ical(snapshot, texts);
    }
    return {};
}

base::Result<std::filesystem::path> write_export(const Workspace& workspace, store::Store& store,
                                                 const reports::Snapshot& snapshot, const ExportOptions& options,
                                                 const std::filesystem::path& out, const base::Catalogue& texts,
                                                 base::Time at) {
    std::error_code ignored;
    const bool whole = std::filesystem::is_directory(out, ignored);
    std::filesystem::path path = out;
    if (whole) {
        std::string name =
            (snapshot.agency.empty() ? "attt" : snapshot.agency) + "-" + base::to_iso_date(snapshot.as_of);
        if (options.format == reports::ExportFormat::csv)
            name += "-" + std::string(reports::csv_table_names[static_cast<std::size_t>(options.table)]);
        path /= name + std::string(reports::ending_of(options.format));
    }
    const std::string name = path.filename().string();
    auto set =
        DocumentSet::begin(workspace, path.parent_path(), "export." + std::string(reports::name_of(options.format)),
                           snapshot.agency, snapshot.as_of, whole ? std::string() : name);
    if (!set) return tl::unexpected(set.error());
    if (auto added = set->add(name, rendered(snapshot, options, texts)); !added) return tl::unexpected(added.error());
    if (auto sealed = set->finish(store, at); !sealed) return tl::unexpected(sealed.error());
    return path;
}

}  // namespace attt::app
