// plan report, plan record, plan request, plan merge, targets explain
#include <algorithm>

#include "app/explain.h"
#include "app/plan.h"
#include "app/records.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

Colour colour_of(const std::string& verdict) {
    if (verdict.empty()) return Colour::yellow;
    return verdict == "Chưa đạt" ? Colour::red : Colour::green;
}

std::string progress_text(const app::PlanRow& row, const base::Catalogue& texts) {
    const auto progress = app::progress_of(row.measured);
    return progress ? app::in_words(*progress, texts) : std::string();
}

std::string verdict_of(const app::PlanRow& row, const base::Catalogue& texts) {
    if (!row.verdict.empty()) return row.verdict;
    return texts.text(row.undetermined ? "target_outcome.undetermined" : "plan.no_verdict");
}

void print_report(const app::PlanReport& report, const base::Catalogue& texts) {
    TextTable table({texts.text("cli.col_number"), texts.text("plan.col_indicator"), texts.text("plan.col_wanted"),
                     texts.text("plan.col_actual"), texts.text("plan.col_verdict"), texts.text("plan.col_progress"),
                     texts.text("cli.col_gap"), texts.text("plan.col_forecast"), texts.text("plan.col_note")});
    for (const app::PlanRow& row : report.rows) {
        const bool published = row.measured.published.has_value();
        std::string note = row.note;
        if (!row.target->tension.empty())
            note += (note.empty() ? "" : " ") + texts.text("plan.tension", {{"text", row.target->tension}});
        table.add({row.target->number, row.indicator, row.wanted, row.actual.empty() ? "—" : row.actual,
                   verdict_of(row, texts), published ? "" : progress_text(row, texts),
                   published ? "" : app::gap_in_words(*row.target, row.measured, texts),
                   row.forecast ? app::in_words(*row.forecast, *row.target, row.measured, texts) : "", note});
        table.colour_last(4, colour_of(row.verdict));
    }
    print(table.text());
    const auto number = [](int n) { return (n < 10 && n > 0 ? "0" : "") + std::to_string(n); };
    print_line(texts.text("plan.summary", {{"count", std::to_string(report.rows.size())},
                                           {"exceeded", number(report.exceeded)},
                                           {"met", number(report.met)},
                                           {"not_met", std::to_string(report.not_met)},
                                           {"undetermined", std::to_string(report.undetermined)},
                                           {"no_data", std::to_string(report.no_data)}}));
}

void print_silent(const std::vector<app::SilentBody>& silent, const base::Catalogue& texts) {
    for (const app::SilentBody& each : silent) {
        std::string rows;
        for (const std::string& number : each.targets)
            rows += (rows.empty() ? "" : ", ") + number;
        print_line(texts.text("plan.silent", {{"body", base::printable(each.body)}, {"rows", rows}}));
    }
}

base::Array silent_value(const std::vector<app::SilentBody>& silent) {
    base::Array out;
    for (const app::SilentBody& each : silent)
        out.emplace_back(base::Object{{"body", each.body}, {"rows", each.targets}});
    return out;
}

void print_explanation(const app::Explanation& explanation, const base::Catalogue& texts) {
    const auto sheets = app::explanation_sheets(explanation, texts);
    for (const auto& row : sheets[0].rows)
        print_line(coloured(Colour::bold, row[0]) + ": " + base::printable(row[1], 4000));
    if (!explanation.agencies.empty()) {
        TextTable agencies({texts.text("cli.col_agency"), texts.text("cli.col_fraction"), texts.text("cli.col_unknown"),
                            texts.text("cli.col_excluded")});
        for (const app::Explanation::Agency& agency : explanation.agencies) {
            agencies.add({model::display_name(explanation.world.inventory, {model::SubjectKind::agency, agency.id}),
                          std::to_string(agency.numerator) + "/" + std::to_string(agency.denominator),
                          std::to_string(agency.unknown), std::to_string(agency.excluded)});
        }
        print_line("");
        print(agencies.text());
    }
    if (sheets[1].rows.empty()) return;
    std::vector<std::string> headings;
    for (const app::SheetColumn& column : sheets[1].columns)
        headings.push_back(column.heading);
    TextTable members(headings);
    for (const auto& row : sheets[1].rows)
        members.add(row);
    print_line("");
    print(members.text());
}

}  // namespace

