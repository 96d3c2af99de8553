// Documents that leave the building: gathered, rendered in the formats asked for, written, entered in the audit chain.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/report_world.h"
#include "reports/document.h"
#include "reports/letter.h"

namespace attt::app {

// json and csv: the data that the document speaks of, as `attt export` writes them.
enum class DocumentFormat { html, docx, xlsx, pdf, json, csv };
inline constexpr std::array<std::string_view, 6> document_format_names = {"html", "docx", "xlsx", "pdf", "json", "csv"};
inline std::string_view name_of(DocumentFormat format) {
    return document_format_names[static_cast<std::size_t>(format)];
}
// "html,docx": none twice. Error: report.unknown_format (value, known).
base::Result<std::vector<DocumentFormat>> read_formats(const std::string& list);

enum class DocumentKind { agency, clerk, province, drill, system, plan, annual };

struct DocumentRequest {
    DocumentKind kind = DocumentKind::agency;
    std::string id;  // of the agency, drill or system; for a clerk of an agency or a finding; else empty
    int year = 0;    // of the plan or the annual report; 0: the newest, this year
    std::vector<DocumentFormat> formats;
    base::Date as_of;
    std::filesystem::path out;  // a directory, or the file itself where there is one format; empty: the workspace's
};

// The texts of the workspace's texts/vi or texts/en, over the program's. Errors: those of Catalogue::load;
// report.unknown_text (id, nearest) in `defects` with report.text_defects (count).
base::Result<std::optional<base::Catalogue>> office_texts(const Workspace& workspace, const base::Catalogue& program,
                                                          std::vector<base::Error>& defects);

// The paths of what was written. Errors: agency.not_found, level.no_system, store.no_drill, drill.none, plan.no_year,
// finding.unknown, report.not_judged, those of document_data, report.one_file (several formats for one file), those of
// rendering and of files.
base::Result<std::vector<std::filesystem::path>> write_document(const Workspace& workspace, store::Store& store,
                                                                const rules::RuleSet& rules,
                                                                const base::Catalogue& texts,
                                                                const DocumentRequest& request,
                                                                std::vector<base::Error>& defects);

// Told after each document: how many are done, of how many, the newest one's name. Called by one thread at a time.
using DocumentProgress = std::function<void(std::size_t done, std::size_t total, const std::string& name)>;

struct WrittenAll {
    std::filesystem::path directory, index;
    std::size_t documents = 0, files = 0;
};
// The report of every agency in force, of the province, of the newest plan, and an index page of them, by as many
// threads as there are cores. Errors: as write_document.
base::Result<WrittenAll> write_all_documents(const Workspace& workspace, store::Store& store,
                                             const rules::RuleSet& rules, const base::Catalogue& texts,
                                             const DocumentRequest& request, const DocumentProgress& progress,
                                             std::vector<base::Error>& defects);

}  // namespace attt::app
