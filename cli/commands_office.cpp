// inbox, run, schedule, week: the office's week without a command line
#include "app/inbox.h"
#include "app/office_run.h"
#include "app/schedule.h"
#include "app/week.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/interruption.h"
#include "cli/level_session.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

constexpr base::Duration quiet = std::chrono::seconds(2);
// a network share tells nothing of what others write: the folder is looked at this often anyway
constexpr base::Duration look_again = std::chrono::seconds(10);
// for a running scan or a timer that writes at the same moment
constexpr base::Duration patience = std::chrono::seconds(60);

app::IntakeDesk desk_of(const Session& session, LevelSession& opened) {
    opened.store->wait_for_others(patience);
    return {opened.workspace, *opened.store, opened.rules, opened.data, session.actor, session.texts};
}

void print_pass(const Session& session, const app::InboxPass& pass) {
    const base::Catalogue& texts = session.texts;
    for (const app::TakenFile& file : pass.files) {
        print_line(
            texts.text("inbox.file", {{"name", base::printable(file.name)},
                                      {"kind", texts.text("intake_kind." + std::string(name_of(file.kind)))},
                                      {"outcome", texts.text("intake_outcome." + std::string(name_of(file.outcome)))},
                                      {"receipt", base::printable(file.receipt)}}));
    }
}

base::Value to_value(const app::InboxPass& pass) {
    base::Array files;
    for (const app::TakenFile& file : pass.files)
        files.emplace_back(base::Object{{"name", file.name},
                                        {"kind", name_of(file.kind)},
                                        {"outcome", name_of(file.outcome)},
                                        {"receipt", file.receipt}});
    return base::Object{
        {"schema", "attt.inbox/1"}, {"files", std::move(files)}, {"waiting", pass.waiting}, {"judged", pass.judged}};
}

int look_once(const Session& session, LevelSession& opened, const app::InboxFolders& folders) {
    app::IntakeDesk desk = desk_of(session, opened);
    std::vector<base::Error> defects;
    auto pass = app::take_inbox(desk, folders, quiet, defects);
    if (!pass) return session.refuse(pass.error(), defects);
    if (session.arguments.json) {
        print_line(base::to_json(to_value(*pass)));
        return ExitCode::done;
    }
    print_pass(session, *pass);
    print_line(session.texts.text(
        "inbox.done", {{"count", std::to_string(pass->files.size())}, {"waiting", std::to_string(pass->waiting)}}));
    return ExitCode::done;
}

// Until it is told to end. The workspace is opened for each pass: rules, lists and the settings may have changed since
// the last, and nothing is held in between.
int watch(const Session& session, const app::InboxFolders& folders) {
    const Interruption interruption;
    app::FolderWatch folder(folders.in());
    print_error(session.texts.text(folder.notified() ? "inbox.watching" : "inbox.polling",
                                   {{"folder", folders.in().string()}}));
    bool retry = true;
    while (!interruption.token().stop_requested()) {
        if (retry || !app::dropped_files(folders.in()).empty()) {
            LevelSession opened = open_levels(session);
            if (!opened) return opened.code;
            app::IntakeDesk desk = desk_of(session, opened);
            std::vector<base::Error> defects;
            auto pass = app::take_inbox(desk, folders, quiet, defects);
            if (pass)
                print_pass(session, *pass);
            else
                session.refuse(pass.error(), defects);
            retry = !pass.has_value();
        }
        for (base::Duration waited{}; waited < look_again && !interruption.token().stop_requested();) {
            constexpr base::Duration step = std::chrono::milliseconds(500);
            waited += step;
            if (folder.wait(step)) break;
            if (!folder.notified() && waited >= std::chrono::seconds(5)) break;
        }
    }
    return ExitCode::done;
}

int say_run(const Session& session, const app::OfficeReport& report) {
    const base::Catalogue& texts = session.texts;
    if (session.arguments.json) {
        print_line(base::to_json(app::to_value(report.run)));
    } else {
        if (report.resumed) print_line(texts.text("office.resumed", {{"run", std::to_string(report.run.id)}}));
        for (const store::OfficeStep& step : report.run.steps) {
            const std::string outcome = step.outcome.empty() ? "not_yet" : step.outcome;
            print_line(texts.text("office_step." + step.step) + ": " + texts.text("office_outcome." + outcome));
            for (const std::string& line : base::strings_of(step.detail["lines"]))
                print_line("  " + base::printable(line, 2000));
        }
        print_line(texts.text("office.page", {{"path", base::printable(report.page)}}));
    }
    return report.run.outcome == "failed" ? ExitCode::not_finished : ExitCode::done;
}

