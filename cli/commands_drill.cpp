// drill plan, list, readiness, held, import, retest
#include <filesystem>

#include "app/drill.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

int judge_again(const Session& session, Opened& opened) {
    std::vector<base::Error> defects;
    auto judged = app::judge_now(opened.workspace, *opened.store, opened.rules, std::nullopt, defects);
    return judged ? ExitCode::done : session.refuse(judged.error(), defects);
}

base::Result<base::Date> day_of(const Arguments& arguments) {
    if (arguments.finding.date.empty()) return base::local_date(base::now());
    return base::parse_date(arguments.finding.date);
}

void print_readiness(const app::ReadinessView& view, const base::Catalogue& texts) {
    print_line(coloured(Colour::bold, texts.text("readiness.heading")) + " " + base::show_date(view.drill.date) + ": " +
               app::score_in_words(view.now.tenths(), view.now.possible(), texts));
    print_line(texts.text("readiness.at_plan") + ": " +
               app::score_in_words(view.baseline_tenths, view.baseline_possible, texts));
    using enum TextTable::Align;
    TextTable parts(
        {texts.text("readiness.col_part"), texts.text("readiness.col_before"), texts.text("readiness.col_gained"),
         texts.text("readiness.col_points"), texts.text("readiness.col_stands_on")},
        {left, right, right, right, left});
    for (const remediation::ReadinessScore& score : view.now.scores) {
        const bool counted = score.total > 0;
        parts.add({texts.text("readiness_part." + std::string(name_of(score.part))),
                   app::tenths_before(view, score.part, texts.language()),
                   counted ? app::tenths_in_words(score.tenths(), texts.language()) : "—",
                   counted ? std::to_string(score.points) : "—", app::stands_on(score, texts)});
    }
    print(parts.text());
    TextTable items({texts.text("cli.col_agency"), texts.text("cli.col_subject"), texts.text("cli.col_id"),
                     texts.text("readiness.col_reasons")});
    for (const remediation::BlockingItem& item : view.now.items) {
        std::string reasons;
        for (const remediation::BlockReason reason : item.reasons)
            reasons += (reasons.empty() ? "" : "; ") + texts.text("block_reason." + std::string(name_of(reason)));
        items.add({item.agency, model::display_name(view.table->inventory, item.subject), item.finding, reasons});
    }
    if (!items.empty()) print(items.text());
    print_line(texts.text("readiness.since_plan", {{"fixed", std::to_string(view.fixed.size())},
                                                   {"appeared", std::to_string(view.appeared.size())},
                                                   {"items", std::to_string(view.now.items.size())}}));
}

// One page a view; each is noted in the audit chain, whose head it bears.
int write_pages(const Session& session, Opened& opened, const std::vector<app::ReadinessView>& views, base::Time at) {
    const FindingArguments& given = session.arguments.finding;
    if (!given.pages.empty()) {
        if (auto made = base::make_directory(given.pages); !made) return session.refuse(made.error());
    }
    for (const app::ReadinessView& view : views) {
        auto head = opened.store->audit_head();
        if (!head) return session.refuse(head.error());
        auto page = app::readiness_page(opened.workspace, view, opened.rules, session.texts, *head, at);
        if (!page) return session.refuse(page.error());
        const std::filesystem::path path = given.pages.empty()
                                               ? std::filesystem::path(given.html)
                                               : std::filesystem::path(given.pages) / (view.agency + ".html");
        if (auto written = base::write_file(path, *page); !written) return session.refuse(written.error());
        const base::Value detail = base::Object{{"agency", view.agency}, {"sha256", base::sha256_hex(*page)}};
        if (auto noted = opened.store->audit("report.readiness", view.drill.id, detail, at); !noted)
            return session.refuse(noted.error());
    }
    print_line(given.pages.empty() ? given.html
                                   : session.texts.text("drill.pages", {{"count", std::to_string(views.size())},
                                                                        {"directory", given.pages}}));
    return ExitCode::done;
}

}  // namespace

int run_drill_plan(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    auto date = base::parse_date(arguments.finding.date);
    if (!date) return session.refuse(date.error());
    std::vector<base::Error> defects;
    const std::vector<std::string> agencies = arguments.finding.scope == std::vector<std::string>{"all"}
                                                  ? std::vector<std::string>()
                                                  : arguments.finding.scope;
    auto drill = app::plan_drill(opened.workspace, *opened.store, arguments.id, *date, agencies, base::now(), defects);
    if (!drill) return session.refuse(drill.error(), defects);
    print_line(session.texts.text(
        "drill.planned",
        {{"id", drill->id},
         {"date", base::show_date(drill->date)},
         {"score", app::score_in_words(drill->baseline["gained_tenths"].integer_or(0),
                                       static_cast<int>(drill->baseline["possible"].integer_or(0)), session.texts)}}));
    return ExitCode::done;
}

