// scan, evaluate, changes
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "app/changes.h"
#include "app/scan.h"
#include "app/words.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/interruption.h"
#include "cli/runs_words.h"
#include "cli/scan_progress.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

bool any_failing(const std::vector<model::Verdict>& verdicts) {
    for (const model::Verdict& verdict : verdicts) {
        if (verdict.outcome == model::Outcome::fail) return true;
    }
    return false;
}

// Which sites a scan was asked for.
bool asked_for(const Arguments& arguments, const model::Website& website) {
    if (!arguments.agency.empty() && website.agency != arguments.agency) return false;
    return arguments.site.empty() || website.id == arguments.site || website.url == arguments.site;
}

// Websites × what is wrong with them: what an officer reads first.
std::string sites_table(const model::Inventory& inventory, const std::vector<model::Verdict>& verdicts,
                        const Arguments& arguments, const base::Catalogue& texts) {
    std::set<std::string> wanted;
    for (const model::Website& website : inventory.websites) {
        if (asked_for(arguments, website)) wanted.insert(website.id);
    }
    struct Line {
        std::string failing;
        int fails = 0, unknowns = 0, passes = 0;
    };
    std::map<std::string, Line> lines;
    std::map<std::tuple<std::string, std::string, std::string>, std::vector<const model::Verdict*>> groups;
    for (const model::Verdict& verdict : verdicts) {
        if (verdict.subject.kind == model::SubjectKind::website && wanted.contains(verdict.subject.id))
            groups[{verdict.subject.id, verdict.rule, verdict.instance}].push_back(&verdict);
    }
    for (const auto& [key, group] : groups) {
        Line& line = lines[std::get<0>(key)];
        const model::Outcome outcome = model::combined(group);
        line.passes += outcome == model::Outcome::pass ? 1 : 0;
        line.unknowns += outcome == model::Outcome::unknown ? 1 : 0;
        if (outcome != model::Outcome::fail) continue;
        ++line.fails;
        const std::string& instance = std::get<2>(key);
        line.failing +=
            (line.failing.empty() ? "" : ", ") + std::get<1>(key) + (instance.empty() ? "" : "[" + instance + "]");
    }
    TextTable table({texts.text("cli.col_site"), texts.text("outcome.pass"), texts.text("outcome.fail"),
                     texts.text("outcome.unknown"), texts.text("cli.col_failing")},
                    {TextTable::Align::left, TextTable::Align::right, TextTable::Align::right, TextTable::Align::right,
                     TextTable::Align::left});
    for (const auto& [id, line] : lines) {
        table.add({model::display_name(inventory, {model::SubjectKind::website, id}), std::to_string(line.passes),
                   std::to_string(line.fails), std::to_string(line.unknowns), line.failing});
        table.colour_last(2, line.fails > 0 ? Colour::red : Colour::none);
        table.colour_last(3, line.unknowns > 0 ? Colour::yellow : Colour::none);
    }
    return table.text();
}

void print_judgement(const Session& session, const app::Judgement& judgement) {
    const model::Changes& changes = judgement.changes;
    const auto fresh =
        std::count_if(changes.opened.begin(), changes.opened.end(), [](const auto& o) { return o.episode == 1; });
    const auto fixed = std::count_if(changes.closed.begin(), changes.closed.end(),
                                     [](const auto& c) { return c.kind == model::CloseKind::verified_fixed; });
    print_line(session.texts.text(
        "cli.judged", {{"verdicts", std::to_string(judgement.verdicts.size())},
                       {"opened", std::to_string(fresh)},
                       {"regressed", std::to_string(static_cast<std::ptrdiff_t>(changes.opened.size()) - fresh)},
                       {"fixed", std::to_string(fixed)},
                       {"unverified", std::to_string(changes.unverified.size())}}));
}

base::Object judgement_value(const app::Judgement& judgement) {
    std::map<std::string, std::int64_t> counts;
    for (const model::Verdict& verdict : judgement.verdicts)
        ++counts[std::string(name_of(verdict.outcome))];
    base::Object outcomes;
    for (const std::string_view name : model::outcome_names)
        outcomes.set(std::string(name), counts[std::string(name)]);
    return base::Object{{"verdicts", std::move(outcomes)},
                        {"opened", judgement.changes.opened.size()},
                        {"closed", judgement.changes.closed.size()},
                        {"unverified", judgement.changes.unverified.size()},
                        {"judged_at", base::to_rfc3339(judgement.evaluation.at)}};
}

void print_group(const Session& session, const char* heading, const std::vector<model::Finding>& findings,
                 const app::RunChanges& changes, const rules::RuleSet& rules, Colour colour) {
    if (findings.empty()) return;
    print_line(coloured(colour, session.texts.text(heading, {{"count", std::to_string(findings.size())}})));
    TextTable table({session.texts.text("cli.col_id"), session.texts.text("cli.col_severity"),
                     session.texts.text("cli.col_subject"), session.texts.text("cli.col_finding")});
    for (const model::Finding& finding : findings) {
        const rules::Rule* rule = rules.rule(finding.key.rule);
        std::string title = rule != nullptr ? rule->title.in(session.texts.language()) : finding.key.rule;
        if (!finding.key.instance.empty()) title += " [" + finding.key.instance + "]";
        if (!finding.unverified_reason.empty())
            title += " — " + app::reason_in_words(finding.unverified_reason, session.texts);
        table.add({finding.id, severity_in_words(finding.severity, session.texts),
                   model::display_name(changes.inventory, finding.key.subject), title});
    }
    print(table.text());
    print_line("");
}

