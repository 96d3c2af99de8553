// targets, findings, report
#include <fmt/format.h>

#include <algorithm>

#include "app/agency_report.h"
#include "app/targets.h"
#include "app/words.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

Colour colour_of(model::TargetOutcome outcome) {
    switch (outcome) {
        case model::TargetOutcome::met:
        case model::TargetOutcome::exceeded:
        case model::TargetOutcome::completed: return Colour::green;
        case model::TargetOutcome::not_met:
        case model::TargetOutcome::not_completed: return Colour::red;
        case model::TargetOutcome::no_data: break;
    }
    return Colour::yellow;
}

std::string value_of(const model::Measurement& measured, const base::Catalogue& texts) {
    if (measured.recorded) return measured.recorded->text;
    if (measured.denominator == 0) return "—";
    const bool comma = texts.language() == base::Language::vi;
    return base::show_percent(measured.numerator, measured.denominator, comma) + "%";
}

std::string gap_of(const model::Measurement& measured, const base::Catalogue& texts) {
    if (measured.missing == 0) return {};
    return texts.text(measured.undecided ? "cli.gap_undecided" : "cli.gap",
                      {{"count", std::to_string(measured.missing)}});
}

void print_targets(const app::TargetTable& table, const base::Catalogue& texts) {
    using Align = TextTable::Align;
    TextTable out({texts.text("cli.col_number"), texts.text("cli.col_target"), texts.text("cli.col_required"),
                   texts.text("cli.col_value"), texts.text("cli.col_fraction"), texts.text("cli.col_unknown"),
                   texts.text("cli.col_excluded"), texts.text("cli.col_result"), texts.text("cli.col_due"),
                   texts.text("cli.col_gap")},
                  {Align::left, Align::left, Align::left, Align::right, Align::right, Align::right, Align::right,
                   Align::left, Align::left, Align::left});
    for (const app::TargetRow& row : table.rows) {
        const model::Measurement& measured = row.measured;
        const bool counted = !measured.recorded;
        const auto number = [&](std::int64_t n) { return counted ? std::to_string(n) : std::string(); };
        out.add(
            {row.target->id, row.target->title.in(texts.language()), row.target->value_text, value_of(measured, texts),
             counted ? fmt::format("{}/{}", measured.numerator, measured.denominator) : "", number(measured.unknown),
             number(measured.excluded), texts.text("target_outcome." + std::string(name_of(measured.outcome))),
             row.target->due ? base::show_date(*row.target->due) : "", gap_of(measured, texts)});
        out.colour_last(7, colour_of(measured.outcome));
    }
    print(out.text());
}

// Only the targets of one plan: of `year`, or of the newest.
void keep_year(int year, app::TargetTable& table) {
    int newest = 0;
    for (const app::TargetRow& row : table.rows)
        newest = std::max(newest, row.target->year);
    const int wanted = year != 0 ? year : newest;
    std::erase_if(table.rows, [&](const app::TargetRow& row) { return row.target->year != wanted; });
}

const app::TargetRow* row_named(const app::TargetTable& table, const std::string& id) {
    for (const app::TargetRow& row : table.rows) {
        if (row.target->id == id || row.target->number == id) return &row;
    }
    return nullptr;
}

int print_members(const Session& session, const app::TargetTable& table) {
    const app::TargetRow* row = row_named(table, session.arguments.members);
    if (row == nullptr) {
        std::vector<std::string> ids;
        for (const app::TargetRow& each : table.rows)
            ids.push_back(each.target->id);
        return session.refuse({base::ErrorCode::not_found,
                               "cli.no_target",
                               {{"id", session.arguments.members},
                                {"nearest", base::nearest(session.arguments.members, ids).value_or("-")}},
                               {}});
    }
    TextTable out({session.texts.text("cli.col_share"), session.texts.text("cli.col_subject"),
                   session.texts.text("cli.col_id"), session.texts.text("cli.col_agency"),
                   session.texts.text("cli.col_reason")});
    std::vector<model::Member> members = row->measured.members;
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        if (a.share != b.share) return a.share < b.share;
        return a.agency != b.agency ? a.agency < b.agency : a.subject < b.subject;
    });
    for (const model::Member& member : members) {
        out.add({session.texts.text("share." + std::string(name_of(member.share))),
                 model::display_name(table.inventory, member.subject), member.subject.id,
                 model::display_name(table.inventory, {model::SubjectKind::agency, member.agency}),
                 app::reason_in_words(member.reason, session.texts)});
    }
    print(out.text());
    return ExitCode::done;
}

struct Listed {
    model::Finding finding;
    model::FindingState state;
};

