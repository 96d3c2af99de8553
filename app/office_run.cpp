#include "app/office_run.h"

#include <algorithm>
#include <map>
#include <set>

#include "app/documents.h"
#include "app/findings.h"
#include "app/judge.h"
#include "app/scan.h"
#include "app/scan_lock.h"
#include "base/files.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;
using base::Result;
using store::OfficeRun;
using store::OfficeStep;
using Lines = std::vector<std::string>;

// Before the next one of the cycle is due: an older run is not gone on with, a new one takes its place.
base::Duration too_old(Cycle cycle) {
    using std::chrono::days;
    return cycle == Cycle::daily ? std::chrono::hours(20) : cycle == Cycle::weekly ? days(6) : days(27);
}

std::string number(std::size_t count) {
    return std::to_string(count);
}

// What the next call may find otherwise.
bool is_for_later(const base::Error& error) {
    for (const std::string_view message :
         {"scan.outside_hours", "scan.hours_ended", "scan.running", "scan.stopped", "inbox.running", "store.busy"}) {
        if (error.message == message) return true;
    }
    return false;
}

class Runner {
  public:
    Runner(IntakeDesk& desk, const OfficeOptions& options, std::stop_token stop, std::vector<base::Error>& defects)
        : desk_(desk),
          options_(options),
          folders_(inbox_folders(desk.workspace, options.folder)),
          stop_(std::move(stop)),
          defects_(defects) {}

    Result<OfficeReport> run(OfficeRun run, Cycle cycle) {
        run_ = std::move(run);
        cycle_ = cycle;
        bool failed = false;
        for (const std::string_view step : steps_of(cycle)) {
            if (is_done(step)) continue;
            auto ended = take(std::string(step));
            if (!ended) return tl::unexpected(ended.error());
            if (*ended == "postponed") return report();
            failed = failed || *ended == "failed";
        }
        failed = failed || std::any_of(run_.steps.begin(), run_.steps.end(),
                                       [](const OfficeStep& step) { return step.outcome == "failed"; });
        if (auto ended = store::end_office_run(desk_.store, run_.id, failed ? "failed" : "done", base::now()); !ended)
            return tl::unexpected(ended.error());
        return report();
    }

  private:
    using Step = Result<Lines> (Runner::*)();

    bool is_done(std::string_view step) const {
        return std::any_of(run_.steps.begin(), run_.steps.end(), [&](const OfficeStep& each) {
            return each.step == step && (each.outcome == "done" || each.outcome == "failed");
        });
    }

    // How the step ended. An error is one of noting it.
    Result<std::string> take(const std::string& name) {
        static const std::map<std::string, Step> steps = {{"import", &Runner::import},
                                                          {"scan", &Runner::scan_sites},
                                                          {"evaluate", &Runner::evaluate},
                                                          {"notify", &Runner::notify},
                                                          {"report", &Runner::write_reports}};
        if (auto begun = store::begin_office_step(desk_.store, run_.id, name, base::now()); !begun)
            return tl::unexpected(begun.error());
        defects_.clear();
        auto done = (this->*steps.at(name))();
        std::string outcome = "done";
        Lines lines;
        if (done) {
            lines = std::move(*done);
        } else {
            outcome = is_for_later(done.error()) ? "postponed" : "failed";
            for (const base::Error& defect : defects_)
                lines.push_back(desk_.texts.sentence(defect));
            lines.push_back(desk_.texts.sentence(done.error()));
        }
        if (auto ended = store::end_office_step(desk_.store, run_.id, name, outcome, base::Object{{"lines", lines}},
                                                base::now());
            !ended)
            return tl::unexpected(ended.error());
        return outcome;
    }

    Result<Lines> import() {
        auto pass = take_inbox(desk_, folders_, options_.quiet, defects_);
        if (!pass) return tl::unexpected(pass.error());
        Lines out = {desk_.texts.text("office.imported",
                                      {{"files", number(pass->files.size())}, {"waiting", number(pass->waiting)}})};
        for (const TakenFile& file : pass->files)
            out.push_back(file.name + ": " + desk_.texts.text("intake_outcome." + std::string(name_of(file.outcome))));
        return out;
    }

