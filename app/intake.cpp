#include "app/intake.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "app/computers.h"
#include "app/controls.h"
#include "app/dossiers.h"
#include "app/finding_sheet.h"
#include "app/finding_work.h"
#include "app/import.h"
#include "app/levels.h"
#include "app/plan.h"
#include "app/records.h"
#include "app/waiting.h"
#include "base/files.h"
#include "base/table_file.h"
#include "base/text.h"
#include "inventory/consoles/read.h"

namespace attt::app {
namespace {

using base::Error;
using base::Result;
using Try = Result<bool>;  // true: the file was of that kind, and `out` says what became of it

constexpr std::size_t most_said = 500;

// Errors of the store and the disk stop the work; what is wrong with a file is told to whoever dropped it.
bool is_of_the_file(const Error& error) {
    switch (error.code) {
        case base::ErrorCode::io:
        case base::ErrorCode::busy: return false;
        default: return !error.message.starts_with("store.") || error.code == base::ErrorCode::bad_usage;
    }
}

class Taker {
  public:
    Taker(IntakeDesk& desk, const std::string& file, base::Time at) : desk_(desk), file_(file), at_(at) {}

    Result<Intake> take() {
        auto bytes = base::read_file(file_);
        if (!bytes) return refuse_or_stop(bytes.error());
        bytes_ = std::move(*bytes);
        if (bytes_.empty()) return refuse({base::ErrorCode::bad_input, "intake.empty", {}, {}});
        using Step = Try (Taker::*)();
        // what went out and comes back first: its headings are its own
        constexpr std::array<Step, 10> steps = {&Taker::findings, &Taker::waiting, &Taker::controls, &Taker::dossiers,
                                                &Taker::external, &Taker::list,    &Taker::records,  &Taker::plan,
                                                &Taker::levels,   &Taker::console};
        for (const Step step : steps) {
            auto taken = (this->*step)();
            if (!taken) return refuse_or_stop(taken.error());
            if (*taken) {
                settle();
                return std::move(out_);
            }
        }
        // an old .xls, a PDF, a workbook with a password: whoever opens tables has the right words
        if (auto table = base::TableFile::open(std::move(bytes_), file_); !table) return refuse(table.error());
        return refuse({base::ErrorCode::bad_input, "intake.unknown", {}, {}});
    }

  private:
    bool is_table() const {
        const std::string name = base::to_lower_ascii(file_);
        return name.ends_with(".csv") || name.ends_with(".xlsx");
    }

    std::string name() const { return std::filesystem::path(file_).filename().string(); }

    // "hàng 3: …": the file's own name and its folders say nothing in a receipt about it.
    std::string sentence(Error error) const {
        if (error.place.file == file_ || error.place.file.starts_with(file_)) {
            error.place.file = name() + error.place.file.substr(file_.size());
        }
        for (auto& [key, value] : error.arguments) {
            if (value == file_) value = name();
        }
        return desk_.texts.sentence(error);
    }

    void add(std::vector<std::string>& to, const std::vector<Error>& errors) const {
        for (const Error& error : errors) {
            if (to.size() == most_said) {
                to.push_back(desk_.texts.text("intake.more", {{"count", std::to_string(errors.size())}}));
                return;
            }
            if (to.size() > most_said) return;
            to.push_back(sentence(error));
        }
    }
    void problems(const std::vector<Error>& errors) { add(out_.problems, errors); }
    void notes(const std::vector<Error>& errors) { add(out_.notes, errors); }

    void say(std::string_view message, base::MessageArguments arguments = {}) {
        out_.lines.push_back(desk_.texts.text(message, arguments));
    }

    Result<Intake> refuse(const Error& error) {
        out_.outcome = IntakeOutcome::refused;
        out_.problems.push_back(sentence(error));
        return std::move(out_);
    }
    Result<Intake> refuse_or_stop(const Error& error) {
        if (!is_of_the_file(error) && error.message != "file.unreadable") return base::fail(error);
        problems(defects_);
        return refuse(error);
    }

