#include "app/judge.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>

#include "app/computers.h"
#include "app/controls.h"
#include "app/coverage.h"
#include "app/history.h"
#include "app/rule_archive.h"
#include "remediation/settle.h"
#include "rules/evaluate.h"
#include "rules/measure.h"
#include "store/external.h"

namespace attt::app {
namespace {

// What certain links say of computers; a probable one raises no figure that is signed.
base::Result<void> add_what_sources_say(store::Store& store, base::Time as_of, ObservationsBySubject& gathered) {
    auto reconciled = reconcile(store, as_of);
    if (!reconciled) return tl::unexpected(reconciled.error());
    const OsSupport support = os_support();
    for (std::size_t i = 0; i < reconciled->inventory.computers.size(); ++i) {
        const auto found = gathered.find({model::SubjectKind::computer, reconciled->inventory.computers[i].id});
        if (found == gathered.end()) continue;
        add_source_facts(found->second.front(), *reconciled, reconciled->links_of(i), model::LinkTier::certain,
                         support);
    }
    return {};
}

template <class Records>
void add_retired(model::SubjectKind kind, const Records& records, std::set<model::SubjectRef>& out) {
    for (const auto& record : records) {
        if (record.lifecycle == "retired") out.insert({kind, record.id});
    }
}

std::set<model::SubjectRef> retired_in(const model::Inventory& inventory) {
    std::set<model::SubjectRef> out;
    add_retired(model::SubjectKind::system, inventory.systems, out);
    add_retired(model::SubjectKind::website, inventory.websites, out);
    add_retired(model::SubjectKind::computer, inventory.computers, out);
    return out;
}

store::MeasurementPoint point_of(const model::Measurement& measured, base::Time at) {
    return {measured.target,  measured.agency,  at, measured.numerator, measured.denominator,
            measured.unknown, measured.excluded};
}

// Every computed target, for the whole population and for each agency that has a member in it.
std::vector<store::MeasurementPoint> points_of(const rules::World& world, base::Time at) {
    std::vector<store::MeasurementPoint> out;
    const rules::Measuring measuring(world);
    for (const rules::Target& target : world.targets.targets) {
        if (!target.computed()) continue;
        const auto whole = measuring.measure(target);
        out.push_back(point_of(whole, at));
        for (const auto& [agency, own] : rules::by_agency(target, whole))
            out.push_back(point_of(own, at));
    }
    return out;
}

// What a drill found lives beside what rules find.
base::Result<void> add_reported(store::Store& store, const ObservationsBySubject& gathered, base::Time at,
                                std::vector<model::Verdict>& verdicts) {
    auto reported = store.reported_findings(at);
    if (!reported) return tl::unexpected(reported.error());
    for (const model::ReportedFinding& finding : *reported) {
        if (gathered.contains(finding.subject)) verdicts.push_back(model::verdict_of(finding));
    }
    return {};
}

// What other tools saw.
base::Result<void> add_external(store::Store& store, const rules::ExternalRules& rules,
                                const ObservationsBySubject& gathered, const std::vector<model::Finding>& findings,
                                base::Time at, std::vector<model::Verdict>& verdicts) {
    auto looks = store::external_looks(store, at, true);
    if (!looks) return tl::unexpected(looks.error());
    std::erase_if(*looks, [&](const model::ExternalLook& look) { return !gathered.contains(*look.subject); });
    auto external = rules::judge_external(rules, *looks, verdicts, findings);
    std::move(external.begin(), external.end(), std::back_inserter(verdicts));
    return {};
}

bool reads_controls(const rules::Rule& rule) {
    return std::any_of(rule.facts.begin(), rule.facts.end(),
                       [](const std::string& fact) { return fact.starts_with("controls."); });
}

void add_verdicts(const rules::Evaluator& evaluate, const rules::RuleSet& rules, const model::SubjectRef& subject,
                  const std::vector<model::Observation>& seen, base::Time as_of, std::vector<model::Verdict>& out) {
    auto verdicts = evaluate(subject, rules::derive(seen, rules.facts), as_of);
    std::move(verdicts.begin(), verdicts.end(), std::back_inserter(out));
}

// What is known of each subject beside what probes saw of it.
struct Ground {
    ObservationsBySubject records;  // the inventory's, with what sources say of computers
    ObservationsBySubject past;     // of websites

