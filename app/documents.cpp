#include "app/documents.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>

#include "app/agency_report.h"
#include "app/document_data.h"
#include "app/document_models.h"
#include "app/document_set.h"
#include "app/drill.h"
#include "app/office_form.h"
#include "app/province_report.h"
#include "app/succession.h"
#include "base/files.h"
#include "base/text.h"
#include "reports/document_docx.h"
#include "reports/document_html.h"
#include "reports/document_pdf.h"
#include "reports/document_xlsx.h"

namespace attt::app {
namespace {

std::string templates() {
    return (base::data_directory() / "templates").string();
}

// What renders a document: texts of the office over the program's, the parts of a page.
struct Press {
    const base::Catalogue& program;
    std::optional<base::Catalogue> office;
    reports::PageParts parts;
    reports::Issuer issuer;

    reports::Texts texts() const { return reports::Texts(program, office ? &*office : nullptr); }
};

base::Result<Press> open_press(const Workspace& workspace, const base::Catalogue& program, base::Date day,
                               std::vector<base::Error>& defects) {
    auto office = office_texts(workspace, program, defects);
    if (!office) return tl::unexpected(office.error());
    auto parts = reports::load_page_parts(templates());
    if (!parts) return tl::unexpected(parts.error());
    return Press{program, std::move(*office), std::move(*parts), issuer_on(workspace, day)};
}

struct Made {
    reports::Document document;
    // An agency's page is one of its own, with each finding's evidence and guidance in place.
    std::shared_ptr<const reports::AgencyLetter> agency = nullptr;
    std::shared_ptr<const DocumentData> data = nullptr;  // where a format of machines was asked for
};

base::Result<std::string> render(const Made& made, DocumentFormat format, const Press& press) {
    const reports::Document& document = made.document;
    switch (format) {
        case DocumentFormat::html:
            if (made.agency) return reports::render_html(*made.agency, press.program, templates());
            return reports::render_page(document, press.parts, press.texts());
        case DocumentFormat::docx: return reports::render_docx(document);
        case DocumentFormat::xlsx: return reports::render_xlsx(document, press.texts());
        case DocumentFormat::pdf: return reports::render_pdf(document);
        case DocumentFormat::json: return reports::render_json(made.data->snapshot);
        case DocumentFormat::csv:
            return reports::render_csv(made.data->snapshot, made.data->table, false, press.program);
    }
    return std::string();
}

// --- what each kind is made of ---

// Only the finding that was asked for.
void keep_finding(const std::string& id, reports::AgencyLetter& report) {
    std::erase_if(report.findings, [&](const auto& item) { return item.finding.id != id; });
}

base::Result<Made> clerk(const ReportWorld& world, const std::string& id, const Press& press) {
    const auto found = std::find_if(world.findings.rows.begin(), world.findings.rows.end(),
                                    [&](const FindingRow& row) { return row.finding.id == id; });
    const bool one = found != world.findings.rows.end();
    if (one && !model::needs_work(found->state))
        return base::fail(base::ErrorCode::bad_usage, "step.closed", {{"finding", id}});
    auto report = agency_report(world, one ? found->place.agency : id);
    if (!report) return tl::unexpected(report.error());
    if (one) keep_finding(id, *report);
    reports::Document out = reports::clerk_document(*report, press.issuer, press.texts());
    if (one) out.name = id + "-" + base::to_iso_date(world.as_of);
    return Made{std::move(out)};
}

base::Result<Made> drill(const ReportWorld& world, const std::string& id, const Press& press,
                         std::vector<base::Error>& defects) {
    auto view = readiness(world.workspace, world.store, id, "", world.moment, defects);
    if (!view) return tl::unexpected(view.error());
    const reports::ReadinessPage page =
        readiness_model(world.workspace, *view, world.rules, world.texts, world.audit_head, world.moment);
    return Made{reports::drill_document(page, provenance_of(world, page.scope), press.issuer, press.texts())};
}

base::Result<Made> make_document(const ReportWorld& world, const DocumentRequest& request, const Press& press,
                                 std::vector<base::Error>& defects) {
    const reports::Texts texts = press.texts();
    switch (request.kind) {
        case DocumentKind::agency: {
            auto report = agency_report(world, request.id);
            if (!report) return tl::unexpected(report.error());
            const auto shared = std::make_shared<const reports::AgencyLetter>(std::move(*report));
            return Made{reports::agency_document(*shared, press.issuer, texts), shared};
        }
        case DocumentKind::clerk: return clerk(world, request.id, press);
        case DocumentKind::province: {
            auto report = province_report(world, defects);
            if (!report) return tl::unexpected(report.error());
            return Made{reports::province_document(*report, press.issuer, texts)};
        }
        case DocumentKind::drill: return drill(world, request.id, press, defects);
        case DocumentKind::system: {
            auto report = system_report(world, request.id, defects);
            if (!report) return tl::unexpected(report.error());
            return Made{reports::system_document(*report, press.issuer, texts)};
        }
        case DocumentKind::plan: {
            auto report = results_report(world, request.year, defects);
            if (!report) return tl::unexpected(report.error());
            return Made{reports::results_document(*report, press.issuer, texts)};
        }
        case DocumentKind::annual: {
            auto report = annual_form(world, request.year, defects);
            if (!report) return tl::unexpected(report.error());
            return Made{reports::form_document(*report, press.issuer, texts)};
        }
    }
    return Made();
}

base::Result<Made> make(const ReportWorld& world, const DocumentRequest& request, const Press& press,
                        std::vector<base::Error>& defects) {
    auto made = make_document(world, request, press, defects);
    const bool machines = std::any_of(request.formats.begin(), request.formats.end(), [](DocumentFormat format) {
        return format == DocumentFormat::json || format == DocumentFormat::csv;
    });
    if (!made || !machines) return made;
    auto data = document_data(world, request, defects);
    if (!data) return tl::unexpected(data.error());
    made->data = std::make_shared<const DocumentData>(std::move(*data));
    return made;
}

constexpr std::array<std::string_view, 7> kind_names = {"agency", "clerk", "province", "drill",
                                                        "system", "plan",  "annual"};
std::string action_of(DocumentKind kind) {
    return "report." + std::string(kind_names[static_cast<std::size_t>(kind)]);
}

// An id is a file's name here: what could leave the directory is replaced.
std::string file_name(std::string name) {
    for (char& c : name) {
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20) c = '_';
    }
    if (name.starts_with('.')) name.front() = '_';
    return name;
}

}  // namespace