int run_plan_report(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of_known();
    if (!as_of) return session.refuse(as_of.error());
    std::vector<base::Error> defects;
    auto report = app::plan_report(opened.workspace, *opened.store, opened.rules, session.arguments.year, *as_of,
                                   session.texts, defects);
    if (!report) return session.refuse(report.error(), defects);
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*report)));
    } else {
        print_line(session.texts.text("cli.targets_as_of", {{"date", base::show_date(as_of->date)}}));
        print_report(*report, session.texts);
    }
    return ExitCode::done;
}

int run_targets_explain(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of_known();
    if (!as_of) return session.refuse(as_of.error());
    const Arguments& arguments = session.arguments;
    std::vector<base::Error> defects;
    auto explanation = app::explain_target(opened.workspace, *opened.store, opened.rules, arguments.id,
                                           arguments.agency, *as_of, defects);
    if (!explanation) return session.refuse(explanation.error(), defects);
    if (arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*explanation, session.texts)));
        return ExitCode::done;
    }
    const bool named = arguments.format == "csv" || arguments.format == "xlsx";
    if (!named && arguments.out.empty()) {
        print_explanation(*explanation, session.texts);
        return ExitCode::done;
    }
    // a file's name says what it is to be where --format does not
    const std::string format = named ? arguments.format : arguments.out.ends_with(".csv") ? "csv" : "xlsx";
    auto sheets = app::explanation_sheets(*explanation, session.texts);
    // a .csv holds one table: the members
    if (format == "csv") sheets.erase(sheets.begin());
    const std::string file = arguments.out.empty() ? explanation->target->id + "." + format : arguments.out;
    if (auto written = app::write_sheets(file, sheets); !written) return session.refuse(written.error());
    print_line(session.texts.text("plan.written", {{"file", file}}));
    return ExitCode::done;
}

int run_plan_record(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const auto& said = session.arguments.plan_value;
    std::vector<base::Error> defects;
    auto record = app::record_value(opened.workspace, *opened.store, opened.rules,
                                    {session.arguments.id, said.value, said.numerator, said.denominator, said.date,
                                     said.evidence, said.by, said.document, said.body},
                                    defects);
    if (!record) return session.refuse(record.error(), defects);
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*record)));
    } else {
        print_line(session.texts.text(
            "plan.recorded",
            {{"target", record->text("target")}, {"value", record->text("value")}, {"by", record->text("by")}}));
    }
    return ExitCode::done;
}

int run_plan_request(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    std::vector<base::Error> defects;
    auto request = app::plan_request(opened.workspace, *opened.store, opened.rules, session.arguments.year,
                                     session.arguments.out, session.texts, defects);
    if (!request) return session.refuse(request.error(), defects);
    if (session.arguments.json) {
        print_line(base::to_pretty_json(base::Object{
            {"schema", "attt.plan_request/1"}, {"files", request->files}, {"silent", silent_value(request->silent)}}));
        return ExitCode::done;
    }
    for (const std::string& file : request->files)
        print_line(file);
    print_line(session.texts.text("plan.requested", {{"count", std::to_string(request->files.size())},
                                                     {"year", std::to_string(session.arguments.year)}}));
    const bool nobody = request->silent.size() == request->files.size() &&
                        std::all_of(request->silent.begin(), request->silent.end(),
                                    [](const app::SilentBody& each) { return each.entirely; });
    if (nobody)
        print_line(session.texts.text("plan.nobody_answered"));
    else
        print_silent(request->silent, session.texts);
    return ExitCode::done;
}

int run_plan_merge(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    std::vector<base::Error> defects;
    auto merge = app::plan_merge(opened.workspace, *opened.store, opened.rules, session.arguments.year,
                                 session.arguments.files, session.texts, defects);
    if (!merge) return session.refuse(merge.error(), defects);
    session.say(merge->defects);
    if (session.arguments.json) {
        print_line(base::to_pretty_json(base::Object{{"schema", "attt.plan_merge/1"},
                                                     {"answers", merge->answers},
                                                     {"added", merge->summary.added},
                                                     {"changed", merge->summary.changed},
                                                     {"unchanged", merge->summary.unchanged},
                                                     {"rejected", merge->defects.size()},
                                                     {"silent", silent_value(merge->silent)}}));
    } else {
        print_line(session.texts.text("plan.merged", {{"count", std::to_string(merge->answers)},
                                                      {"rejected", std::to_string(merge->defects.size())}}));
        print_silent(merge->silent, session.texts);
    }
    return merge->defects.empty() ? ExitCode::done : ExitCode::bad_input;
}

}  // namespace attt::cli