    // Taken, partly or refused, by what was stored and what was wrong.
    void settle() {
        const bool wrong = !out_.problems.empty();
        out_.outcome = !wrong ? IntakeOutcome::taken : stored_ ? IntakeOutcome::partly : IntakeOutcome::refused;
    }

    static std::string count(std::size_t number) { return std::to_string(number); }
    static std::string count(int number) { return std::to_string(number); }

    void said(const store::ImportSummary& summary, std::size_t rejected) {
        say("intake.rows", {{"added", count(summary.added)},
                            {"changed", count(summary.changed)},
                            {"unchanged", count(summary.unchanged)},
                            {"rejected", count(rejected)}});
        stored_ = true;
        out_.changed = summary.added + summary.changed > 0;
    }

    Try findings() {
        if (!is_table()) return false;
        auto report =
            apply_sheet(desk_.workspace, desk_.store, file_, {false, true}, desk_.actor, at_, desk_.texts, defects_);
        if (!report && report.error().message == "finding_sheet.no_columns") return false;
        if (!report && unreadable_as_table(report.error())) return false;
        // a workbook that is damaged is no sheet of findings
        const bool of_findings =
            report || report.error().message.starts_with("finding") || report.error().message.starts_with("role.");
        if (of_findings) out_.kind = IntakeKind::findings;
        if (!report) return tl::unexpected(report.error());
        problems(report->problems);
        problems(report->conflicts);
        say("intake.findings", {{"rows", count(report->rows)},
                                {"changed", count(report->stored ? report->changed : 0)},
                                {"unchanged", count(report->unchanged)}});
        stored_ = report->stored || (report->problems.empty() && report->conflicts.empty());
        out_.changed = report->stored && report->events > 0;
        return true;
    }

    Try waiting() {
        if (!is_table()) return false;
        auto report = apply_waiting(desk_.workspace, desk_.store, desk_.data, desk_.rules, file_, false, desk_.actor,
                                    at_, desk_.texts, defects_);
        if (!report && report.error().message == "waiting.no_columns") return false;
        if (!report && unreadable_as_table(report.error())) return false;
        out_.kind = IntakeKind::waiting;
        if (!report) return tl::unexpected(report.error());
        problems(report->problems);
        problems(report->moved);
        say("intake.waiting", {{"rows", count(report->rows)},
                               {"decided", count(report->stored ? report->decided : 0)},
                               {"known", count(report->known)},
                               {"blank", count(report->blank)}});
        stored_ = report->stored;
        out_.changed = report->stored && report->decided > 0;
        return true;
    }

    // A damaged workbook is told by whoever reads it last, once nobody has known it.
    static bool unreadable_as_table(const Error& error) {
        return error.message == "csv.empty" || error.message == "sheet.bad_ending";
    }

    Try controls() {
        if (!is_table()) return false;
        auto book = open_book(desk_.store, desk_.data, base::local_date(at_));
        if (!book) return tl::unexpected(book.error());
        auto read = read_control_sheet(file_, *book, desk_.data, desk_.texts, base::local_date(at_));
        if (!read && (read.error().message == "control.no_columns" || unreadable_as_table(read.error()))) return false;
        out_.kind = IntakeKind::controls;
        if (!read) return tl::unexpected(read.error());
        if (auto may = officers_only(desk_.store, desk_.actor); !may) return tl::unexpected(may.error());
        auto saved = desk_.store.record_control_assessments(read->assessments, at_);
        if (!saved) return tl::unexpected(saved.error());
        problems(read->defects);
        say("intake.controls", {{"rows", count(read->rows)}, {"recorded", count(*saved)}});
        stored_ = !read->assessments.empty();
        out_.changed = *saved > 0;
        return true;
    }

