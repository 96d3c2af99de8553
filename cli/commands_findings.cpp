// findings: list, show, log, escalations
#include <algorithm>

#include "app/external.h"
#include "app/findings.h"
#include "app/targets.h"
#include "app/words.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/finding_list.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

std::string date_or_dash(const std::optional<base::Date>& date) {
    return date ? base::show_date(*date) : "—";
}

// "{reason}; until 31/12/2026; …": what the event carries, for people.
std::string detail_in_words(const model::FindingEvent& event, const base::Catalogue& texts) {
    std::string out;
    const auto add = [&](const std::string& part) {
        if (!part.empty()) out += (out.empty() ? "" : "; ") + part;
    };
    const base::Value& detail = event.detail;
    add(detail["assignee"].string_or(""));
    add(detail["note"].string_or(""));
    if (const std::string kind = detail["kind"].string_or(""); !kind.empty()) add(texts.text("waiver_kind." + kind));
    if (const std::string answer = detail["answer"].string_or(""); !answer.empty()) add(texts.text("answer." + answer));
    for (const char* key : {"due", "until"}) {
        const auto date = base::parse_date(detail[key].string_or(""));
        if (date) add(texts.text("finding.until", {{"date", base::show_date(*date)}}));
    }
    add(app::reason_in_words(detail["reason"].string_or(""), texts));
    add(detail["evidence"]["name"].string_or(""));
    return out;
}

void print_history(const Session& session, const std::vector<model::FindingEvent>& events) {
    const base::Catalogue& texts = session.texts;
    TextTable table({texts.text("cli.col_time"), texts.text("cli.col_event"), texts.text("cli.col_actor"),
                     texts.text("finding.col_system_user"), texts.text("finding.col_detail")});
    for (const model::FindingEvent& event : events) {
        table.add({base::show_time(event.at), texts.text("event." + std::string(name_of(event.kind))), event.actor,
                   event.system_user, detail_in_words(event, texts)});
    }
    print(table.text());
}

base::Value history_value(const std::vector<model::FindingEvent>& events) {
    base::Array out;
    for (const model::FindingEvent& event : events) {
        out.emplace_back(base::Object{{"number", event.number},
                                      {"at", base::to_rfc3339(event.at)},
                                      {"kind", name_of(event.kind)},
                                      {"actor", event.actor},
                                      {"system_user", event.system_user},
                                      {"detail", event.detail}});
    }
    return out;
}

void print_work(const Session& session, const app::FindingRow& row, base::Time moment) {
    const base::Catalogue& texts = session.texts;
    const model::Work& work = row.finding.work;
    const auto line = [&](const char* label, const std::string& value) {
        if (!value.empty()) print_line(coloured(Colour::bold, texts.text(label)) + ": " + base::printable(value, 4000));
    };
    if (row.due) {
        const std::string over =
            row.days_over > 0 ? " (" + texts.text("finding.days_over", {{"days", std::to_string(row.days_over)}}) + ")"
                              : "";
        line("cli.col_due", base::show_date(*row.due) + over);
    }
    line("finding.col_assignee", work.assignee);
    line("finding.col_note", work.note);
    if (work.claim) line("finding.claim", work.claim->by + ": " + work.claim->reason);
    for (const model::Waiver& waiver : work.waivers) {
        if (!waiver.in_force(moment)) continue;
        line("finding.waiver", texts.text("finding.waiver_line",
                                          {{"kind", texts.text("waiver_kind." + std::string(name_of(waiver.kind)))},
                                           {"until", base::show_date(waiver.until)},
                                           {"asked_by", waiver.asked_by},
                                           {"approver", waiver.approver},
                                           {"reason", waiver.reason}}));
    }
    for (const model::Objection& objection : work.objections) {
        line("finding.objection", objection.by + ": " + objection.reason);
        if (!objection.waits())
            line("finding.answer", texts.text("answer." + objection.answer) + ": " + objection.answer_reason);
    }
}