bool wanted(const Listed& listed, const Arguments& arguments, const model::Inventory& inventory) {
    const model::Finding& finding = listed.finding;
    if (!arguments.agency.empty() && model::agency_of(inventory, finding.key.subject) != arguments.agency) return false;
    if (!arguments.severity.empty() && name_of(finding.severity) != arguments.severity) return false;
    if (!arguments.rule.empty() && finding.key.rule != arguments.rule) return false;
    if (arguments.state.empty()) return finding.is_open();
    return arguments.state == "all" || name_of(listed.state) == arguments.state;
}

base::Value to_value(const Listed& listed, const model::Inventory& inventory) {
    const model::Finding& finding = listed.finding;
    base::Array episodes;
    for (const model::Episode& episode : finding.episodes) {
        base::Object each{{"number", episode.number}, {"opened", base::to_rfc3339(episode.opened)}};
        if (episode.closed) each.set("closed", base::to_rfc3339(*episode.closed));
        if (episode.close_kind) each.set("close_kind", name_of(*episode.close_kind));
        episodes.emplace_back(std::move(each));
    }
    base::Object out{
        {"id", finding.id},
        {"rule", finding.key.rule},
        {"subject", base::Object{{"kind", name_of(finding.key.subject.kind)}, {"id", finding.key.subject.id}}},
        {"agency", model::agency_of(inventory, finding.key.subject)},
        {"instance", finding.key.instance},
        {"severity", name_of(finding.severity)},
        {"state", name_of(listed.state)},
        {"episodes", std::move(episodes)},
        {"last_failed", base::to_rfc3339(finding.last_failed)},
        {"evidence", finding.evidence}};
    if (!finding.unverified_reason.empty()) out.set("unverified", finding.unverified_reason);
    return out;
}

struct FindingList {
    std::vector<Listed> findings;
    model::Inventory inventory;
};

base::Result<FindingList> list_findings(const Session& session, store::Store& store) {
    auto date = session.as_of();
    if (!date) return tl::unexpected(date.error());
    const base::Time moment = app::moment_of(*date);
    FindingList out;
    auto inventory = store.inventory(moment);
    if (!inventory) return tl::unexpected(inventory.error());
    out.inventory = std::move(*inventory);
    auto findings = store.findings(moment);
    if (!findings) return tl::unexpected(findings.error());
    auto evaluation = store.last_evaluation(moment);
    if (!evaluation) return tl::unexpected(evaluation.error());
    const base::Time since = *evaluation ? (*evaluation)->at : base::Time{};
    for (model::Finding& finding : *findings) {
        const model::FindingState state = model::state_of(finding, since);
        out.findings.push_back({std::move(finding), state});
    }
    std::sort(out.findings.begin(), out.findings.end(), [](const Listed& a, const Listed& b) {
        return a.finding.severity != b.finding.severity ? a.finding.severity < b.finding.severity
                                                        : a.finding.key < b.finding.key;
    });
    return out;
}

void print_history(const Session& session, const std::vector<store::Store::FindingEvent>& events) {
    TextTable table({session.texts.text("cli.col_time"), session.texts.text("cli.col_event"),
                     session.texts.text("cli.col_actor"), session.texts.text("cli.col_reason")});
    for (const store::Store::FindingEvent& event : events) {
        const std::string reason = event.detail["reason"].string_or("");
        table.add({base::show_time(event.at), session.texts.text("event." + event.kind), event.actor,
                   app::reason_in_words(reason, session.texts)});
    }
    print(table.text());
}

void print_finding(const Session& session, const Listed& listed, const model::Inventory& inventory,
                   const rules::RuleSet& rules) {
    const base::Catalogue& texts = session.texts;
    const model::Finding& finding = listed.finding;
    const rules::Rule* rule = rules.rule(finding.key.rule);
    const auto line = [&](const char* label, const std::string& value) {
        if (!value.empty()) print_line(coloured(Colour::bold, texts.text(label)) + ": " + base::printable(value, 4000));
    };
    const std::string title = rule != nullptr ? rule->title.in(texts.language()) : finding.key.rule;
    print_line(coloured(Colour::bold, finding.id + "  " + title));
    line("cli.col_subject", model::display_name(inventory, finding.key.subject));
    line("cli.col_agency", model::display_name(inventory, {model::SubjectKind::agency,
                                                           model::agency_of(inventory, finding.key.subject)}));
    line("cli.col_severity", severity_in_words(finding.severity, texts));
    line("cli.col_state", texts.text("state." + std::string(name_of(listed.state))));
    line("cli.col_rule", finding.key.rule + (finding.key.instance.empty() ? "" : " [" + finding.key.instance + "]"));
    if (finding.endpoint) line("cli.col_endpoint", model::to_string(*finding.endpoint));
    line("cli.unverified", app::reason_in_words(finding.unverified_reason, texts));
    for (const auto& [label, value] : app::evidence_in_words(finding.evidence, rules, texts))
        print_line("  " + label + ": " + base::printable(value));
    if (rule == nullptr) return;
    line("cli.rationale", rule->rationale.in(texts.language()));
    print_line(coloured(Colour::bold, texts.text("cli.remediation")) + ":");
    print_line(rule->remediation.in(texts.language()));
    for (const reports::LegalBasis& basis :
         app::basis_as_of(*rule, rules.law, base::local_date(base::now()), texts.language())) {
        line("cli.basis",
             basis.locator + ", " + basis.document + " (" + texts.text("confidence." + basis.confidence) + ")");
        line("cli.replaced_by", basis.replaced_by);
    }
    if (rule->basis.empty()) print_line(texts.text("cli.no_basis"));
}

}  // namespace

