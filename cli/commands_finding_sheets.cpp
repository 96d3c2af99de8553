// findings export, apply, verify
#include "app/finding_sheet.h"
#include "app/verify.h"
#include "app/words.h"
#include "base/files.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/finding_list.h"
#include "cli/interruption.h"
#include "cli/terminal.h"

namespace attt::cli {

int write_sheet(const Session& session, const app::Sheet& sheet) {
    const FindingArguments& given = session.arguments.finding;
    for (const std::string& path : {given.csv, given.xlsx}) {
        if (path.empty()) continue;
        if (path == "-") {
            print(app::to_csv(sheet));
            continue;
        }
        if (auto written = app::write_sheets(path, {sheet}); !written) return session.refuse(written.error());
        print_line(session.texts.text("finding_sheet.exported",
                                      {{"count", std::to_string(sheet.rows.size())}, {"path", path}}));
    }
    return ExitCode::done;
}

std::optional<base::Error> no_file(const FindingArguments& given) {
    if (!given.csv.empty() || !given.xlsx.empty()) return std::nullopt;
    return base::Error{base::ErrorCode::bad_usage, "finding_sheet.no_file", {}, {}};
}

int run_findings_export(const Session& session) {
    if (const auto missing = no_file(session.arguments.finding)) return session.refuse(*missing);
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto list = find(session, opened);
    if (!list) return opened.code;
    auto newest = opened.store->newest_finding_event();
    if (!newest) return session.refuse(newest.error());
    const app::Sheet sheet = app::sheet_of(*list, *newest, opened.rules, session.texts);
    return write_sheet(session, sheet);
}

int run_findings_apply(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const FindingArguments& given = session.arguments.finding;
    std::vector<base::Error> defects;
    auto report =
        app::apply_sheet(opened.workspace, *opened.store, session.arguments.list_file,
                         {given.dry_run, given.skip_conflicts}, session.actor, base::now(), session.texts, defects);
    if (!report) return session.refuse(report.error(), defects);
    session.say(report->problems);
    session.say(report->conflicts);
    const bool held_back = !report->stored && !given.dry_run;
    if (session.arguments.json) {
        base::Array conflicts;
        for (const base::Error& conflict : report->conflicts) {
            base::Object each{{"row", conflict.place.line}};
            for (const auto& [name, value] : conflict.arguments)
                each.set(name, value);
            conflicts.emplace_back(std::move(each));
        }
        print_line(base::to_pretty_json(base::Value(base::Object{{"schema", "attt.findings_apply/1"},
                                                                 {"rows", report->rows},
                                                                 {"changed", report->changed},
                                                                 {"unchanged", report->unchanged},
                                                                 {"events", report->events},
                                                                 {"problems", report->problems.size()},
                                                                 {"conflicts", std::move(conflicts)},
                                                                 {"dry_run", given.dry_run},
                                                                 {"stored", report->stored}})));
    } else {
        const char* message = held_back       ? "finding_sheet.held_back"
                              : given.dry_run ? "finding_sheet.would_apply"
                                              : "finding_sheet.applied";
        print_line(session.texts.text(message, {{"rows", std::to_string(report->rows)},
                                                {"changed", std::to_string(report->changed)},
                                                {"unchanged", std::to_string(report->unchanged)},
                                                {"conflicts", std::to_string(report->conflicts.size())},
                                                {"problems", std::to_string(report->problems.size())}}));
    }
    return report->problems.empty() && report->conflicts.empty() ? ExitCode::done : ExitCode::bad_input;
}

int run_findings_verify(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto query = query_of(session.arguments);
    if (!query) return session.refuse(query.error());
    const bool all_claims = query->empty();
    if (all_claims) query->state = "claimed_fixed";
    auto list = find(session, opened, *query);
    if (!list) return opened.code;
    if (all_claims && list->rows.empty() && !session.arguments.json) {
        print_line(session.texts.text("verify.nothing"));
        return ExitCode::done;
    }
    std::vector<base::Error> defects;
    const Interruption interruption;
    auto report = app::verify(
        opened.workspace, *opened.store, opened.rules, *list, session.arguments.outside_hours,
        [](const app::ScanProgress&) {}, interruption.token(), defects);
    if (!report) return session.refuse(report.error(), defects);
    const base::Catalogue& texts = session.texts;
    base::Array out;
    TextTable table({texts.text("cli.col_id"), texts.text("cli.col_state"), texts.text("cli.col_reason")});
    bool failing = false;
    for (const app::VerifyOutcome& outcome : report->outcomes) {
        failing = failing || outcome.state < model::FindingState::verified_fixed;
        const std::string state(name_of(outcome.state));
        table.add({outcome.finding, texts.text("state." + state), app::reason_in_words(outcome.unverified, texts)});
        out.emplace_back(base::Object{{"id", outcome.finding}, {"state", state}, {"unverified", outcome.unverified}});
    }
    for (const std::string& finding : report->by_import) {
        failing = true;
        table.add({finding, "", texts.text("verify.by_import")});
        out.emplace_back(base::Object{{"id", finding}, {"state", ""}, {"unverified", "by_import"}});
    }
    if (session.arguments.json) {
        print_line(base::to_pretty_json(base::Value(
            base::Object{{"schema", "attt.verify/1"}, {"sites", report->sites}, {"findings", std::move(out)}})));
    } else {
        print(table.text());
        print_line(texts.text("verify.done", {{"sites", std::to_string(report->sites)}}));
    }
    return failing ? ExitCode::failing : ExitCode::done;
}

}  // namespace attt::cli
