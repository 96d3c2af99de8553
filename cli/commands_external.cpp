// findings import, sources, unmatched: results of contracted assessors and other scanners
#include <algorithm>

#include "app/external.h"
#include "app/judge.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/external_words.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

constexpr std::size_t most_shown = 20;

std::string number(std::size_t count) {
    return std::to_string(count);
}

void print_unmatched(const Session& session, const std::vector<app::UnmatchedHost>& hosts) {
    const base::Catalogue& texts = session.texts;
    TextTable table({texts.text("external.col_host"), texts.text("external.col_because"),
                     texts.text("external.col_results"), texts.text("external.col_weaknesses")},
                    {TextTable::Align::left, TextTable::Align::left, TextTable::Align::right, TextTable::Align::right});
    for (std::size_t i = 0; i < std::min(hosts.size(), most_shown); ++i) {
        const app::UnmatchedHost& host = hosts[i];
        table.add({host.host.empty() ? "—" : host.host, texts.text("external_because." + host.because),
                   number(host.results), number(host.weaknesses)});
    }
    print(table.text());
    if (hosts.size() > most_shown)
        print_line(texts.text("external.more_hosts", {{"count", number(hosts.size() - most_shown)}}));
}

}  // namespace

void say_external(const Session& session, const app::ExternalImport& import, bool dry_run) {
    const base::Catalogue& texts = session.texts;
    session.say(import.defects);
    session.say(import.warnings);
    if (import.tool.empty()) return;
    const std::string file = base::printable(std::filesystem::path(import.file).filename().string());
    print_line(texts.text("external.taken", {{"file", file},
                                             {"source", base::printable(import.source)},
                                             {"format", import.format},
                                             {"results", number(import.results)},
                                             {"hosts", number(import.hosts)}}));
    print_line(texts.text("external.counts", {{"weaknesses", number(import.weaknesses)},
                                              {"notes", number(import.notes)},
                                              {"in_order", number(import.in_order)},
                                              {"unmeasured", number(import.unmeasured)},
                                              {"left_out", number(import.left_out)}}));
    print_line(texts.text(
        "external.matched",
        {{"matched", number(import.matched)}, {"results", number(import.results)}, {"same", number(import.same)}}));
    if (!import.unmatched.empty()) {
        print_line(texts.text("external.unmatched", {{"count", number(import.unmatched.size())}}));
        print_unmatched(session, import.unmatched);
    }
    if (import.known) print_line(texts.text("external.known", {{"report", std::to_string(import.report)}}));
    if (dry_run) print_line(texts.text("external.dry_run"));
}

int import_external_files(const Session& session, Opened& opened, const std::vector<std::string>& files,
                          base::Array& taken) {
    const Arguments& arguments = session.arguments;
    std::vector<base::Error> defects;
    auto levels = app::load_level_data(&opened.workspace, opened.rules, defects);
    if (!levels) return session.refuse(levels.error(), defects);
    app::ExternalOptions options;
    options.source = arguments.source;
    options.table = arguments.office.table;
    options.assessment = arguments.office.assessment;
    options.complete = arguments.complete;
    options.dry_run = arguments.dry_run;
    if (!arguments.as_of.empty()) {
        auto day = base::parse_date(arguments.as_of);
        if (!day) return session.refuse(day.error());
        options.as_of = base::end_of_day(*day) - base::Duration(1);
    }
    int code = ExitCode::done;
    bool stored = false;
    for (const std::string& file : files) {
        auto imported = app::import_external(opened.workspace, *opened.store, *levels, file, options, base::now());
        if (!imported) return session.refuse(imported.error());
        if (arguments.json)
            session.say(imported->defects);
        else
            say_external(session, *imported, arguments.dry_run);
        if (!imported->defects.empty()) code = ExitCode::bad_input;
        stored = stored || imported->stored;
        taken.push_back(app::to_value(*imported));
    }
    if (!stored) return code;
    auto judged = app::judge_now(opened.workspace, *opened.store, opened.rules, std::nullopt, defects);
    if (!judged) return session.refuse(judged.error(), defects);
    const auto of_others = [](const auto& changes) {
        return std::count_if(changes.begin(), changes.end(),
                             [](const auto& change) { return rules::is_external_rule(change.key.rule); });
    };
    if (!arguments.json)
        print_line(
            session.texts.text("external.findings", {{"opened", std::to_string(of_others(judged->changes.opened))},
                                                     {"closed", std::to_string(of_others(judged->changes.closed))}}));
    return code;
}

int run_external_import(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    base::Array taken;
    const int code = import_external_files(session, opened, session.arguments.files, taken);
    if (session.arguments.json)
        print_line(base::to_json(base::Object{{"schema", "attt.external_import/1"}, {"files", std::move(taken)}}));
    return code;
}

int run_external_list(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    auto reports = store::external_reports(*opened.store);
    if (!reports) return session.refuse(reports.error());
    const base::Catalogue& texts = session.texts;
    base::Array out;
    TextTable table({texts.text("external.col_report"), texts.text("external.col_source"),
                     texts.text("external.col_file"), texts.text("external.col_seen"),
                     texts.text("external.col_results"), texts.text("external.col_assessment")});
    for (const store::ExternalReportRow& report : *reports) {
        table.add({std::to_string(report.id), report.source + " (" + report.format + ")", report.file,
                   report.ended ? base::show_time(*report.ended) : texts.text("external.no_time"),
                   std::to_string(report.results), report.assessment});
        base::Object row{{"report", report.id},
                         {"source", report.source},
                         {"tool", report.tool},
                         {"version", report.version},
                         {"format", report.format},
                         {"file", report.file},
                         {"sha256", report.file_sha256},
                         {"finished", report.finished},
                         {"filter", report.filter},
                         {"results", report.results},
                         {"left_out", report.left_out},
                         {"recorded", base::to_rfc3339(report.recorded)},
                         {"assessment", report.assessment}};
        if (report.ended) row.set("ended", base::to_rfc3339(*report.ended));
        out.emplace_back(std::move(row));
    }
    if (session.arguments.json) {
        print_line(base::to_json(base::Object{{"schema", "attt.external_reports/1"}, {"reports", std::move(out)}}));
    } else if (table.empty()) {
        print_line(texts.text("external.none"));
    } else {
        print(table.text());
    }
    return ExitCode::done;
}

int run_external_unmatched(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    std::vector<base::Error> defects;
    auto levels = app::load_level_data(&opened.workspace, opened.rules, defects);
    if (!levels) return session.refuse(levels.error(), defects);
    const base::Time at = base::now();
    if (auto matched = app::rematch_external(opened.workspace, *opened.store, at); !matched)
        return session.refuse(matched.error());
    auto hosts = app::unmatched_hosts(*opened.store, levels->external, at);
    if (!hosts) return session.refuse(hosts.error());
    if (session.arguments.json) {
        base::Array out;
        for (const app::UnmatchedHost& host : *hosts)
            out.push_back(app::to_value(host));
        print_line(base::to_json(base::Object{{"schema", "attt.external_unmatched/1"}, {"hosts", std::move(out)}}));
    } else if (hosts->empty()) {
        print_line(session.texts.text("external.all_matched"));
    } else {
        print_unmatched(session, *hosts);
        print_line(session.texts.text("external.how_to_match"));
    }
    return ExitCode::done;
}

}  // namespace attt::cli