void print_finding(const Session& session, const app::FindingRow& row, const app::FindingTable& table,
                   const rules::RuleSet& rules) {
    const base::Catalogue& texts = session.texts;
    const model::Finding& finding = row.finding;
    const rules::Rule* rule = rules.rule(finding.key.rule);
    const auto line = [&](const char* label, const std::string& value) {
        if (!value.empty()) print_line(coloured(Colour::bold, texts.text(label)) + ": " + base::printable(value, 4000));
    };
    print_line(
        coloured(Colour::bold, finding.id + "  " + base::printable(app::title_of(finding, rules, texts.language()))));
    line("cli.col_subject", row.place.name);
    line("cli.col_agency", model::display_name(table.inventory, {model::SubjectKind::agency, row.place.agency}));
    line("cli.col_severity", severity_in_words(finding.severity, texts));
    line("cli.col_state", texts.text("state." + std::string(name_of(row.state))));
    print_work(session, row, table.moment);
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

base::Result<app::FindingQuery> query_of(const Arguments& arguments) {
    app::FindingQuery out;
    out.ids = arguments.finding.ids;
    if (!arguments.finding.ids_file.empty()) {
        auto ids = app::ids_in_file(arguments.finding.ids_file);
        if (!ids) return tl::unexpected(ids.error());
        out.ids.insert(out.ids.end(), ids->begin(), ids->end());
    }
    out.agency = arguments.agency;
    out.rule = arguments.rule;
    out.severity = model::severity_of(arguments.severity);
    out.state = arguments.state == "fixed" ? "verified_fixed" : arguments.state;
    out.assignee = arguments.finding.assignee;
    out.overdue = arguments.finding.overdue;
    out.older_than = arguments.finding.older_than;
    return out;
}

std::optional<app::FindingTable> find(const Session& session, Opened& opened, const app::FindingQuery& query) {
    auto date = session.as_of();
    if (!date) {
        opened.code = session.refuse(date.error());
        return std::nullopt;
    }
    std::vector<base::Error> defects;
    auto table = app::list_findings(opened.workspace, *opened.store, query, app::moment_of(*date), defects);
    if (!table) {
        opened.code = session.refuse(table.error(), defects);
        return std::nullopt;
    }
    return std::move(*table);
}

std::optional<app::FindingTable> find(const Session& session, Opened& opened) {
    auto query = query_of(session.arguments);
    if (!query) {
        opened.code = session.refuse(query.error());
        return std::nullopt;
    }
    return find(session, opened, *query);
}

void print_rows(const Session& session, const app::FindingTable& list, const rules::RuleSet& rules) {
    const base::Catalogue& texts = session.texts;
    TextTable table({texts.text("cli.col_id"), texts.text("cli.col_severity"), texts.text("cli.col_state"),
                     texts.text("cli.col_since"), texts.text("cli.col_due"), texts.text("finding.col_assignee"),
                     texts.text("cli.col_subject"), texts.text("cli.col_finding")});
    for (const app::FindingRow& row : list.rows) {
        table.add({row.finding.id, severity_in_words(row.finding.severity, texts),
                   texts.text("state." + std::string(name_of(row.state))),
                   base::show_date(base::local_date(row.finding.episodes.back().opened)), date_or_dash(row.due),
                   row.finding.work.assignee, row.place.name, app::title_of(row.finding, rules, texts.language())});
        if (row.days_over > 0) table.colour_last(4, Colour::red);
    }
    if (!table.empty()) print(table.text());
    print_line(texts.text("cli.findings_count", {{"count", std::to_string(list.rows.size())}}));
}

int run_findings_list(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto list = find(session, opened);
    if (!list) return opened.code;
    if (!session.arguments.json) {
        print_rows(session, *list, opened.rules);
        return ExitCode::done;
    }
    base::Array out;
    for (const app::FindingRow& row : list->rows)
        out.push_back(app::to_value(row, list->moment));
    print_line(base::to_pretty_json(base::Value(base::Object{
        {"schema", "attt.findings/1"}, {"as_of", base::to_rfc3339(list->moment)}, {"findings", std::move(out)}})));
    return ExitCode::done;
}

int run_findings_show(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    app::FindingQuery query;
    query.ids = {session.arguments.id};
    query.state = "all";
    auto list = find(session, opened, query);
    if (!list) return opened.code;
    if (list->rows.empty())
        return session.refuse({base::ErrorCode::not_found, "cli.no_finding", {{"id", session.arguments.id}}, {}});
    auto events = opened.store->finding_events(session.arguments.id);
    if (!events) return session.refuse(events.error());
    std::erase_if(*events, [&](const model::FindingEvent& event) { return event.at > list->moment; });
    if (session.arguments.json) {
        base::Value out = app::to_value(list->rows.front(), list->moment);
        out.if_object()->set("history", history_value(*events));
        print_line(base::to_pretty_json(out));
        return ExitCode::done;
    }
    if (session.arguments.command == Command::findings_show) {
        print_finding(session, list->rows.front(), *list, opened.rules);
        auto verdicts = opened.store->verdicts(list->moment);
        if (!verdicts) return session.refuse(verdicts.error());
        for (const std::string& seen : app::also_seen_by(*verdicts, list->rows.front().finding))
            print_line(session.texts.text("external.also_seen") + ": " + base::printable(seen));
        print_line("");
    }
    print_history(session, *events);
    return ExitCode::done;
}

int run_findings_escalations(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto query = query_of(session.arguments);
    if (!query) return session.refuse(query.error());
    query->overdue = true;
    auto list = find(session, opened, *query);
    if (!list) return opened.code;
    const base::Catalogue& texts = session.texts;
    std::stable_sort(list->rows.begin(), list->rows.end(),
                     [](const auto& a, const auto& b) { return a.days_over > b.days_over; });
    base::Array out;
    TextTable table({texts.text("finding.col_days_over"), texts.text("finding.col_told"), texts.text("cli.col_agency"),
                     texts.text("cli.col_id"), texts.text("cli.col_severity"), texts.text("finding.col_assignee"),
                     texts.text("cli.col_subject"), texts.text("cli.col_finding")});
    for (const app::FindingRow& row : list->rows) {
        const remediation::EscalationStep* step = list->policy.step(row.days_over);
        const bool vi = texts.language() == base::Language::vi;
        const std::string to = step == nullptr ? "" : vi ? step->to_vi : step->to_en;
        table.add({std::to_string(row.days_over), to,
                   model::display_name(list->inventory, {model::SubjectKind::agency, row.place.agency}), row.finding.id,
                   severity_in_words(row.finding.severity, texts), row.finding.work.assignee, row.place.name,
                   app::title_of(row.finding, opened.rules, texts.language())});
        base::Value value = app::to_value(row, list->moment);
        value.if_object()->set("escalate_to", to);
        out.push_back(std::move(value));
    }
    if (session.arguments.json) {
        print_line(base::to_pretty_json(
            base::Value(base::Object{{"schema", "attt.escalations/1"}, {"findings", std::move(out)}})));
        return ExitCode::done;
    }
    if (!table.empty()) print(table.text());
    print_line(texts.text("finding.overdue_count", {{"count", std::to_string(list->rows.size())}}));
    return ExitCode::done;
}

}  // namespace attt::cli
