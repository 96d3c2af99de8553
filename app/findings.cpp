#include "app/findings.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace attt::app {
namespace {

using model::FindingState;
using model::SubjectKind;

bool in_state(FindingState state, const std::string& wanted) {
    if (wanted.empty()) return state < FindingState::verified_fixed;
    if (wanted == "all") return true;
    if (wanted == "work") return model::needs_work(state);
    if (wanted == "closed") return state >= FindingState::verified_fixed;
    return name_of(state) == wanted;
}

bool wanted(const FindingRow& row, const FindingQuery& query, base::Time moment) {
    if (!in_state(row.state, query.state)) return false;
    if (query.overdue && row.days_over == 0) return false;
    if (!query.assignee.empty() && base::fold(row.finding.work.assignee) != base::fold(query.assignee)) return false;
    if (!query.older_than) return true;
    const base::Date opened = base::local_date(row.finding.episodes.back().opened);
    return base::days_between(opened, base::local_date(moment)) > *query.older_than;
}

bool only_open(const FindingQuery& query) {
    const auto state = model::finding_state_of(query.state);
    return query.state.empty() || query.state == "work" || (state && *state < FindingState::verified_fixed);
}

base::Result<store::FindingFilter> filter_of(const FindingQuery& query, const model::Inventory& inventory,
                                             const SubjectPlaces& places) {
    store::FindingFilter out;
    if (!query.ids.empty()) out.ids = query.ids;
    out.rule = query.rule;
    out.severity = query.severity;
    out.open = only_open(query);
    if (query.agency.empty()) return out;
    if (inventory.agency(query.agency) == nullptr) {
        std::vector<std::string> ids;
        for (const model::Agency& agency : inventory.agencies)
            ids.push_back(agency.id);
        return base::fail(base::ErrorCode::not_found, "agency.not_found",
                          {{"id", query.agency}, {"nearest", base::nearest(query.agency, ids).value_or("")}});
    }
    out.subjects.emplace();
    for (const auto& [subject, place] : places) {
        if (place.agency == query.agency) out.subjects->push_back(subject);
    }
    return out;
}

// Every id that was named is there: a slip of the hand in a list must not pass unseen.
base::Result<void> all_known(store::Store& store, const std::vector<std::string>& ids,
                             const std::vector<model::Finding>& found) {
    std::set<std::string> known;
    for (const model::Finding& finding : found)
        known.insert(finding.id);
    for (const std::string& id : ids) {
        if (known.contains(id)) continue;
        auto events = store.finding_events(id);
        if (!events) return tl::unexpected(events.error());
        if (events->empty()) return base::fail(base::ErrorCode::not_found, "finding.unknown", {{"id", id}});
    }
    return {};
}

}  // namespace

SubjectPlaces places_of(const model::Inventory& inventory) {
    SubjectPlaces out;
    std::map<std::string, const model::InformationSystem*> systems;
    for (const model::Agency& agency : inventory.agencies)
        out[{SubjectKind::agency, agency.id}] = {agency.id, agency.name, std::nullopt, false};
    for (const model::InformationSystem& system : inventory.systems) {
        systems[system.id] = &system;
        out[{SubjectKind::system, system.id}] = {system.agency, system.name, system.level, system.kind == "portal"};
    }
    for (const model::Website& website : inventory.websites) {
        const auto system = systems.find(website.system);
        const auto level = system == systems.end() ? std::nullopt : system->second->level;
        out[{SubjectKind::website, website.id}] = {website.agency, website.url, level, true};
    }
    for (const model::Computer& computer : inventory.computers)
        out[{SubjectKind::computer, computer.id}] = {computer.agency, computer.name, std::nullopt, false};
    return out;
}