int run_drill_list(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto drills = opened.store->drills();
    if (!drills) return session.refuse(drills.error());
    base::Array out;
    TextTable table({session.texts.text("cli.col_id"), session.texts.text("readiness.drill_date"),
                     session.texts.text("drill.col_held"), session.texts.text("readiness.scope")});
    for (const model::Drill& drill : *drills) {
        std::string scope;
        for (const std::string& agency : drill.agencies)
            scope += (scope.empty() ? "" : ", ") + agency;
        table.add({drill.id, base::show_date(drill.date), drill.held ? base::show_date(*drill.held) : "—",
                   scope.empty() ? session.texts.text("readiness.whole_scope") : scope});
        base::Object each{{"id", drill.id}, {"date", base::to_iso_date(drill.date)}, {"agencies", drill.agencies}};
        if (drill.held) each.set("held", base::to_iso_date(*drill.held));
        out.emplace_back(std::move(each));
    }
    if (session.arguments.json)
        print_line(
            base::to_pretty_json(base::Value(base::Object{{"schema", "attt.drills/1"}, {"drills", std::move(out)}})));
    else if (!table.empty())
        print(table.text());
    return ExitCode::done;
}

int run_drill_readiness(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    const base::Time at = base::now();
    std::vector<base::Error> defects;
    const bool each = !arguments.finding.pages.empty();
    auto views =
        app::readiness_of_each(opened.workspace, *opened.store, arguments.id, each, arguments.agency, at, defects);
    if (!views) return session.refuse(views.error(), defects);
    if (each || !arguments.finding.html.empty()) return write_pages(session, opened, *views, at);
    const app::ReadinessView& view = views->front();
    if (arguments.json)
        print_line(base::to_pretty_json(app::to_value(view, opened.rules, session.texts.language())));
    else
        print_readiness(view, session.texts);
    return ExitCode::done;
}

int run_drill_held(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto day = day_of(session.arguments);
    if (!day) return session.refuse(day.error());
    if (*day > base::local_date(base::now()))
        return session.refuse({base::ErrorCode::bad_usage, "drill.future", {{"value", base::show_date(*day)}}, {}});
    const FindingArguments& given = session.arguments.finding;
    const base::Catalogue& texts = session.texts;
    auto record =
        app::hold_drill(*opened.store,
                        {session.arguments.id, texts.text("drill.record_name", {{"id", session.arguments.id}}), *day,
                         given.systems, given.lead, given.document, given.participants},
                        base::now());
    if (!record) return session.refuse(record.error());
    if (const int code = judge_again(session, opened); code != ExitCode::done) return code;
    print_line(texts.text("drill.held", {{"id", session.arguments.id}, {"date", base::show_date(*day)}}));
    print_line(texts.text("drill.recorded", {{"record", record->id}}));
    return ExitCode::done;
}

int run_drill_import(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto report =
        app::import_drill_findings(*opened.store, session.arguments.id, session.arguments.list_file, base::now());
    if (!report) return session.refuse(report.error());
    session.say(report->defects);
    if (!report->defects.empty()) {
        print_error(session.texts.text("cli.nothing_imported"));
        return ExitCode::bad_input;
    }
    if (const int code = judge_again(session, opened); code != ExitCode::done) return code;
    print_line(session.texts.text("drill.imported", {{"added", std::to_string(report->summary.added)},
                                                     {"changed", std::to_string(report->summary.changed)},
                                                     {"unchanged", std::to_string(report->summary.unchanged)}}));
    return ExitCode::done;
}

int run_findings_retest(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    store::FindingFilter filter;
    filter.ids = {arguments.id};
    const base::Time at = base::now();
    auto findings = opened.store->findings(at, filter);
    if (!findings) return session.refuse(findings.error());
    if (findings->empty())
        return session.refuse({base::ErrorCode::not_found, "cli.no_finding", {{"id", arguments.id}}, {}});
    const auto& work = findings->front().work;
    if (work.claim && work.claim->by == session.actor.name)
        return session.refuse({base::ErrorCode::bad_usage, "drill.own_claim", {{"actor", session.actor.name}}, {}});
    const auto outcome = model::outcome_of(arguments.finding.answer).value_or(model::Outcome::unknown);
    if (auto kept = opened.store->retest(findings->front().key, outcome, arguments.finding.text, at); !kept)
        return session.refuse(kept.error());
    if (const int code = judge_again(session, opened); code != ExitCode::done) return code;
    print_line(session.texts.text("drill.retested", {{"finding", arguments.id}}));
    return ExitCode::done;
}

}  // namespace attt::cli