int run_targets(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto date = session.as_of();
    if (!date) return session.refuse(date.error());
    std::vector<base::Error> defects;
    auto table =
        app::measure_targets(opened.workspace, *opened.store, opened.rules, session.arguments.agency, *date, defects);
    if (!table) return session.refuse(table.error(), defects);
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*table, session.texts.language())));
        return ExitCode::done;
    }
    if (!session.arguments.members.empty()) return print_members(session, *table);
    keep_year(session.arguments.year, *table);
    print_line(session.texts.text("cli.targets_as_of", {{"date", base::show_date(*date)}}));
    if (!table->evaluation) print_line(session.texts.text("cli.never_judged"));
    print_targets(*table, session.texts);
    print_line(session.texts.text("cli.targets_note"));
    return ExitCode::done;
}

int run_findings_list(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto list = list_findings(session, *opened.store);
    if (!list) return session.refuse(list.error());
    std::erase_if(list->findings, [&](const Listed& l) { return !wanted(l, session.arguments, list->inventory); });
    if (session.arguments.json) {
        base::Array out;
        for (const Listed& listed : list->findings)
            out.push_back(to_value(listed, list->inventory));
        print_line(base::to_pretty_json(
            base::Value(base::Object{{"schema", "attt.findings/1"}, {"findings", std::move(out)}})));
        return ExitCode::done;
    }
    TextTable table({session.texts.text("cli.col_id"), session.texts.text("cli.col_severity"),
                     session.texts.text("cli.col_state"), session.texts.text("cli.col_since"),
                     session.texts.text("cli.col_subject"), session.texts.text("cli.col_finding")});
    for (const Listed& listed : list->findings) {
        const model::Finding& finding = listed.finding;
        const rules::Rule* rule = opened.rules.rule(finding.key.rule);
        std::string title = rule != nullptr ? rule->title.in(session.texts.language()) : finding.key.rule;
        if (!finding.key.instance.empty()) title += " [" + finding.key.instance + "]";
        table.add({finding.id, severity_in_words(finding.severity, session.texts),
                   session.texts.text("state." + std::string(name_of(listed.state))),
                   base::show_date(base::local_date(finding.episodes.back().opened)),
                   model::display_name(list->inventory, finding.key.subject), title});
    }
    if (!table.empty()) print(table.text());
    print_line(session.texts.text("cli.findings_count", {{"count", std::to_string(list->findings.size())}}));
    return ExitCode::done;
}

int run_findings_show(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto list = list_findings(session, *opened.store);
    if (!list) return session.refuse(list.error());
    const auto found = std::find_if(list->findings.begin(), list->findings.end(),
                                    [&](const Listed& l) { return l.finding.id == session.arguments.id; });
    if (found == list->findings.end())
        return session.refuse({base::ErrorCode::not_found, "cli.no_finding", {{"id", session.arguments.id}}, {}});
    auto events = opened.store->finding_events(found->finding.id);
    if (!events) return session.refuse(events.error());
    if (session.arguments.json) {
        base::Value out = to_value(*found, list->inventory);
        base::Array history;
        for (const store::Store::FindingEvent& event : *events)
            history.emplace_back(base::Object{{"at", base::to_rfc3339(event.at)},
                                              {"kind", event.kind},
                                              {"actor", event.actor},
                                              {"detail", event.detail}});
        out.if_object()->set("history", std::move(history));
        print_line(base::to_pretty_json(out));
        return ExitCode::done;
    }
    print_finding(session, *found, list->inventory, opened.rules);
    print_line("");
    print_history(session, *events);
    return ExitCode::done;
}

int run_report_agency(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto date = session.as_of();
    if (!date) return session.refuse(date.error());
    std::vector<base::Error> defects;
    auto path = app::write_agency_report(opened.workspace, *opened.store, opened.rules, session.texts,
                                         {session.arguments.id, *date, session.arguments.out}, defects);
    if (!path) return session.refuse(path.error(), defects);
    print_line(path->string());
    return ExitCode::done;
}

}  // namespace attt::cli