base::Result<std::vector<DocumentFormat>> read_formats(const std::string& list) {
    std::vector<DocumentFormat> out;
    for (const std::string& word : base::split(list, ',')) {
        const auto known =
            std::find(document_format_names.begin(), document_format_names.end(), std::string(base::trim(word)));
        if (known == document_format_names.end()) {
            std::string names;
            for (const std::string_view name : document_format_names)
                names += (names.empty() ? "" : ", ") + std::string(name);
            return base::fail(base::ErrorCode::bad_usage, "report.unknown_format", {{"value", word}, {"known", names}});
        }
        const auto format = static_cast<DocumentFormat>(known - document_format_names.begin());
        if (std::find(out.begin(), out.end(), format) == out.end()) out.push_back(format);
    }
    return out;
}

base::Result<std::optional<base::Catalogue>> office_texts(const Workspace& workspace, const base::Catalogue& program,
                                                          std::vector<base::Error>& defects) {
    const std::filesystem::path directory = workspace.directory / "texts";
    const char* language = program.language() == base::Language::vi ? "vi" : "en";
    if (base::files_in(directory / language, ".toml").empty()) return std::optional<base::Catalogue>();
    auto loaded = base::Catalogue::load(directory, program.language());
    if (!loaded) return tl::unexpected(loaded.error());
    std::vector<std::string> known;
    for (const auto& [id, text] : program.texts())
        known.push_back(id);
    for (const auto& [id, text] : loaded->texts()) {
        if (program.contains(id)) continue;
        defects.push_back({base::ErrorCode::bad_input,
                           "report.unknown_text",
                           {{"id", id}, {"nearest", base::nearest(id, known).value_or("")}},
                           {(directory / language).string(), 0, {}}});
    }
    if (!defects.empty())
        return base::fail(base::ErrorCode::bad_input, "report.text_defects",
                          {{"count", std::to_string(defects.size())}});
    return std::optional<base::Catalogue>(std::move(*loaded));
}