    Try dossiers() {
        if (!is_table()) return false;
        if (auto may = officers_only(desk_.store, desk_.actor); !may) return tl::unexpected(may.error());
        auto list = record_list(desk_.store, desk_.data, file_, false, desk_.rules.law, desk_.texts, at_);
        if (!list && (list.error().message == "dossier.no_columns" || unreadable_as_table(list.error()))) return false;
        out_.kind = IntakeKind::dossiers;
        if (!list) return tl::unexpected(list.error());
        problems(list->defects);
        say("intake.dossiers",
            {{"rows", count(list->rows)}, {"recorded", count(list->recorded)}, {"known", count(list->known)}});
        stored_ = list->recorded + list->known > 0;
        out_.changed = list->recorded > 0;
        return true;
    }

    Try external() {
        if (inventory::is_list(file_, bytes_) || !is_external_file(desk_.data, file_, bytes_)) return false;
        out_.kind = IntakeKind::external;
        if (auto may = officers_only(desk_.store, desk_.actor); !may) return tl::unexpected(may.error());
        auto read = import_external(desk_.workspace, desk_.store, desk_.data, file_, {}, at_);
        if (!read) return tl::unexpected(read.error());
        problems(read->defects);
        notes(read->warnings);
        if (read->tool.empty()) return true;
        say("external.taken", {{"file", name()},
                               {"source", read->source},
                               {"format", read->format},
                               {"results", count(read->results)},
                               {"hosts", count(read->hosts)}});
        say("external.counts", {{"weaknesses", count(read->weaknesses)},
                                {"notes", count(read->notes)},
                                {"in_order", count(read->in_order)},
                                {"unmeasured", count(read->unmeasured)},
                                {"left_out", count(read->left_out)}});
        say("external.matched",
            {{"matched", count(read->matched)}, {"results", count(read->results)}, {"same", count(read->same)}});
        for (const UnmatchedHost& host : read->unmatched) {
            if (out_.notes.size() >= most_said) break;
            out_.notes.push_back(
                desk_.texts.text("intake.unmatched", {{"host", host.host.empty() ? "—" : host.host},
                                                      {"because", desk_.texts.text("external_because." + host.because)},
                                                      {"results", count(host.results)},
                                                      {"weaknesses", count(host.weaknesses)}}));
        }
        stored_ = read->stored || read->known;
        out_.changed = read->stored;
        if (auto linked = assessments(); !linked) return linked;
        // a scan of nmap is a source of computers too
        if (bytes_.find("<nmaprun") != std::string::npos) return console_too();
        return true;
    }

    Try list() {
        if (!inventory::is_list(file_, bytes_)) return false;
        out_.kind = IntakeKind::list;
        if (auto may = officers_only(desk_.store, desk_.actor); !may) return tl::unexpected(may.error());
        auto report = import_files(desk_.store, {file_}, {});
        if (!report) return tl::unexpected(report.error());
        problems(report->defects);
        notes(report->warnings);
        if (!report->stored) return true;
        said(report->summary, static_cast<std::size_t>(report->rejected));
        const auto gone = std::count_if(report->changes.begin(), report->changes.end(),
                                        [](const auto& change) { return change.kind == inventory::ChangeKind::gone; });
        if (gone > 0) out_.notes.push_back(desk_.texts.text("intake.gone", {{"count", std::to_string(gone)}}));
        if (auto matched = rematch_external(desk_.workspace, desk_.store, at_); !matched)
            return tl::unexpected(matched.error());
        return true;
    }

    Try records() {
        if (!is_table()) return false;
        if (auto may = officers_only(desk_.store, desk_.actor); !may) return tl::unexpected(may.error());
        auto imported = import_records(desk_.store, {file_}, std::nullopt);
        if (!imported && (imported.error().message == "records.what_kind" || unreadable_as_table(imported.error())))
            return false;
        out_.kind = IntakeKind::records;
        if (!imported) return tl::unexpected(imported.error());
        problems(imported->defects);
        if (imported->stored) said(imported->summary, imported->defects.size());
        return assessments();
    }

    Try assessments() {
        auto linked = link_assessments(desk_.store, base::now());
        if (!linked) return tl::unexpected(linked.error());
        if (*linked > 0) say("intake.evidence", {{"count", count(*linked)}});
        return true;
    }