int list_runs(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    auto runs = store::office_runs(*opened.store, 20, false);
    if (!runs) return session.refuse(runs.error());
    const base::Catalogue& texts = session.texts;
    base::Array out;
    TextTable table({texts.text("office.col_run"), texts.text("office.col_cycle"), texts.text("office.col_started"),
                     texts.text("office.col_ended"), texts.text("office.col_outcome")});
    for (const store::OfficeRun& run : *runs) {
        out.push_back(app::to_value(run));
        table.add({std::to_string(run.id), texts.text("office_file." + run.cycle), base::show_time(run.started),
                   run.ended ? base::show_time(*run.ended) : "—",
                   texts.text("office_lead." + (run.outcome.empty() ? "open" : run.outcome))});
    }
    if (session.arguments.json) {
        print_line(base::to_json(base::Object{{"schema", "attt.office_runs/1"}, {"runs", std::move(out)}}));
    } else if (table.empty()) {
        print_line(texts.text("office.no_runs"));
    } else {
        print(table.text());
    }
    return ExitCode::done;
}

}  // namespace

int run_inbox(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    const app::InboxFolders folders = app::inbox_folders(opened.workspace, session.arguments.office.folder);
    if (auto made = app::make_folders(folders); !made) return session.refuse(made.error());
    if (session.arguments.office.once) return look_once(session, opened, folders);
    opened.store.reset();
    return watch(session, folders);
}

int run_office_cycle(const Session& session) {
    const OfficeArguments& given = session.arguments.office;
    if (given.cycle == "list") return list_runs(session);
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    app::IntakeDesk desk = desk_of(session, opened);
    app::OfficeOptions options;
    options.folder = given.folder;
    options.quiet = quiet;
    if (session.arguments.dry_run)
        options.eml = given.eml.empty() ? (opened.workspace.directory / "thu-nhap").string() : given.eml;
    std::vector<base::Error> defects;
    const Interruption interruption;
    if (given.cycle == "resume") {
        auto resumed = app::resume_office(desk, options, interruption.token(), defects);
        if (!resumed) return session.refuse(resumed.error(), defects);
        int code = ExitCode::done;
        for (const app::OfficeReport& report : resumed->runs)
            code = std::max(code, say_run(session, report));
        return resumed->mail ? session.refuse(*resumed->mail, defects) : code;
    }
    auto report = app::run_office(desk, *app::cycle_of(given.cycle), options, interruption.token(), defects);
    if (!report) return session.refuse(report.error(), defects);
    return say_run(session, *report);
}

int run_schedule(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    const OfficeArguments& given = session.arguments.office;
    auto units = app::unit_files(opened.workspace, {"", given.folder, given.user});
    if (!units) return session.refuse(units.error());
    if (!given.install && !given.remove) {
        for (const app::UnitFile& unit : *units)
            print("# " + unit.name + "\n" + unit.text + "\n");
        print_error(session.texts.text("schedule.printed"));
        return ExitCode::done;
    }
    const std::string directory = given.units.empty() ? "/etc/systemd/system" : given.units;
    auto done = given.install ? app::install_units(*units, directory) : app::remove_units(*units, directory);
    if (!done) return session.refuse(done.error());
    for (const std::string& path : *done)
        print_line(path);
    print_error(session.texts.text(given.install ? "schedule.installed" : "schedule.removed",
                                   {{"count", std::to_string(done->size())}}));
    return ExitCode::done;
}

int run_week(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    std::vector<base::Error> defects;
    auto week =
        app::week_of(opened.workspace, *opened.store, opened.rules, opened.data, base::now(), session.texts, defects);
    if (!week) return session.refuse(week.error(), defects);
    const std::string& html = session.arguments.office.html;
    if (!html.empty()) {
        auto page = reports::render_office_page(app::week_page(*week, opened.workspace, session.texts), session.texts,
                                                (base::data_directory() / "templates").string());
        if (!page) return session.refuse(page.error());
        if (auto written = base::write_file(html, *page); !written) return session.refuse(written.error());
        print_error(session.texts.text("level.written", {{"path", html}}));
        return ExitCode::done;
    }
    if (session.arguments.json) {
        print_line(base::to_json(base::Object{{"schema", "attt.week/1"}, {"tasks", week->tasks}}));
        return ExitCode::done;
    }
    print_line(coloured(Colour::bold, session.texts.text("week.title")));
    for (std::size_t i = 0; i < week->tasks.size(); ++i)
        print_line(std::to_string(i + 1) + ". " + base::printable(week->tasks[i], 2000));
    if (week->tasks.empty()) print_line(session.texts.text("week.nothing"));
    return ExitCode::done;
}

}  // namespace attt::cli