    Result<Lines> scan_sites() {
        ScanOptions options;
        // every day only what a certificate is seen by
        if (cycle_ == Cycle::daily) options.probes = {"dns", "tls"};
        auto report = scan(
            desk_.workspace, desk_.store, desk_.rules, options, [](const ScanProgress&) {}, stop_);
        // tomorrow is another day: what was seen last serves until then
        if (!report && cycle_ == Cycle::daily && report.error().message == "scan.outside_hours")
            return Lines{desk_.texts.text("office.not_today"), desk_.texts.sentence(report.error())};
        if (!report) return tl::unexpected(report.error());
        Lines out = {desk_.texts.text("office.scanned", {{"visited", number(report->visited)},
                                                         {"resumed", number(report->resumed)},
                                                         {"unanswered", number(report->unanswered)},
                                                         {"left_out", number(report->left_out.size())}})};
        if (report->quarantine) out.push_back(desk_.texts.text("office.held_back"));
        return out;
    }

    Result<Lines> evaluate() {
        auto judged = judge_now(desk_.workspace, desk_.store, desk_.rules, std::nullopt, defects_);
        if (!judged) return tl::unexpected(judged.error());
        return moved();
    }

    // What this run changed, the judgements after a file and after the scan included, and what is open now.
    Result<Lines> moved() {
        FindingQuery all;
        all.state = "all";
        auto table = list_findings(desk_.workspace, desk_.store, all, base::now(), defects_);
        if (!table) return tl::unexpected(table.error());
        std::size_t opened = 0, closed = 0, open = 0, unverified = 0;
        for (const FindingRow& row : table->rows) {
            const model::Episode& newest = row.finding.episodes.back();
            if (newest.opened >= run_.started) ++opened;
            if (newest.closed && *newest.closed >= run_.started) ++closed;
            if (!model::needs_work(row.state)) continue;
            ++open;
            if (!row.finding.unverified_reason.empty()) ++unverified;
        }
        return Lines{desk_.texts.text("office.evaluated", {{"opened", number(opened)},
                                                           {"closed", number(closed)},
                                                           {"open", number(open)},
                                                           {"unverified", number(unverified)}})};
    }

    Result<Lines> notify() {
        auto settings = load_mail_settings(desk_.workspace, defects_);
        if (!settings) return tl::unexpected(settings.error());
        if (!settings->usable()) return Lines{desk_.texts.text("office.no_mail")};
        auto week = week_of(desk_.workspace, desk_.store, desk_.rules, desk_.data, base::now(), desk_.texts, defects_);
        if (!week) return tl::unexpected(week.error());
        const DigestKind kind = cycle_ == Cycle::daily    ? DigestKind::certificates
                                : cycle_ == Cycle::weekly ? DigestKind::weekly
                                                          : DigestKind::monthly;
        const std::string occasion = std::string(name_of(cycle_)) + "/" + std::to_string(run_.id);
        auto digest = compose(desk_.workspace, desk_.store, *settings, *week, kind, occasion, desk_.texts);
        if (!digest) return tl::unexpected(digest.error());
        Lines out;
        for (const std::string& agency : digest->without_contact)
            out.push_back(desk_.texts.text("office.no_contact", {{"agency", agency}}));
        if (!options_.eml.empty()) {
            std::vector<store::Letter> letters;
            for (const store::Queued& each : digest->letters)
                letters.push_back(each.letter);
            auto written = write_letters(letters, options_.eml);
            if (!written) return tl::unexpected(written.error());
            out.insert(out.begin(), desk_.texts.text("office.written", {{"count", number(written->size())},
                                                                        {"directory", options_.eml}}));
            return out;
        }
        auto queued = store::queue_letters(desk_.store, digest->letters, base::now());
        if (!queued) return tl::unexpected(queued.error());
        out.insert(out.begin(), desk_.texts.text("office.queued", {{"count", std::to_string(*queued)}}));
        auto sent = send_queue(desk_.workspace, desk_.store, *settings);
        // letters wait for a password or a server as they wait for the next day: the run is not held up by them
        if (!sent) {
            if (!sent.error().message.starts_with("mail.") && !sent.error().message.starts_with("ksc.") &&
                !sent.error().message.starts_with("file."))
                return tl::unexpected(sent.error());
            out.push_back(desk_.texts.sentence(sent.error()));
            return out;
        }
        out.push_back(desk_.texts.text("mail.sent", {{"sent", number(sent->sent)},
                                                     {"waiting", number(sent->waiting)},
                                                     {"refused", number(sent->refused)},
                                                     {"unsure", number(sent->unsure)}}));
        if (!sent->trouble.empty()) out.push_back(desk_.texts.text("mail.trouble", {{"reason", sent->trouble}}));
        return out;
    }