base::Result<FindingTable> list_findings(const Workspace& workspace, store::Store& store, const FindingQuery& query,
                                         base::Time moment, std::vector<base::Error>& defects) {
    FindingTable out;
    out.moment = moment;
    auto inventory = store.inventory(moment);
    if (!inventory) return tl::unexpected(inventory.error());
    out.inventory = std::move(*inventory);
    const SubjectPlaces places = places_of(out.inventory);
    remediation::LoadedDuePolicy loaded = remediation::load_due_policy(workspace.rule_directories());
    if (!loaded.defects.empty()) {
        defects = std::move(loaded.defects);
        return base::fail(base::ErrorCode::bad_input, "workspace.rule_defects",
                          {{"count", std::to_string(defects.size())}});
    }
    out.policy = std::move(loaded.policy);
    auto evaluation = store.last_evaluation(moment);
    if (!evaluation) return tl::unexpected(evaluation.error());
    if (*evaluation) out.since = (*evaluation)->at;
    auto filter = filter_of(query, out.inventory, places);
    if (!filter) return tl::unexpected(filter.error());
    auto findings = store.findings(moment, *filter);
    if (!findings) return tl::unexpected(findings.error());
    if (auto known = all_known(store, query.ids, *findings); !known) return tl::unexpected(known.error());
    for (model::Finding& finding : *findings) {
        FindingRow row;
        row.state = model::state_of(finding, out.since, moment);
        const auto place = places.find(finding.key.subject);
        row.place = place != places.end() ? place->second : SubjectPlace{{}, finding.key.subject.id, {}, false};
        row.due = remediation::due_date(finding, row.place.level, out.policy, moment);
        row.days_over = remediation::days_over(finding, row.due, moment);
        row.finding = std::move(finding);
        if (wanted(row, query, moment)) out.rows.push_back(std::move(row));
    }
    std::sort(out.rows.begin(), out.rows.end(), [](const FindingRow& a, const FindingRow& b) {
        return a.finding.severity != b.finding.severity ? a.finding.severity < b.finding.severity
                                                        : a.finding.key < b.finding.key;
    });
    return out;
}

std::string title_of(const model::Finding& finding, const rules::RuleSet& rules, base::Language language) {
    std::string title = finding.evidence["facts"]["reported.title"].string_or("");
    if (title.empty()) {
        const rules::Rule* rule = rules.rule(finding.key.rule);
        title = rule != nullptr ? rule->title.in(language) : finding.key.rule;
    }
    return finding.key.instance.empty() ? title : title + " [" + finding.key.instance + "]";
}

namespace {

base::Value waiver_value(const model::Waiver& waiver, base::Time moment) {
    base::Object out{{"kind", name_of(waiver.kind)},
                     {"asked_by", waiver.asked_by},
                     {"reason", waiver.reason},
                     {"until", base::to_iso_date(waiver.until)}};
    if (waiver.approved) {
        out.set("approved_by", waiver.approver);
        out.set("in_force", waiver.in_force(moment));
    }
    return out;
}

}  // namespace

base::Value to_value(const FindingRow& row, base::Time moment) {
    const model::Finding& finding = row.finding;
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
        {"agency", row.place.agency},
        {"instance", finding.key.instance},
        {"severity", name_of(finding.severity)},
        {"state", name_of(row.state)},
        {"episodes", std::move(episodes)},
        {"last_failed", base::to_rfc3339(finding.last_failed)},
        {"days_over", row.days_over},
        {"evidence", finding.evidence}};
    const model::Work& work = finding.work;
    if (row.due) out.set("due", base::to_iso_date(*row.due));
    if (!work.assignee.empty()) out.set("assignee", work.assignee);
    if (!work.note.empty()) out.set("note", work.note);
    if (!finding.unverified_reason.empty()) out.set("unverified", finding.unverified_reason);
    if (work.claim) {
        out.set("claim",
                base::Object{
                    {"at", base::to_rfc3339(work.claim->at)}, {"by", work.claim->by}, {"reason", work.claim->reason}});
    }
    if (work.asked) out.set("waiver_asked", waiver_value(*work.asked, moment));
    base::Array waivers;
    for (const model::Waiver& waiver : work.waivers)
        waivers.push_back(waiver_value(waiver, moment));
    if (!waivers.empty()) out.set("waivers", std::move(waivers));
    base::Array objections;
    for (const model::Objection& objection : work.objections) {
        objections.emplace_back(base::Object{{"at", base::to_rfc3339(objection.at)},
                                             {"by", objection.by},
                                             {"reason", objection.reason},
                                             {"answer", objection.answer},
                                             {"answer_reason", objection.answer_reason},
                                             {"answered_by", objection.answered_by}});
    }
    if (!objections.empty()) out.set("objections", std::move(objections));
    return out;
}

}  // namespace attt::app