base::Result<std::vector<std::filesystem::path>> write_document(const Workspace& workspace, store::Store& store,
                                                                const rules::RuleSet& rules,
                                                                const base::Catalogue& texts,
                                                                const DocumentRequest& request,
                                                                std::vector<base::Error>& defects) {
    auto press = open_press(workspace, texts, request.as_of, defects);
    if (!press) return tl::unexpected(press.error());
    auto world = load_report_world(workspace, store, rules, texts, request.as_of, defects);
    if (!world) return tl::unexpected(world.error());
    auto made = make(**world, request, *press, defects);
    if (!made) return tl::unexpected(made.error());

    std::error_code ignored;
    const bool one_file =
        !request.out.empty() && request.out.has_extension() && !std::filesystem::is_directory(request.out, ignored);
    if (one_file && request.formats.size() != 1)
        return base::fail(base::ErrorCode::bad_usage, "report.one_file", {{"path", request.out.string()}});
    const std::filesystem::path directory = request.out.empty() ? workspace.reports()
                                            : one_file          ? request.out.parent_path()
                                                                : request.out;
    auto set = DocumentSet::begin(workspace, directory, action_of(request.kind), request.id, request.as_of,
                                  one_file ? request.out.filename().string() : "");
    if (!set) return tl::unexpected(set.error());
    std::vector<std::pair<std::string, std::string>> files;  // all rendered before any is written
    for (const DocumentFormat format : request.formats) {
        auto bytes = render(*made, format, *press);
        if (!bytes) return tl::unexpected(bytes.error());
        files.emplace_back(one_file ? request.out.filename().string()
                                    : file_name(made->document.name) + "." + std::string(name_of(format)),
                           std::move(*bytes));
    }
    std::vector<std::filesystem::path> out;
    for (const auto& [name, bytes] : files) {
        if (auto written = set->add(name, bytes); !written) {
            if (!out.empty()) (void)set->finish(store, base::now());  // what is there is accounted for
            return tl::unexpected(written.error());
        }
        out.push_back(directory / name);
    }
    if (auto sealed = set->finish(store, base::now()); !sealed) return tl::unexpected(sealed.error());
    return out;
}

namespace {

// Documents waiting to be rendered, and what became of them. Gathering reads the store and is one thread's; rendering
// is pure and everybody's.
class Printing {
  public:
    Printing(const Press& press, DocumentSet& set, const DocumentRequest& request, std::size_t total,
             const DocumentProgress& progress)
        : press_(press), set_(set), request_(request), total_(total), progress_(progress) {}

    void print(const Made& made) {
        const reports::Document& document = made.document;
        for (const DocumentFormat format : request_.formats) {
            auto bytes = render(made, format, press_);
            auto written = bytes ? set_.add(file_name(document.name) + "." + std::string(name_of(format)), *bytes)
                                 : base::Result<void>(tl::unexpected(bytes.error()));
            if (written) continue;
            const std::lock_guard lock(mutex_);
            if (!problem_) problem_ = written.error();
            return;
        }
        const std::lock_guard lock(mutex_);
        ++done_;
        if (progress_) progress_(done_, total_, document.title);
    }
    std::optional<base::Error> problem() const { return problem_; }
    bool failed() {
        const std::lock_guard lock(mutex_);
        return problem_.has_value();
    }

