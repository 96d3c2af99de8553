#include "app/judge.h"

#include <algorithm>
#include <map>
#include <set>

#include "app/computers.h"
#include "app/coverage.h"
#include "remediation/settle.h"
#include "rules/evaluate.h"

namespace attt::app {
namespace {

using Gathered = std::map<model::SubjectRef, std::vector<model::Observation>>;

// What certain links say of computers; a probable one raises no figure that is signed.
base::Result<void> add_what_sources_say(store::Store& store, base::Time as_of, Gathered& gathered) {
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

// What the inventory states of every subject, as observations beside those of the probes.
base::Result<std::map<model::SubjectRef, std::vector<model::Observation>>> gather(store::Store& store,
                                                                                  const model::Inventory& inventory,
                                                                                  base::Time as_of) {
    std::map<model::SubjectRef, std::vector<model::Observation>> out;
    auto observations = store.latest_observations(as_of);
    if (!observations) return tl::unexpected(observations.error());
    std::optional<base::Error> failure;
    const auto add = [&](model::SubjectKind kind, const auto& records) {
        for (const auto& record : records) {
            const model::SubjectRef subject{kind, record.id};
            auto recorded = store.recorded_at(subject, as_of);
            if (!recorded) {
                failure = recorded.error();
                return;
            }
            out[subject].push_back(model::inventory_observation(record, *recorded));
        }
    };
    add(model::SubjectKind::agency, inventory.agencies);
    add(model::SubjectKind::system, inventory.systems);
    add(model::SubjectKind::website, inventory.websites);
    add(model::SubjectKind::computer, inventory.computers);
    if (failure) return base::fail(*failure);
    if (auto added = add_what_sources_say(store, as_of, out); !added) return tl::unexpected(added.error());
    for (model::Observation& observation : *observations) {
        const auto known = out.find(observation.subject);
        if (known != out.end()) known->second.push_back(std::move(observation));
    }
    return out;
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
std::vector<store::MeasurementPoint> points_of(const rules::LoadedTargets& targets, const model::Inventory& inventory,
                                               const std::vector<model::Verdict>& verdicts, base::Time at) {
    std::vector<store::MeasurementPoint> out;
    const base::Date today = base::local_date(at);
    for (const rules::Target& target : targets.targets) {
        if (target.recorded) continue;
        const auto* population = population_of(target, targets);
        const auto whole = rules::measure(target, population, inventory, verdicts, "", today);
        out.push_back(point_of(whole, at));
        std::map<std::string, store::MeasurementPoint> by_agency;
        for (const model::Member& member : whole.members) {
            auto& point = by_agency.try_emplace(member.agency, store::MeasurementPoint{target.id, member.agency, at})
                              .first->second;
            point.numerator += member.share == model::Share::counted ? 1 : 0;
            point.unknown += member.share == model::Share::unknown ? 1 : 0;
            point.excluded += member.share == model::Share::excluded ? 1 : 0;
            point.denominator += member.share == model::Share::excluded ? 0 : 1;
        }
        for (auto& [agency, point] : by_agency)
            out.push_back(point);
    }
    return out;
}

}  // namespace

const rules::Population* population_of(const rules::Target& target, const rules::LoadedTargets& targets) {
    const auto found = std::find_if(targets.populations.begin(), targets.populations.end(),
                                    [&](const rules::Population& p) { return p.id == target.population; });
    return found == targets.populations.end() ? nullptr : &*found;
}

base::Result<std::vector<model::Fact>> facts_of(store::Store& store, const rules::RuleSet& rules,
                                                const model::SubjectRef& subject, base::Time as_of) {
    auto inventory = store.inventory(as_of);
    if (!inventory) return tl::unexpected(inventory.error());
    auto gathered = gather(store, *inventory, as_of);
    if (!gathered) return tl::unexpected(gathered.error());
    const auto found = gathered->find(subject);
    if (found == gathered->end()) {
        return base::fail(base::ErrorCode::not_found, "subject.not_found",
                          {{"kind", std::string(name_of(subject.kind))}, {"id", subject.id}});
    }
    return rules::derive(found->second, rules.facts);
}

base::Result<Judgement> judge(store::Store& store, const rules::RuleSet& rules, const rules::LoadedTargets& targets,
                              std::optional<std::int64_t> run, base::Time at) {
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    auto gathered = gather(store, *inventory, at);
    if (!gathered) return tl::unexpected(gathered.error());

    Judgement out;
    for (const auto& [subject, observations] : *gathered) {
        const auto facts = rules::derive(observations, rules.facts);
        auto verdicts = rules::evaluate(rules, subject, facts, at);
        std::move(verdicts.begin(), verdicts.end(), std::back_inserter(out.verdicts));
    }
    auto findings = store.findings(at);
    if (!findings) return tl::unexpected(findings.error());
    out.changes = remediation::settle(*findings, out.verdicts, retired_in(*inventory), at);
    const auto points = points_of(targets, *inventory, out.verdicts, at);
    auto saved = store.save_evaluation({0, at, at, rules.hash, run}, out.verdicts, out.changes, points);
    if (!saved) return tl::unexpected(saved.error());
    out.evaluation = *saved;
    return out;
}

}  // namespace attt::app