    std::vector<model::Observation> with(const model::SubjectRef& subject,
                                         std::vector<model::Observation> probed) const {
        std::vector<model::Observation> out = records.at(subject);
        std::move(probed.begin(), probed.end(), std::back_inserter(out));
        if (const auto own = past.find(subject); own != past.end())
            out.insert(out.end(), own->second.begin(), own->second.end());
        return out;
    }
};

base::Result<Ground> ground_of(store::Store& store, const model::Inventory& inventory, base::Time as_of,
                               base::Time known) {
    auto records = inventory_observations(store, inventory, as_of, known);
    if (!records) return tl::unexpected(records.error());
    if (auto added = add_what_sources_say(store, as_of, *records); !added) return tl::unexpected(added.error());
    Ground out{std::move(*records), {}};
    for (const model::Website& website : inventory.websites)
        out.past[{model::SubjectKind::website, website.id}];
    if (auto added = add_site_history(store, as_of, known, out.past); !added) return tl::unexpected(added.error());
    return out;
}

// Calls `each` with every subject of the ground and what probes saw of it, a few at a time in memory.
base::Result<void> for_each_subject(
    store::Store& store, const Ground& ground, base::Time as_of,
    const std::function<void(const model::SubjectRef&, std::vector<model::Observation>)>& each) {
    std::set<model::SubjectRef> seen;
    auto read = store.latest_in_portions(as_of, [&](std::vector<model::Observation> portion) -> base::Result<void> {
        for (auto at = portion.begin(); at != portion.end();) {
            const model::SubjectRef subject = at->subject;
            const auto end = std::find_if(at, portion.end(), [&](const auto& o) { return o.subject != subject; });
            std::vector<model::Observation> probed(std::make_move_iterator(at), std::make_move_iterator(end));
            at = end;
            if (!ground.records.contains(subject)) continue;
            each(subject, ground.with(subject, std::move(probed)));
            seen.insert(subject);
        }
        return {};
    });
    if (!read) return read;
    for (const auto& [subject, records] : ground.records) {
        if (!seen.contains(subject)) each(subject, ground.with(subject, {}));
    }
    return {};
}

struct InTurn {
    std::vector<model::Verdict> verdicts;
    std::vector<model::Observation> controls;  // the facts about self-assessments
};

// Self-assessments are held against what the other rules say, so the rules about them are asked last.
base::Result<InTurn> judge_in_turn(store::Store& store, const rules::RuleSet& rules, const LevelData& levels,
                                   const Known& known, const Ground& ground, base::Time as_of, base::Time known_at) {
    const rules::Evaluator first(rules, [](const rules::Rule& rule) { return !reads_controls(rule); });
    const rules::Evaluator last(rules, reads_controls);
    InTurn out;
    ObservationsBySubject asked_last;
    auto read = for_each_subject(store, ground, as_of,
                                 [&](const model::SubjectRef& subject, std::vector<model::Observation> seen) {
                                     add_verdicts(first, rules, subject, seen, as_of, out.verdicts);
                                     if (last.asks(subject.kind)) asked_last[subject] = std::move(seen);
                                 });
    if (!read) return tl::unexpected(read.error());
    std::stable_sort(out.verdicts.begin(), out.verdicts.end(),
                     [](const model::Verdict& a, const model::Verdict& b) { return a.subject < b.subject; });
    auto controls = control_observations(store, known, levels, rules, out.verdicts, as_of, known_at);
    if (!controls) return tl::unexpected(controls.error());
    out.controls = std::move(*controls);
    for (const model::Observation& observation : out.controls) {
        const auto found = asked_last.find(observation.subject);
        if (found != asked_last.end()) found->second.push_back(observation);
    }
    for (const auto& [subject, seen] : asked_last)
        add_verdicts(last, rules, subject, seen, as_of, out.verdicts);
    return out;
}

}  // namespace

base::Result<ObservationsBySubject> inventory_observations(store::Store& store, const model::Inventory& inventory,
                                                           base::Time as_of, base::Time known) {
    auto recorded = store.recorded_times(known);
    if (!recorded) return tl::unexpected(recorded.error());
    ObservationsBySubject out;
    std::optional<base::Error> failure;
    const auto add = [&](model::SubjectKind kind, const auto& records) {
        for (const auto& record : records) {
            const model::SubjectRef subject{kind, record.id};
            const auto when = recorded->find(subject);
            if (when == recorded->end()) {
                failure = base::Error{base::ErrorCode::not_found,
                                      "store.subject_unknown",
                                      {{"kind", std::string(name_of(kind))}, {"id", record.id}},
                                      {}};
                return;
            }
            out[subject].push_back(model::inventory_observation(record, std::min(when->second, as_of)));
        }
    };
    add(model::SubjectKind::agency, inventory.agencies);
    add(model::SubjectKind::system, inventory.systems);
    add(model::SubjectKind::website, inventory.websites);
    add(model::SubjectKind::computer, inventory.computers);
    if (failure) return base::fail(*failure);
    return out;
}

std::vector<model::Verdict> verdicts_of(const ObservationsBySubject& observations, const rules::RuleSet& rules,
                                        base::Time as_of) {
    std::vector<model::Verdict> out;
    const rules::Evaluator evaluate(rules);
    for (const auto& [subject, seen] : observations)
        add_verdicts(evaluate, rules, subject, seen, as_of, out);
    return out;
}

base::Result<std::vector<model::Fact>> facts_of(store::Store& store, const rules::RuleSet& rules,
                                                const LevelData& levels, const model::SubjectRef& subject,
                                                base::Time as_of) {
    auto known = known_on(store, levels.levels, base::local_date(as_of), as_of);
    if (!known) return tl::unexpected(known.error());
    auto ground = ground_of(store, known->inventory, as_of, as_of);
    if (!ground) return tl::unexpected(ground.error());
    if (!ground->records.contains(subject)) {
        return base::fail(base::ErrorCode::not_found, "subject.not_found",
                          {{"kind", std::string(name_of(subject.kind))}, {"id", subject.id}});
    }
    auto judged = judge_in_turn(store, rules, levels, *known, *ground, as_of, as_of);
    if (!judged) return tl::unexpected(judged.error());
    auto probed = store.latest_observations(as_of, subject);
    if (!probed) return tl::unexpected(probed.error());
    std::vector<model::Observation> seen = ground->with(subject, std::move(*probed));
    for (model::Observation& observation : judged->controls) {
        if (observation.subject == subject) seen.push_back(std::move(observation));
    }
    return rules::derive(seen, rules.facts);
}

base::Result<std::vector<model::Verdict>> judged_as_known(store::Store& store, const rules::RuleSet& rules,
                                                          const LevelData& levels, const Known& known, base::Time as_of,
                                                          base::Time known_at) {
    auto ground = ground_of(store, known.inventory, as_of, known_at);
    if (!ground) return tl::unexpected(ground.error());
    auto judged = judge_in_turn(store, rules, levels, known, *ground, as_of, known_at);
    if (!judged) return tl::unexpected(judged.error());
    return std::move(judged->verdicts);
}

base::Result<Judgement> judge(store::Store& store, const rules::RuleSet& rules, const LevelData& levels,
                              const rules::LoadedTargets& targets, std::optional<std::int64_t> run, base::Time at) {
    auto known = known_on(store, levels.levels, base::local_date(at), at);
    if (!known) return tl::unexpected(known.error());
    auto ground = ground_of(store, known->inventory, at, at);
    if (!ground) return tl::unexpected(ground.error());
    auto judged = judge_in_turn(store, rules, levels, *known, *ground, at, at);
    if (!judged) return tl::unexpected(judged.error());

    Judgement out;
    out.verdicts = std::move(judged->verdicts);
    if (auto added = add_reported(store, ground->records, at, out.verdicts); !added)
        return tl::unexpected(added.error());
    auto findings = store.findings(at);
    if (!findings) return tl::unexpected(findings.error());
    if (auto added = add_external(store, levels.external, ground->records, *findings, at, out.verdicts); !added)
        return tl::unexpected(added.error());
    out.changes = remediation::settle(*findings, out.verdicts, {retired_in(known->inventory), {}}, at);
    const auto points = points_of({known->inventory, out.verdicts, known->records, targets, base::local_date(at)}, at);
    if (auto kept = keep_rule_set(store, rules, at); !kept) return tl::unexpected(kept.error());
    auto saved = store.save_evaluation({0, at, at, rules.hash, run}, out.verdicts, out.changes, points);
    if (!saved) return tl::unexpected(saved.error());
    out.evaluation = *saved;
    return out;
}

base::Result<Judgement> judge_websites(store::Store& store, const rules::RuleSet& rules,
                                       const rules::ExternalRules& external, const std::set<std::string>& websites,
                                       std::optional<std::int64_t> run, base::Time at) {
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    model::Inventory judged;
    std::copy_if(inventory->websites.begin(), inventory->websites.end(), std::back_inserter(judged.websites),
                 [&](const model::Website& website) { return websites.contains(website.id); });
    auto gathered = inventory_observations(store, judged, at, at);
    if (!gathered) return tl::unexpected(gathered.error());
    std::vector<model::SubjectRef> subjects;
    for (auto& [subject, observations] : *gathered) {
        auto seen = store.latest_observations(at, subject);
        if (!seen) return tl::unexpected(seen.error());
        std::move(seen->begin(), seen->end(), std::back_inserter(observations));
        subjects.push_back(subject);
    }
    if (auto added = add_site_history(store, at, at, *gathered); !added) return tl::unexpected(added.error());

    Judgement out;
    out.verdicts = verdicts_of(*gathered, rules, at);
    if (auto added = add_reported(store, *gathered, at, out.verdicts); !added) return tl::unexpected(added.error());
    store::FindingFilter of_these;
    of_these.subjects = subjects;
    auto findings = store.findings(at, of_these);
    if (!findings) return tl::unexpected(findings.error());
    if (auto added = add_external(store, external, *gathered, *findings, at, out.verdicts); !added)
        return tl::unexpected(added.error());
    out.changes = remediation::settle(*findings, out.verdicts, {retired_in(judged), {}}, at);
    auto saved = store.save_part_of_evaluation({0, at, at, rules.hash, run}, out.verdicts, out.changes, subjects);
    if (!saved) return tl::unexpected(saved.error());
    out.evaluation = *saved;
    return out;
}

base::Result<Judgement> judge_now(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                  std::optional<std::int64_t> run, std::vector<base::Error>& defects) {
    const base::Time at = base::now();
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    auto targets = load_targets(workspace, rules, *inventory, defects);
    if (!targets) return tl::unexpected(targets.error());
    auto levels = load_level_data(&workspace, rules, defects);
    if (!levels) return tl::unexpected(levels.error());
    return judge(store, rules, *levels, *targets, run, at);
}

}  // namespace attt::app
