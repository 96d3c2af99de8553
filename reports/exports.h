// The read model as machines take it, in the formats of others and in one of our own. Pure: the same snapshot gives the
// same bytes. What came from outside is escaped for each format.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/catalogue.h"
#include "reports/snapshot.h"

namespace attt::reports {

enum class ExportFormat { json, csv, oscal, defectdojo, xccdf, prometheus, ical };
inline constexpr std::array<std::string_view, 7> export_format_names = {"json",  "csv",        "oscal", "defectdojo",
                                                                        "xccdf", "prometheus", "ical"};
inline std::string_view name_of(ExportFormat format) {
    return export_format_names[static_cast<std::size_t>(format)];
}
std::optional<ExportFormat> export_format_of(std::string_view name);
// ".json", ".csv", ".oscal.json", …: what a file of the format is called by.
std::string_view ending_of(ExportFormat format);

// Which rows a CSV holds.
enum class CsvTable { findings, verdicts, targets, members, agencies, systems, websites, due };
inline constexpr std::array<std::string_view, 8> csv_table_names = {"findings", "verdicts", "targets",  "members",
                                                                    "agencies", "systems",  "websites", "due"};
std::optional<CsvTable> csv_table_of(std::string_view name);

// "attt.export/1", as schemas/attt.export-1.schema.json says.
std::string render_json(const Snapshot& snapshot);
// RFC 4180: comma, CRLF, quotes doubled; a cell that a spreadsheet would take for a formula begins with '. `bom`: with
// the mark by which Excel knows UTF-8.
std::string render_csv(const Snapshot& snapshot, CsvTable table, bool bom, const base::Catalogue& texts);
// NIST OSCAL assessment-results 1.2.1.
std::string render_oscal(const Snapshot& snapshot, const base::Catalogue& texts);
// DefectDojo's "Generic Findings Import".
std::string render_defectdojo(const Snapshot& snapshot, const base::Catalogue& texts);
// XCCDF 1.2: a benchmark of the rules with one TestResult for each subject that was judged.
std::string render_xccdf(const Snapshot& snapshot, const base::Catalogue& texts);
// Prometheus text format 0.0.4.
std::string render_prometheus(const Snapshot& snapshot);
// iCalendar (RFC 5545): due dates of findings, of duties and targets, and the ends of certificates.
std::string render_ical(const Snapshot& snapshot, const base::Catalogue& texts);

}  // namespace attt::reports
