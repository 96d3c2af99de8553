// init, import, db check
#include "app/computers.h"
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

namespace {

base::Value to_value(const app::SourceReport& report) {
    return base::Object{{"source", report.name},
                        {"format", report.format},
                        {"as_of", base::to_rfc3339(report.as_of)},
                        {"stored", report.stored},
                        {"partial", report.partial},
                        {"records", report.records},
                        {"added", report.added},
                        {"changed", report.changed},
                        {"unchanged", report.unchanged},
                        {"kept", report.kept},
                        {"removed", report.removed},
                        {"rejected", report.refused},
                        {"personal_dropped", report.personal_dropped}};
}

void say_source(const Session& session, const app::SourceReport& report) {
    session.say(report.warnings);
    session.say(report.defects);
    if (!report.stored) {
        if (!session.arguments.json) print_error(session.texts.text("cli.nothing_imported"));
        return;
    }
    if (session.arguments.json) return;
    const base::MessageArguments values{{"source", report.name},
                                        {"records", std::to_string(report.records)},
                                        {"added", std::to_string(report.added)},
                                        {"changed", std::to_string(report.changed)},
                                        {"unchanged", std::to_string(report.unchanged)},
                                        {"kept", std::to_string(report.kept)},
                                        {"removed", std::to_string(report.removed)},
                                        {"rejected", std::to_string(report.refused)},
                                        {"as_of", base::show_time(report.as_of)}};
    print_line(session.texts.text("computers.imported", values));
    if (report.how == inventory::Taken::added_to) print_line(session.texts.text("computers.imported_added_to", values));
    if (report.how == inventory::Taken::shrunk) print_line(session.texts.text("computers.imported_shrunk", values));
    if (report.personal_dropped > 0)
        print_line(
            session.texts.text("computers.personal_dropped", {{"count", std::to_string(report.personal_dropped)}}));
}

// The files that are lists of the inventory.
int import_lists(const Session& session, Opened& opened, const std::vector<std::string>& files, base::Object& counts) {
    const Arguments& arguments = session.arguments;
    auto report = app::import_files(*opened.store, files, {kind_of(arguments.kind), arguments.strict});
    if (!report) return session.refuse(report.error());
    session.say(report->warnings);
    session.say(report->defects);
    counts = base::Object{{"schema", "attt.import/1"},
                          {"stored", report->stored},
                          {"added", report->summary.added},
                          {"changed", report->summary.changed},
                          {"unchanged", report->summary.unchanged},
                          {"rejected", report->rejected}};
    if (!arguments.json && report->stored) {
        print_line(session.texts.text("cli.imported", {{"added", std::to_string(report->summary.added)},
                                                       {"changed", std::to_string(report->summary.changed)},
                                                       {"unchanged", std::to_string(report->summary.unchanged)},
                                                       {"rejected", std::to_string(report->rejected)}}));
    } else if (!arguments.json) {
        print_error(session.texts.text("cli.nothing_imported"));
    }
    return report->stored && report->defects.empty() ? ExitCode::done : ExitCode::bad_input;
}

}  // namespace

int run_import(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    app::SourceImportOptions options{arguments.source,  arguments.kind == "console" || !arguments.source.empty(),
                                     arguments.partial, arguments.complete,
                                     arguments.strict,  std::nullopt};
    if (!arguments.as_of.empty()) {
        auto day = base::parse_date(arguments.as_of);
        if (!day) return session.refuse(day.error());
        options.as_of = base::end_of_day(*day) - base::Duration(1);
    }
    base::Object counts{
        {"schema", "attt.import/1"}, {"stored", true}, {"added", 0}, {"changed", 0}, {"unchanged", 0}, {"rejected", 0}};
    // lists first, so that the groups of a console find their agencies
    const bool only_lists = !arguments.kind.empty() && arguments.kind != "console";
    std::vector<std::string> lists = arguments.files;
    std::vector<std::string> sources;
    if (!only_lists) app::part_sources(opened.workspace, lists, sources, options.forced);
    int code = lists.empty() ? ExitCode::done : import_lists(session, opened, lists, counts);
    base::Array taken;
    if (!sources.empty()) {
        auto reports = app::import_sources(opened.workspace, *opened.store, sources, options);
        if (!reports) return session.refuse(reports.error());
        for (const app::SourceReport& report : *reports) {
            say_source(session, report);
            if (!report.stored || !report.defects.empty()) code = ExitCode::bad_input;
            taken.push_back(to_value(report));
        }
    }
    if (auto confirmed = app::confirm_links(*opened.store); !confirmed) return session.refuse(confirmed.error());
    if (arguments.json) {
        if (!taken.empty()) counts.set("sources", std::move(taken));
        print_line(base::to_json(base::Value(counts)));
    }
    return code;
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
