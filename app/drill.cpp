#include "app/drill.h"

#include <algorithm>
#include <set>

#include "app/targets.h"

namespace attt::app {
namespace {

using remediation::ReadinessFinding;
using remediation::ReadinessPolicy;

base::Result<ReadinessPolicy> policy_of(const Workspace& workspace, std::vector<base::Error>& defects) {
    auto loaded = remediation::load_readiness_policy(workspace.rule_directories());
    if (loaded.defects.empty()) return std::move(loaded.policy);
    defects = std::move(loaded.defects);
    return base::fail(base::ErrorCode::bad_input, "workspace.rule_defects",
                      {{"count", std::to_string(defects.size())}});
}

base::Result<void> all_known(const model::Inventory& inventory, const std::vector<std::string>& agencies) {
    for (const std::string& agency : agencies) {
        if (inventory.agency(agency) == nullptr)
            return base::fail(base::ErrorCode::not_found, "agency.unknown", {{"id", agency}});
    }
    return {};
}

bool in_scope(const std::string& agency, const std::vector<std::string>& agencies) {
    return agencies.empty() || std::find(agencies.begin(), agencies.end(), agency) != agencies.end();
}

// `ever`: closed ones and those that a waiver covers too, for the burn-down.
std::vector<ReadinessFinding> findings_in(const FindingTable& table, const std::vector<std::string>& agencies,
                                          bool ever) {
    std::vector<ReadinessFinding> out;
    for (const FindingRow& row : table.rows) {
        if (!in_scope(row.place.agency, agencies) || (!ever && !model::needs_work(row.state))) continue;
        out.push_back({&row.finding, row.place.agency, row.place.level, row.place.internet_facing, row.days_over});
    }
    return out;
}

base::Value scores_value(const remediation::Readiness& readiness) {
    base::Array out;
    for (const remediation::ReadinessScore& score : readiness.scores) {
        out.emplace_back(base::Object{{"part", name_of(score.part)},
                                      {"points", score.points},
                                      {"gained_tenths", score.tenths()},
                                      {"meeting", score.meeting},
                                      {"unknown", score.unknown},
                                      {"total", score.total}});
    }
    return out;
}

// What names an item from one assessment to the next.
std::string key_of(const remediation::BlockingItem& item) {
    if (!item.finding.empty()) return item.finding;
    return std::string(name_of(item.reasons.front())) + " " + std::string(name_of(item.subject.kind)) + " " +
           item.subject.id;
}

base::Object baseline_of(const remediation::Readiness& readiness) {
    base::Array items;
    for (const remediation::BlockingItem& item : readiness.items)
        items.emplace_back(key_of(item));
    return {{"gained_tenths", readiness.tenths()},
            {"possible", readiness.possible()},
            {"items", std::move(items)},
            {"scores", scores_value(readiness)}};
}

// Of one agency, or of all where it is empty.
base::Result<FindingTable> all_findings(const Workspace& workspace, store::Store& store, const std::string& agency,
                                        base::Time at, std::vector<base::Error>& defects) {
    FindingQuery query;
    query.state = "all";
    query.agency = agency;
    return list_findings(workspace, store, query, at, defects);
}

base::Result<model::Drill> drill_named(store::Store& store, const std::string& id, base::Date today) {
    auto drills = store.drills();
    if (!drills) return tl::unexpected(drills.error());
    const model::Drill* chosen = nullptr;
    for (const model::Drill& drill : *drills) {
        if (!id.empty() ? drill.id == id : chosen == nullptr || chosen->date < today) chosen = &drill;
    }
    if (chosen != nullptr) return *chosen;
    if (id.empty()) return base::fail(base::ErrorCode::not_found, "drill.none");
    return base::fail(base::ErrorCode::not_found, "store.no_drill", {{"id", id}});
}

std::vector<std::string> agencies_in(const model::Inventory& inventory, const model::Drill& drill) {
    if (!drill.agencies.empty()) return drill.agencies;
    std::vector<std::string> out;
    for (const model::Agency& agency : inventory.agencies)
        out.push_back(agency.id);
    return out;
}

void compare_with_baseline(ReadinessView& view) {
    const base::Value& whole = view.drill.baseline;
    const base::Value& own = view.agency.empty() ? whole : whole["agencies"][view.agency];
    view.baseline_tenths = own["gained_tenths"].integer_or(0);
    view.baseline_possible = static_cast<int>(own["possible"].integer_or(0));
    if (const base::Array* scores = own["scores"].if_array()) {
        for (const base::Value& score : *scores)
            view.tenths_before[score["part"].string_or("")] = score["gained_tenths"].integer_or(0);
    }
    std::set<std::string> before;
    for (std::string& key : base::strings_of(own["items"]))
        before.insert(std::move(key));
    for (const FindingRow& row : view.table->rows) {
        if (before.contains(row.finding.id) && row.state == model::FindingState::verified_fixed)
            view.fixed.push_back(row.finding.id);
    }
    for (const remediation::BlockingItem& item : view.now.items) {
        if (before.erase(key_of(item)) == 0 && !item.finding.empty()) view.appeared.push_back(item.finding);
    }
    view.no_longer = before.size();
}

// Everything that readiness is assessed from, read once.
struct Ground {
    ReadinessPolicy policy;
    std::shared_ptr<const FindingTable> table;
    remediation::Protection antivirus;
};

base::Result<Ground> ground_of(const Workspace& workspace, store::Store& store, const std::string& agency,
                               base::Time at, std::vector<base::Error>& defects) {
    Ground out;
    auto policy = policy_of(workspace, defects);
    if (!policy) return tl::unexpected(policy.error());
    out.policy = std::move(*policy);
    auto table = all_findings(workspace, store, agency, at, defects);
    if (!table) return tl::unexpected(table.error());
    out.table = std::make_shared<const FindingTable>(std::move(*table));
    auto outcomes = store.outcomes(out.policy.antivirus_rule, at);
    if (!outcomes) return tl::unexpected(outcomes.error());
    for (const auto& [subject, outcome] : *outcomes) {
        if (outcome != model::Outcome::not_applicable)
            out.antivirus[subject.id] =
                outcome == model::Outcome::unknown ? std::nullopt : std::optional(outcome == model::Outcome::pass);
    }
    return out;
}

remediation::Readiness assessed(const Ground& ground, const std::vector<std::string>& agencies) {
    return assess_readiness(ground.table->inventory, findings_in(*ground.table, agencies, false), agencies,
                            ground.policy, ground.antivirus, base::local_date(ground.table->moment));
}

void draw_burn_down(const ReadinessPolicy& policy, const std::vector<std::string>& agencies, base::Time at,
                    ReadinessView& view) {
    const auto ever = findings_in(*view.table, agencies, true);
    for (base::Time day = view.drill.planned; day < at; day += std::chrono::days(7))
        view.burn_down.push_back({base::local_date(day), open_blocking_at(ever, policy, day)});
    view.burn_down.push_back({base::local_date(at), open_blocking_at(ever, policy, at)});
}

}  // namespace

base::Result<model::Drill> plan_drill(const Workspace& workspace, store::Store& store, const std::string& id,
                                      base::Date date, const std::vector<std::string>& agencies, base::Time at,
                                      std::vector<base::Error>& defects) {
    if (date < base::local_date(at))
        return base::fail(base::ErrorCode::bad_usage, "drill.past", {{"date", base::show_date(date)}});
    auto ground = ground_of(workspace, store, {}, at, defects);
    if (!ground) return tl::unexpected(ground.error());
    const model::Inventory& inventory = ground->table->inventory;
    if (auto known = all_known(inventory, agencies); !known) return tl::unexpected(known.error());
    model::Drill drill;
    drill.id = id.empty() ? base::to_iso_date(date) : id;
    drill.date = date;
    drill.agencies = agencies;
    drill.planned = at;
    base::Object baseline = baseline_of(assessed(*ground, agencies));
    base::Object each;
    for (const std::string& agency : agencies_in(inventory, drill))
        each.set(agency, baseline_of(assessed(*ground, {agency})));
    baseline.set("agencies", std::move(each));
    drill.baseline = base::Value(std::move(baseline));
    if (auto planned = store.plan_drill(drill); !planned) return tl::unexpected(planned.error());
    return drill;
}

base::Result<std::vector<ReadinessView>> readiness_of_each(const Workspace& workspace, store::Store& store,
                                                           const std::string& id, bool each_agency,
                                                           const std::string& agency, base::Time at,
                                                           std::vector<base::Error>& defects) {
    auto drill = drill_named(store, id, base::local_date(at));
    if (!drill) return tl::unexpected(drill.error());
    if (!agency.empty()) {
        auto inventory = store.inventory(at);
        if (!inventory) return tl::unexpected(inventory.error());
        if (auto known = all_known(*inventory, {agency}); !known) return tl::unexpected(known.error());
        if (!in_scope(agency, drill->agencies))
            return base::fail(base::ErrorCode::bad_usage, "drill.outside", {{"id", agency}, {"drill", drill->id}});
    }
    auto ground = ground_of(workspace, store, each_agency ? std::string() : agency, at, defects);
    if (!ground) return tl::unexpected(ground.error());
    const model::Inventory& inventory = ground->table->inventory;
    std::vector<ReadinessView> out;
    for (const std::string& one : each_agency ? agencies_in(inventory, *drill) : std::vector<std::string>{agency}) {
        ReadinessView view;
        view.agency = one;
        view.drill = *drill;
        view.table = ground->table;
        const std::vector<std::string> agencies = one.empty() ? drill->agencies : std::vector<std::string>{one};
        view.now = assessed(*ground, agencies);
        compare_with_baseline(view);
        draw_burn_down(ground->policy, agencies, at, view);
        out.push_back(std::move(view));
    }
    return out;
}

base::Result<ReadinessView> readiness(const Workspace& workspace, store::Store& store, const std::string& id,
                                      const std::string& agency, base::Time at, std::vector<base::Error>& defects) {
    auto views = readiness_of_each(workspace, store, id, false, agency, at, defects);
    if (!views) return tl::unexpected(views.error());
    return std::move(views->front());
}

std::map<std::string, const FindingRow*> rows_by_id(const ReadinessView& view) {
    std::map<std::string, const FindingRow*> out;
    for (const FindingRow& row : view.table->rows)
        out[row.finding.id] = &row;
    return out;
}

base::Value to_value(const ReadinessView& view, const rules::RuleSet& rules, base::Language language) {
    const auto rows = rows_by_id(view);
    base::Array items;
    for (const remediation::BlockingItem& item : view.now.items) {
        base::Array reasons;
        for (const remediation::BlockReason reason : item.reasons)
            reasons.emplace_back(name_of(reason));
        base::Object each{{"agency", item.agency},
                          {"subject", base::Object{{"kind", name_of(item.subject.kind)}, {"id", item.subject.id}}},
                          {"reasons", std::move(reasons)}};
        if (item.unknown) each.set("unknown", true);
        if (const auto row = rows.find(item.finding); row != rows.end()) {
            each.set("finding", item.finding);
            each.set("severity", name_of(row->second->finding.severity));
            each.set("title", title_of(row->second->finding, rules, language));
            if (row->second->due) each.set("due", base::to_iso_date(*row->second->due));
        }
        items.emplace_back(std::move(each));
    }
    base::Array burn_down;
    for (const ReadinessView::Point& point : view.burn_down)
        burn_down.emplace_back(base::Object{{"day", base::to_iso_date(point.day)}, {"open", point.open}});
    return base::Object{
        {"schema", "attt.readiness/1"},
        {"drill", view.drill.id},
        {"date", base::to_iso_date(view.drill.date)},
        {"agency", view.agency},
        {"gained_tenths", view.now.tenths()},
        {"possible", view.now.possible()},
        {"scores", scores_value(view.now)},
        {"items", std::move(items)},
        {"baseline", base::Object{{"gained_tenths", view.baseline_tenths}, {"possible", view.baseline_possible}}},
        {"fixed", view.fixed},
        {"no_longer_blocking", view.no_longer},
        {"appeared", view.appeared},
        {"burn_down", std::move(burn_down)}};
}

}  // namespace attt::app