    Result<Lines> write_reports() {
        auto written = write_results(desk_, folders_, base::now(), defects_);
        if (!written) return tl::unexpected(written.error());
        Lines out = {desk_.texts.text("office.results", {{"count", number(written->size())}})};
        if (cycle_ != Cycle::monthly) return out;
        const base::Date today = base::local_date(base::now());
        const fs::path directory =
            folders_.out() / desk_.texts.text("inbox.folder_reports") / base::to_iso_date(today).substr(0, 7);
        DocumentRequest request;
        request.formats = {DocumentFormat::html, DocumentFormat::docx};
        request.as_of = today;
        request.out = directory;
        auto all = write_all_documents(desk_.workspace, desk_.store, desk_.rules, desk_.texts, request, {}, defects_);
        if (!all) return tl::unexpected(all.error());
        out.push_back(desk_.texts.text("office.reports", {{"count", number(all->documents)}}));
        return out;
    }

    Result<OfficeReport> report() {
        auto runs = store::office_runs(desk_.store, 100, false);
        if (!runs) return tl::unexpected(runs.error());
        OfficeReport out;
        for (OfficeRun& run : *runs) {
            if (run.id == run_.id) out.run = std::move(run);
        }
        reports::OfficePage page;
        const Office* office = desk_.workspace.config.office_on(base::local_date(out.run.started));
        page.office = office != nullptr ? office->name : "";
        page.title = desk_.texts.text("office_title." + out.run.cycle);
        page.made = base::show_time(out.run.started);
        const std::string outcome = out.run.outcome.empty() ? "open" : out.run.outcome;
        page.state = outcome == "done" ? "good" : outcome == "failed" ? "bad" : "partly";
        page.lead = desk_.texts.text("office_lead." + outcome);
        for (const std::string_view step : steps_of(cycle_)) {
            reports::OfficePage::Section section;
            const auto found = std::find_if(out.run.steps.begin(), out.run.steps.end(),
                                            [&](const OfficeStep& each) { return each.step == step; });
            const std::string ended =
                found == out.run.steps.end() || found->outcome.empty() ? "not_yet" : found->outcome;
            section.heading = desk_.texts.text("office_step." + std::string(step)) + ": " +
                              desk_.texts.text("office_outcome." + ended);
            if (found != out.run.steps.end()) section.sentences = base::strings_of(found->detail["lines"]);
            page.sections.push_back(std::move(section));
        }
        auto html = reports::render_office_page(page, desk_.texts, (base::data_directory() / "templates").string());
        if (!html) return tl::unexpected(html.error());
        const std::string day = base::to_iso_date(base::local_date(out.run.started));
        const fs::path path =
            folders_.out() / desk_.texts.text("inbox.folder_runs") /
            (day + " " + desk_.texts.text("office_file." + out.run.cycle) + " " + std::to_string(out.run.id) + ".html");
        if (auto made = base::make_directory(path.parent_path(), 0770); !made) return tl::unexpected(made.error());
        if (auto written = base::write_file(path, *html, 0660); !written) return tl::unexpected(written.error());
        out.page = path.string();
        return out;
    }

    IntakeDesk& desk_;
    const OfficeOptions& options_;
    InboxFolders folders_;
    std::stop_token stop_;
    std::vector<base::Error>& defects_;
    OfficeRun run_;
    Cycle cycle_ = Cycle::weekly;
};

