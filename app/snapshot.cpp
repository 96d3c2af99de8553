#include "app/snapshot.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "app/document_set.h"
#include "app/due.h"
#include "app/finding_item.h"
#include "app/findings.h"
#include "app/plan.h"
#include "app/succession.h"
#include "app/version.h"

namespace attt::app {
namespace {

using model::SubjectKind;
using reports::Snapshot;

constexpr std::array<std::string_view, 4> due_state_names = {"overdue", "never_done", "due", "done_late"};

struct Gathering {
    const Workspace& workspace;
    store::Store& store;
    const rules::RuleSet& rules;
    const base::Catalogue& texts;
    const SnapshotOptions& options;
    base::Time moment;
    SubjectPlaces places;
    Snapshot out;

    bool wanted(const std::string& agency) const { return options.agency.empty() || agency == options.agency; }
    std::string agency_of(const model::SubjectRef& subject) const {
        const auto place = places.find(subject);
        return place == places.end() ? std::string() : place->second.agency;
    }
};

// What is retired has left: only what still stands is told.
void keep_standing(const Gathering& g, model::Inventory& inventory) {
    const auto gone = [&](const auto& each) { return each.lifecycle == "retired" || !g.wanted(each.agency); };
    std::erase_if(inventory.systems, gone);
    std::erase_if(inventory.websites, gone);
    std::erase_if(inventory.computers, gone);
    std::erase_if(inventory.agencies, [&](const model::Agency& agency) {
        return !in_force(agency, g.options.as_of.date) || !g.wanted(agency.id);
    });
}

base::Result<void> add_findings(Gathering& g, std::vector<base::Error>& defects) {
    FindingQuery query;
    query.agency = g.options.agency;
    query.state = "all";
    auto table = list_findings(g.workspace, g.store, query, g.moment, defects);
    if (!table) return tl::unexpected(table.error());
    const FindingWords words{g.rules, g.texts, g.options.as_of.date};
    for (FindingRow& row : table->rows) {
        const model::Episode& newest = row.finding.episodes.back();
        const bool told = row.finding.is_open() ||
                          (*newest.closed >= table->since && newest.close_kind == model::CloseKind::verified_fixed);
        if (!told) continue;
        reports::FindingEntry entry;
        entry.agency = row.place.agency;
        entry.due = row.due;
        entry.days_over = row.days_over;
        entry.item = finding_item(words, std::move(row.finding), row.state, row.place.name);
        g.out.findings.push_back(std::move(entry));
    }
    return {};
}

base::Result<void> add_verdicts(Gathering& g) {
    auto verdicts = g.store.verdicts(g.moment);
    if (!verdicts) return tl::unexpected(verdicts.error());
    for (model::Verdict& verdict : *verdicts) {
        reports::VerdictEntry entry;
        entry.agency = g.agency_of(verdict.subject);
        if (!g.wanted(entry.agency)) continue;
        entry.reason = reason_in_words(verdict.reason, g.texts, &g.rules);
        if (const auto at = base::parse_rfc3339(verdict.evidence["observed_at"].string_or(""))) entry.observed_at = *at;
        verdict.evidence = base::Object();
        entry.verdict = std::move(verdict);
        g.out.verdicts.push_back(std::move(entry));
    }
    std::stable_sort(g.out.verdicts.begin(), g.out.verdicts.end(), [](const auto& a, const auto& b) {
        return std::tie(a.verdict.subject, a.verdict.rule, a.verdict.instance, a.verdict.endpoint) <
               std::tie(b.verdict.subject, b.verdict.rule, b.verdict.instance, b.verdict.endpoint);
    });
    return {};
}

void add_rules(Gathering& g) {
    for (const rules::Rule& rule : g.rules.rules) {
        const base::Language language = g.texts.language();
        g.out.rules.push_back({rule.id, rule.version, rule.subject, rule.theme, rule.title.in(language),
                               rule.rationale.in(language), rule.remediation.in(language), rule.severity,
                               basis_as_of(rule, g.rules.law, g.options.as_of.date, language), rule.controls});
    }
}

base::Result<void> add_targets(Gathering& g, std::vector<base::Error>& defects) {
    auto table = measure_targets(g.workspace, g.store, g.rules, g.options.agency, g.options.as_of, defects);
    if (!table) return tl::unexpected(table.error());
    for (TargetRow& row : table->rows) {
        const rules::Target& target = *row.target;
        reports::TargetEntry entry;
        entry.id = target.id;
        entry.number = target.number;
        entry.year = target.year;
        entry.title = target.title.in(g.texts.language());
        entry.value_text = target.value_text;
        entry.lead = target.lead;
        entry.due = target.due;
        entry.value = value_in_words(target, row.measured, g.texts);
        entry.outcome = outcome_in_words(row.measured, g.texts);
        entry.measured = std::move(row.measured);
        g.out.targets.push_back(std::move(entry));
    }
    return {};
}

// When each site was last looked at, and the certificates that it showed then.
base::Result<void> add_observed(Gathering& g) {
    std::set<std::string> standing;
    for (const model::Website& website : g.out.inventory.websites)
        standing.insert(website.id);
    const auto add = [&](const model::Observation& each) {
        if (each.subject.kind != SubjectKind::website || !standing.contains(each.subject.id)) return;
        base::Time& seen = g.out.seen[each.subject.id];
        seen = std::max(seen, each.observed_at);
        const base::Value& certificate = each.facts["certificate"];
        const auto ends = base::parse_rfc3339(certificate["not_after"].string_or(""));
        if (each.probe != "tls" || !ends) return;
        g.out.certificates.push_back({each.subject.id, each.endpoint ? model::to_string(*each.endpoint) : "",
                                      certificate["subject"].string_or(""), *ends});
    };
    auto read = g.store.latest_in_portions(
        g.moment, [&](const std::vector<model::Observation>& observations) -> base::Result<void> {
            std::for_each(observations.begin(), observations.end(), add);
            return {};
        });
    if (!read) return read;
    std::sort(g.out.certificates.begin(), g.out.certificates.end(), [](const auto& a, const auto& b) {
        return std::tie(a.website, a.endpoint) < std::tie(b.website, b.endpoint);
    });
    return {};
}

base::Result<void> add_due(Gathering& g, std::vector<base::Error>& defects) {
    auto due =
        calendar(g.workspace, g.store, g.rules, g.options.agency, g.options.as_of, g.options.days, g.texts, defects);
    if (!due) return tl::unexpected(due.error());
    for (CalendarItem& item : due->items) {
        g.out.due.push_back({item.at, item.whole_day,
                             std::string(due_state_names[static_cast<std::size_t>(item.state)]), item.id, item.title,
                             item.subject, item.subject_id, item.agency, item.detail, item.basis});
    }
    return {};
}

base::Result<void> add_head(Gathering& g, const store::Evaluation& evaluation) {
    const base::Date as_of = g.options.as_of.date;
    g.out.province = g.workspace.config.province;
    const Office* office = g.workspace.config.office_on(as_of);
    g.out.issuing_office = office != nullptr ? office->name : "";
    g.out.classification = g.workspace.config.classification;
    g.out.agency = g.options.agency;
    g.out.as_of = as_of;
    g.out.made_at = evaluation.at;
    g.out.language = g.texts.language();
    // of the rules that judged, which need not be those that are loaded
    g.out.rules_hash = evaluation.rules_hash;
    g.out.rules_date = evaluation.rules_hash == g.rules.hash ? g.rules.date : "—";
    g.out.program_version = program_version();
    auto head = newest_of_data(g.workspace);
    if (!head) return tl::unexpected(head.error());
    g.out.audit_head = *head;
    auto run = g.store.last_run();
    if (!run) return tl::unexpected(run.error());
    if (*run && (*run)->started <= g.moment)
        g.out.sources.push_back(g.texts.text("report.source_scan", {{"time", base::show_time((*run)->started)}}));
    g.out.sources.push_back(g.texts.text("report.source_inventory", {{"date", base::show_date(as_of)}}));
    return {};
}

}  // namespace

base::Result<Snapshot> gather_snapshot(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                       const base::Catalogue& texts, const SnapshotOptions& options,
                                       std::vector<base::Error>& defects) {
    const base::Time moment = moment_of(options.as_of.date);
    auto inventory = store.inventory(moment);
    if (!inventory) return tl::unexpected(inventory.error());
    if (!options.agency.empty()) {
        if (auto known = check_agency(*inventory, options.agency); !known) return tl::unexpected(known.error());
    }
    auto evaluation = store.last_evaluation(moment);
    if (!evaluation) return tl::unexpected(evaluation.error());
    if (!*evaluation)
        return base::fail(base::ErrorCode::not_found, "report.not_judged",
                          {{"date", base::show_date(options.as_of.date)}});
    Gathering g{workspace, store, rules, texts, options, moment, places_of(*inventory), {}};
    g.out.inventory = std::move(*inventory);
    for (const auto& [subject, place] : g.places)
        g.out.names.emplace(subject, place.name);
    keep_standing(g, g.out.inventory);
    if (auto added = add_head(g, **evaluation); !added) return tl::unexpected(added.error());
    add_rules(g);
    if (auto added = add_findings(g, defects); !added) return tl::unexpected(added.error());
    if (auto added = add_verdicts(g); !added) return tl::unexpected(added.error());
    if (auto added = add_targets(g, defects); !added) return tl::unexpected(added.error());
    if (auto added = add_observed(g); !added) return tl::unexpected(added.error());
    if (auto added = add_due(g, defects); !added) return tl::unexpected(added.error());
    return std::move(g.out);
}

}  // namespace attt::app