  private:
    const Press& press_;
    DocumentSet& set_;
    const DocumentRequest& request_;
    std::size_t total_;
    const DocumentProgress& progress_;
    std::mutex mutex_;
    std::size_t done_ = 0;
    std::optional<base::Error> problem_;
};

struct Listed {
    std::string title, name;
};

reports::Document index_of(const std::vector<Listed>& listed, const DocumentRequest& request, const Press& press,
                           const ReportWorld& world) {
    const reports::Texts texts = press.texts();
    reports::Document out;
    out.name = "index";
    out.title = texts.text("bundle.title", {{"date", base::show_date(request.as_of)}});
    out.author = press.issuer.office;
    out.language = texts.language();
    out.as_of = request.as_of;
    out.made = world.evaluation.at;
    out.blocks.emplace_back(reports::Title{"", out.title, press.issuer.office});
    reports::Table table;
    table.caption = texts.text("bundle.index");
    table.columns = {{texts.text("doc.col_order"), 0.6, reports::Column::Kind::number},
                     {texts.text("bundle.name"), 6},
                     {texts.text("bundle.files"), 4}};
    for (const Listed& each : listed) {
        reports::Cell files;
        std::string names;
        for (const DocumentFormat format : request.formats) {
            const std::string name = file_name(each.name) + "." + std::string(name_of(format));
            names += (names.empty() ? "" : "\n") + name;
            files.links.push_back(name);
        }
        files.value = names;
        table.rows.push_back({reports::Cell(static_cast<std::int64_t>(table.rows.size() + 1)),
                              reports::Cell(each.title), std::move(files)});
    }
    out.blocks.emplace_back(std::move(table));
    return out;
}

// Rendered in blocks of a bounded number, so that thousands of read models are never in memory at once.
class Batch {
  public:
    Batch(Printing& printing, std::size_t threads) : printing_(printing), threads_(std::max<std::size_t>(threads, 1)) {}

    void add(Made made) {
        waiting_.push_back(std::move(made));
        if (waiting_.size() >= threads_ * per_thread) flush();
    }

    void flush() {
        std::atomic<std::size_t> next = 0;
        const auto work = [&] {
            for (std::size_t i = next++; i < waiting_.size(); i = next++)
                printing_.print(waiting_[i]);
        };
        std::vector<std::jthread> helpers;
        for (std::size_t i = 1; i < threads_; ++i)
            helpers.emplace_back(work);
        work();
        helpers.clear();  // joins
        waiting_.clear();
    }

  private:
    static constexpr std::size_t per_thread = 8;
    Printing& printing_;
    std::size_t threads_;
    std::vector<Made> waiting_;
};

}  // namespace

base::Result<WrittenAll> write_all_documents(const Workspace& workspace, store::Store& store,
                                             const rules::RuleSet& rules, const base::Catalogue& texts,
                                             const DocumentRequest& request, const DocumentProgress& progress,
                                             std::vector<base::Error>& defects) {
    auto press = open_press(workspace, texts, request.as_of, defects);
    if (!press) return tl::unexpected(press.error());
    auto world = load_report_world(workspace, store, rules, texts, request.as_of, defects);
    if (!world) return tl::unexpected(world.error());
    const std::filesystem::path directory =
        request.out.empty() ? workspace.reports() / base::to_iso_date(request.as_of) : request.out;
    auto set = DocumentSet::begin(workspace, directory, "report.all", "", request.as_of, "");
    if (!set) return tl::unexpected(set.error());

    std::vector<DocumentRequest> wanted;
    wanted.push_back({DocumentKind::province, "", 0, request.formats, request.as_of, {}});
    if (newest_plan(**world) != 0) wanted.push_back({DocumentKind::plan, "", 0, request.formats, request.as_of, {}});
    for (const model::Agency& agency : (*world)->inventory().agencies) {
        if (in_force(agency, request.as_of))
            wanted.push_back({DocumentKind::agency, agency.id, 0, request.formats, request.as_of, {}});
    }
    Printing printing(*press, *set, request, wanted.size(), progress);
    Batch batch(printing, std::thread::hardware_concurrency());
    std::vector<Listed> listed;
    for (const DocumentRequest& each : wanted) {
        auto made = make(**world, each, *press, defects);
        if (!made) {
            batch.flush();
            (void)set->finish(store, base::now());  // what is there is accounted for
            return tl::unexpected(made.error());
        }
        listed.push_back({made->document.title, made->document.name});
        batch.add(std::move(*made));
        if (printing.failed()) break;
    }
    batch.flush();
    if (const auto problem = printing.problem()) {
        (void)set->finish(store, base::now());
        return base::fail(*problem);
    }
    const std::string index =
        reports::render_page(index_of(listed, request, *press, **world), press->parts, press->texts());
    if (auto written = set->add("index.html", index); !written) return tl::unexpected(written.error());
    if (auto sealed = set->finish(store, base::now()); !sealed) return tl::unexpected(sealed.error());
    return WrittenAll{directory, directory / "index.html", listed.size(), listed.size() * request.formats.size() + 1};
}

}  // namespace attt::app