base::Array findings_value(const std::vector<model::Finding>& findings) {
    base::Array out;
    for (const model::Finding& finding : findings)
        out.emplace_back(base::Object{
            {"id", finding.id},
            {"rule", finding.key.rule},
            {"subject", base::Object{{"kind", name_of(finding.key.subject.kind)}, {"id", finding.key.subject.id}}},
            {"instance", finding.key.instance},
            {"severity", name_of(finding.severity)}});
    return out;
}

}  // namespace

int run_scan(const Session& session) {
    if (session.arguments.notice) return run_scan_notice(session);
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    for (const app::Notified& each : opened.workspace.config.notified) {
        print_error(session.texts.text(
            "runs.tell", {{"name", base::printable(each.name, 200)}, {"contact", base::printable(each.contact, 200)}}));
    }
    const Interruption interruption;
    std::optional<ScanProgressDisplay> display(std::in_place, session.texts);
    auto report = app::scan(
        opened.workspace, *opened.store, opened.rules,
        {arguments.agency, arguments.site, arguments.probes, arguments.seed, arguments.outside_hours,
         arguments.exposure, arguments.intrusive, arguments.revocation},
        [&](const app::ScanProgress& state) {
            if (state.done == 0 && !app::has_ipv6()) print_error(session.texts.text("cli.no_ipv6"));
            display->show(state);
        },
        interruption.token());
    display.reset();
    if (!report) return session.refuse(report.error());
    session.say(report->left_out);
    if (report->quarantine) print_error(quarantine_in_words(report->run, *report->quarantine, session.texts));
    if (arguments.json) {
        base::Object out{{"schema", "attt.scan/1"},
                         {"run", report->run},
                         {"visited", report->visited},
                         {"resumed", report->resumed},
                         {"unanswered", report->unanswered},
                         {"left_out", report->left_out.size()},
                         {"quarantined", report->quarantine.has_value()}};
        for (const auto& [key, value] : judgement_value(report->judgement))
            out.set(key, value);
        print_line(base::to_json(base::Value(std::move(out))));
    } else {
        if (report->resumed > 0)
            print_line(session.texts.text("cli.resumed", {{"count", std::to_string(report->resumed)}}));
        auto inventory = opened.store->inventory(base::now());
        if (!inventory) return session.refuse(inventory.error());
        print(sites_table(*inventory, report->judgement.verdicts, arguments, session.texts));
        print_line("");
        print_line(session.texts.text("cli.scanned", {{"visited", std::to_string(report->visited)},
                                                      {"unanswered", std::to_string(report->unanswered)}}));
        print_judgement(session, report->judgement);
    }
    if (report->quarantine) return ExitCode::not_finished;
    if (report->visited > 0 && report->unanswered == report->visited) return ExitCode::not_finished;
    return any_failing(report->judgement.verdicts) ? ExitCode::failing : ExitCode::done;
}

int run_evaluate(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    std::vector<base::Error> defects;
    auto judgement = app::judge_now(opened.workspace, *opened.store, opened.rules, std::nullopt, defects);
    if (!judgement) return session.refuse(judgement.error(), defects);
    if (session.arguments.json) {
        base::Object out{{"schema", "attt.evaluate/1"}};
        for (const auto& [key, value] : judgement_value(*judgement))
            out.set(key, value);
        print_line(base::to_json(base::Value(std::move(out))));
    } else {
        print_judgement(session, *judgement);
    }
    return any_failing(judgement->verdicts) ? ExitCode::failing : ExitCode::done;
}

int run_changes(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto changes = app::last_changes(*opened.store, base::now());
    if (!changes) return session.refuse(changes.error());
    if (session.arguments.json) {
        base::Object out{{"schema", "attt.changes/1"},
                         {"appeared", findings_value(changes->appeared)},
                         {"regressed", findings_value(changes->regressed)},
                         {"fixed", findings_value(changes->fixed)},
                         {"closed", findings_value(changes->closed)},
                         {"unverified", findings_value(changes->unverified)},
                         {"rules_changed", changes->rules_changed}};
        if (changes->newest) out.set("judged_at", base::to_rfc3339(changes->newest->at));
        if (changes->before) out.set("before", base::to_rfc3339(changes->before->at));
        print_line(base::to_json(base::Value(std::move(out))));
        return ExitCode::done;
    }
    if (!changes->newest) {
        print_line(session.texts.text("cli.never_judged"));
        return ExitCode::done;
    }
    if (!changes->before) {
        print_line(session.texts.text("cli.first_evaluation", {{"count", std::to_string(changes->appeared.size())}}));
        return ExitCode::done;
    }
    print_line(session.texts.text("cli.changes_between", {{"before", base::show_time(changes->before->at)},
                                                          {"newest", base::show_time(changes->newest->at)}}));
    if (changes->rules_changed) print_line(session.texts.text("cli.rules_changed"));
    print_group(session, "cli.changes_fixed", changes->fixed, *changes, opened.rules, Colour::green);
    print_group(session, "cli.changes_appeared", changes->appeared, *changes, opened.rules, Colour::red);
    print_group(session, "cli.changes_regressed", changes->regressed, *changes, opened.rules, Colour::red);
    print_group(session, "cli.changes_closed", changes->closed, *changes, opened.rules, Colour::grey);
    print_group(session, "cli.changes_unverified", changes->unverified, *changes, opened.rules, Colour::yellow);
    if (changes->fixed.empty() && changes->appeared.empty() && changes->regressed.empty() && changes->closed.empty())
        print_line(session.texts.text("cli.changes_none"));
    return ExitCode::done;
}

}  // namespace attt::cli
