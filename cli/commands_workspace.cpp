// init, import, db check
#include "app/import.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

inventory::Kind kind_of(const std::string& plural) {
    if (plural == "agencies") return model::SubjectKind::agency;
    if (plural == "systems") return model::SubjectKind::system;
    if (plural == "websites") return model::SubjectKind::website;
    if (plural == "computers") return model::SubjectKind::computer;
    return std::nullopt;
}

}  // namespace

int run_init(const Session& session) {
    auto workspace = app::init_workspace(session.arguments.directory, session.actor);
    if (!workspace) return session.refuse(workspace.error());
    print_line(
        session.texts.text("cli.initialised", {{"path", workspace->directory.string()}, {"file", workspace->file()}}));
    return ExitCode::done;
}

int run_import(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    auto report = app::import_files(*opened.store, arguments.files, {kind_of(arguments.kind), arguments.strict});
    if (!report) return session.refuse(report.error());
    session.say(report->warnings);
    session.say(report->defects);
    const base::Object counts{{"schema", "attt.import/1"},
                              {"stored", report->stored},
                              {"added", report->summary.added},
                              {"changed", report->summary.changed},
                              {"unchanged", report->summary.unchanged},
                              {"rejected", report->rejected}};
    if (arguments.json) {
        print_line(base::to_json(base::Value(counts)));
    } else if (report->stored) {
        print_line(session.texts.text("cli.imported", {{"added", std::to_string(report->summary.added)},
                                                       {"changed", std::to_string(report->summary.changed)},
                                                       {"unchanged", std::to_string(report->summary.unchanged)},
                                                       {"rejected", std::to_string(report->rejected)}}));
    } else {
        print_error(session.texts.text("cli.nothing_imported"));
    }
    return report->stored && report->defects.empty() ? ExitCode::done : ExitCode::bad_input;
}

int run_db_check(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const std::string& head = session.arguments.head;
    auto check = opened.store->check(head);
    if (!check) return session.refuse(check.error());
    auto newest = opened.store->audit_head();
    if (!newest) return session.refuse(newest.error());
    session.say(check->problems);
    const bool sound = check->problems.empty() && (head.empty() || check->head_found);
    if (session.arguments.json) {
        print_line(base::to_json(base::Value(base::Object{{"schema", "attt.db_check/1"},
                                                          {"sound", sound},
                                                          {"problems", check->problems.size()},
                                                          {"events", check->events},
                                                          {"head", *newest},
                                                          {"head_found", check->head_found}})));
        return sound ? ExitCode::done : ExitCode::not_finished;
    }
    if (!head.empty())
        print_line(session.texts.text(check->head_found ? "cli.head_found" : "cli.head_not_found", {{"head", head}}));
    if (check->problems.empty())
        print_line(session.texts.text("cli.db_sound", {{"events", std::to_string(check->events)}, {"head", *newest}}));
    return sound ? ExitCode::done : ExitCode::not_finished;
}

}  // namespace attt::cli