Result<ScanLock> one_at_a_time(const Workspace& workspace) {
    auto lock = ScanLock::take((workspace.directory / "office.lock").string(), base::now());
    if (!lock && lock.error().message == "scan.running")
        return base::fail(base::ErrorCode::busy, "office.running", lock.error().arguments);
    return lock;
}

}  // namespace

std::optional<Cycle> cycle_of(std::string_view name) {
    const auto found = std::find(cycle_names.begin(), cycle_names.end(), name);
    if (found == cycle_names.end()) return std::nullopt;
    return static_cast<Cycle>(found - cycle_names.begin());
}

std::vector<std::string_view> steps_of(Cycle cycle) {
    if (cycle == Cycle::daily) return {"import", "scan", "evaluate", "notify"};
    if (cycle == Cycle::monthly) return {"import", "evaluate", "report", "notify"};
    return {"import", "scan", "evaluate", "notify", "report"};
}

Result<OfficeReport> run_office(IntakeDesk& desk, Cycle cycle, const OfficeOptions& options, std::stop_token stop,
                                std::vector<base::Error>& defects) {
    auto lock = one_at_a_time(desk.workspace);
    if (!lock) return tl::unexpected(lock.error());
    auto open = store::office_runs(desk.store, 100, true);
    if (!open) return tl::unexpected(open.error());
    const base::Time now = base::now();
    std::optional<OfficeRun> run;
    for (OfficeRun& each : *open) {
        if (each.cycle != name_of(cycle)) continue;
        if (!run && now - each.started < too_old(cycle)) {
            run = std::move(each);
            continue;
        }
        if (auto ended = store::end_office_run(desk.store, each.id, "abandoned", now); !ended)
            return tl::unexpected(ended.error());
    }
    const bool resumed = run.has_value();
    if (!run) {
        auto begun = store::begin_office_run(desk.store, std::string(name_of(cycle)), now);
        if (!begun) return tl::unexpected(begun.error());
        run = std::move(*begun);
    }
    auto report = Runner(desk, options, std::move(stop), defects).run(std::move(*run), cycle);
    if (report) report->resumed = resumed;
    return report;
}

Result<OfficeResumed> resume_office(IntakeDesk& desk, const OfficeOptions& options, std::stop_token stop,
                                    std::vector<base::Error>& defects) {
    auto open = store::office_runs(desk.store, 100, true);
    if (!open) return tl::unexpected(open.error());
    OfficeResumed out;
    std::set<std::string> cycles;  // the one that was begun first goes first
    for (auto run = open->rbegin(); run != open->rend() && !stop.stop_requested(); ++run) {
        if (!cycles.insert(run->cycle).second) continue;
        auto report = run_office(desk, *cycle_of(run->cycle), options, stop, defects);
        if (!report) return tl::unexpected(report.error());
        out.runs.push_back(std::move(*report));
    }
    auto lock = one_at_a_time(desk.workspace);
    if (!lock) return tl::unexpected(lock.error());
    auto settings = load_mail_settings(desk.workspace, defects);
    if (!settings) {
        out.mail = settings.error();
    } else if (settings->usable() && options.eml.empty()) {
        if (auto sent = send_queue(desk.workspace, desk.store, *settings); !sent) out.mail = sent.error();
    }
    return out;
}

base::Value to_value(const OfficeRun& run) {
    base::Array steps;
    for (const OfficeStep& step : run.steps) {
        base::Object each{{"step", step.step},
                          {"started", base::to_rfc3339(step.started)},
                          {"attempts", step.attempts},
                          {"outcome", step.outcome.empty() ? "interrupted" : step.outcome},
                          {"lines", step.detail["lines"]}};
        if (step.ended) each.set("ended", base::to_rfc3339(*step.ended));
        steps.emplace_back(std::move(each));
    }
    base::Object out{{"run", run.id},
                     {"cycle", run.cycle},
                     {"started", base::to_rfc3339(run.started)},
                     {"outcome", run.outcome.empty() ? "open" : run.outcome},
                     {"steps", std::move(steps)}};
    if (run.ended) out.set("ended", base::to_rfc3339(*run.ended));
    return out;
}

}  // namespace attt::app