    Try plan() {
        if (!is_table()) return false;
        const auto tables = read_sheets(file_);
        if (!tables || tables->empty()) return false;
        for (const int year : plan_years()) {
            std::vector<Error> defects;
            auto world = load_world(desk_.workspace, desk_.store, desk_.rules, {base::local_date(at_), at_}, defects);
            if (!world) return tl::unexpected(world.error());
            const auto bodies = requested_bodies(*world, year);
            const bool of_year = std::any_of(bodies.begin(), bodies.end(), [&](const RequestedBody& body) {
                return body.key == tables->front().name;
            });
            if (!of_year) continue;
            out_.kind = IntakeKind::plan;
            if (auto may = officers_only(desk_.store, desk_.actor); !may) return tl::unexpected(may.error());
            auto merged = plan_merge(desk_.workspace, desk_.store, desk_.rules, year, {file_}, desk_.texts, defects_);
            if (!merged) return tl::unexpected(merged.error());
            problems(merged->defects);
            say("intake.plan", {{"year", std::to_string(year)}, {"answers", count(merged->answers)}});
            stored_ = merged->answers > 0;
            out_.changed = merged->summary.added + merged->summary.changed > 0;
            return true;
        }
        return false;
    }

    // Newest first: an answer without a year is to the plan that runs.
    std::vector<int> plan_years() {
        std::vector<Error> ignored;
        auto inventory = desk_.store.inventory(at_);
        if (!inventory) return {};
        auto targets = load_targets(desk_.workspace, desk_.rules, *inventory, ignored);
        if (!targets) return {};
        std::set<int, std::greater<>> years;
        for (const rules::Target& target : targets->targets)
            years.insert(target.year);
        return {years.begin(), years.end()};
    }

    Try levels() {
        if (!is_table()) return false;
        auto inventory = desk_.store.inventory(at_);
        if (!inventory) return tl::unexpected(inventory.error());
        auto read = read_level_sheet(file_, desk_.data, *inventory);
        if (!read || read->answers.empty()) return false;
        out_.kind = IntakeKind::levels;
        if (auto may = officers_only(desk_.store, desk_.actor); !may) return tl::unexpected(may.error());
        if (auto saved = desk_.store.record_level_answers(read->answers, at_); !saved)
            return tl::unexpected(saved.error());
        problems(read->defects);
        say("intake.levels", {{"rows", count(read->rows)}, {"answers", count(read->answers.size())}});
        stored_ = out_.changed = true;
        return true;
    }

    Try console() {
        const auto profiles = console_profiles(desk_.workspace);
        if (!inventory::is_source(file_, bytes_, profiles ? &*profiles : nullptr)) return false;
        out_.kind = IntakeKind::console;
        if (auto may = officers_only(desk_.store, desk_.actor); !may) return tl::unexpected(may.error());
        return console_too();
    }

    Try console_too() {
        auto reports = import_sources(desk_.workspace, desk_.store, {file_}, {});
        if (!reports) return tl::unexpected(reports.error());
        for (const SourceReport& report : *reports) {
            problems(report.defects);
            notes(report.warnings);
            if (!report.stored) continue;
            say("intake.console", {{"name", report.name},
                                   {"format", report.format},
                                   {"records", count(report.records)},
                                   {"added", count(report.added)},
                                   {"changed", count(report.changed)},
                                   {"refused", count(report.refused)}});
            stored_ = out_.changed = true;
        }
        if (auto confirmed = confirm_links(desk_.store); !confirmed) return tl::unexpected(confirmed.error());
        return true;
    }

    IntakeDesk& desk_;
    const std::string& file_;
    base::Time at_;
    std::string bytes_;
    Intake out_;
    std::vector<Error> defects_;
    bool stored_ = false;
};

}  // namespace

Result<Intake> take_in(IntakeDesk& desk, const std::string& file, base::Time at) {
    return Taker(desk, file, at).take();
}

}  // namespace attt::app
