#include "app/diff.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace attt::app {
namespace {

using model::Observation;
using model::Outcome;
using model::SubjectRef;

bool answers(const Observation& observation) {
    return observation.status == model::Status::ok || observation.status == model::Status::protocol_error ||
           observation.status == model::Status::not_applicable;
}

using PlaceKey = std::tuple<SubjectRef, std::string, std::optional<model::Endpoint>>;

std::map<PlaceKey, const Observation*> by_place(const RunView& view) {
    std::map<PlaceKey, const Observation*> out;
    for (const Observation& observation : view.observations)
        out[{observation.subject, observation.probe, observation.endpoint}] = &observation;
    return out;
}

void compare_places(const RunView& before, const RunView& after, const std::set<SubjectRef>& common, RunDiff& out) {
    const auto old_places = by_place(before);
    for (const auto& [key, now] : by_place(after)) {
        const auto found = old_places.find(key);
        if (found == old_places.end() || !common.contains(now->subject)) continue;
        const Observation& then = *found->second;
        const PlaceDifference place{now->subject, now->probe, now->endpoint, {}};
        if (answers(then) && !answers(*now)) {
            out.fell_silent.push_back(place);
            out.fell_silent.back().reason = std::string(name_of(now->status)) + ": " + now->reason;
        }
        if (!answers(then) && answers(*now)) {
            out.answer_again.push_back(place);
            out.answer_again.back().reason = std::string(name_of(then.status)) + ": " + then.reason;
        }
    }
}

// The version of a probe's facts, where all its observations that answered say the same.
std::map<std::string, int> versions_of(const RunView& view) {
    std::map<std::string, int> out;
    for (const Observation& observation : view.observations) {
        if (observation.status == model::Status::ok) out[observation.probe] = observation.facts_version;
    }
    return out;
}

void compare_rulers(const RunView& before, const RunView& after, RunDiff& out) {
    out.rules_changed =
        !before.rules_hash.empty() && !after.rules_hash.empty() && before.rules_hash != after.rules_hash;
    out.trust_store_changed = before.run.trust_store != after.run.trust_store;
    const auto then = versions_of(before);
    for (const auto& [probe, version] : versions_of(after)) {
        const auto found = then.find(probe);
        if (found != then.end() && found->second != version) out.probes.push_back({probe, found->second, version});
    }
}

// Facts by name and endpoint; a fact that is missing or unsettled is not stated.
using FactKey = std::pair<std::string, std::optional<model::Endpoint>>;
std::map<FactKey, base::Value> stated(const std::vector<Observation>& observations, const rules::RuleSet& rules) {
    std::map<FactKey, base::Value> out;
    for (model::Fact& fact : rules::derive(observations, rules.facts)) {
        if (fact.missing.empty()) out[{fact.name, fact.endpoint}] = std::move(fact.value);
    }
    return out;
}

class Comparison {
  public:
    Comparison(const RunView& before, const RunView& after, const rules::RuleSet& rules, RunDiff& out)
        : before_(before), after_(after), rules_(rules), out_(out) {}

    void facts_of(const SubjectRef& subject) {
        const auto then = stated(before_.subjects.at(subject), rules_);
        const auto now = stated(after_.subjects.at(subject), rules_);
        for (const auto& [key, value] : now) {
            const auto found = then.find(key);
            if (found == then.end() || found->second != value)
                note(subject, key, found == then.end() ? base::Value() : found->second, value);
        }
        for (const auto& [key, value] : then) {
            if (!now.contains(key)) note(subject, key, value, base::Value());
        }
    }

    void outcomes(const std::set<SubjectRef>& common) {
        const CombinedOutcomes then = combined_outcomes(verdicts_of(before_.subjects, rules_, before_.at));
        const CombinedOutcomes now = combined_outcomes(verdicts_of(after_.subjects, rules_, after_.at));
        std::set<model::FindingKey> keys;
        for (const auto* outcomes : {&then, &now, &before_.recorded, &after_.recorded}) {
            for (const auto& [key, ignored] : *outcomes) {
                if (common.contains(key.subject)) keys.insert(key);
            }
        }
        for (const model::FindingKey& key : keys) {
            if (outcome_in(then, key) != outcome_in(now, key)) {
                add(key, then, now, std::nullopt);
            } else if (out_.rules_changed && outcome_in(before_.recorded, key) != outcome_in(after_.recorded, key)) {
                add(key, before_.recorded, after_.recorded, Cause::rules);
            }
        }
    }

  private:
    static std::optional<Outcome> outcome_in(const CombinedOutcomes& outcomes, const model::FindingKey& key) {
        const auto found = outcomes.find(key);
        return found == outcomes.end() ? std::nullopt : std::optional(found->second.outcome);
    }

    void note(const SubjectRef& subject, const FactKey& key, const base::Value& then, const base::Value& now) {
        const std::string probe = key.first.substr(0, key.first.find('.'));
        const auto* declared = rules_.fact(key.first);
        const bool other_anchors = out_.trust_store_changed && declared != nullptr && declared->by_trust_store;
        // a derived fact ("ipv6.ready") stands on several probes
        const bool other_probe =
            std::any_of(out_.probes.begin(), out_.probes.end(), [&](const ProbeVersions& versions) {
                return versions.probe == probe || (declared != nullptr && declared->derived);
            });
        out_.facts.push_back({subject, key.first, key.second, then, now, other_anchors || other_probe});
    }

    void add(const model::FindingKey& key, const CombinedOutcomes& then, const CombinedOutcomes& now,
             std::optional<Cause> cause) {
        OutcomeDifference difference;
        const auto found = now.find(key);
        difference.change = {key.subject,          key.rule,
                             key.instance,         outcome_in(then, key),
                             outcome_in(now, key), found == now.end() ? std::string() : found->second.reason};
        if (const rules::Rule* rule = rules_.rule(key.rule)) {
            for (const FactChange& fact : out_.facts) {
                const bool read = std::find(rule->facts.begin(), rule->facts.end(), fact.name) != rule->facts.end();
                if (read && fact.subject == key.subject) difference.facts.push_back(fact);
            }
        }
        difference.cause = cause ? *cause : cause_of(difference);
        out_.outcomes.push_back(std::move(difference));
    }

    static Cause cause_of(const OutcomeDifference& difference) {
        const OutcomeChange& change = difference.change;
        // an outcome that was not settled on one of the sides says nothing about what happened between
        if (!change.before || !change.after || change.before == Outcome::unknown || change.after == Outcome::unknown)
            return Cause::coverage;
        if (difference.facts.empty()) return Cause::time;
        const auto by_ruler = std::count_if(difference.facts.begin(), difference.facts.end(),
                                            [](const FactChange& fact) { return fact.by_ruler; });
        if (by_ruler == 0) return Cause::agency;
        return by_ruler == static_cast<std::ptrdiff_t>(difference.facts.size()) ? Cause::ruler : Cause::several;
    }

    const RunView& before_;
    const RunView& after_;
    const rules::RuleSet& rules_;
    RunDiff& out_;
};

// Those that the run has, each with its record in the inventory of then.
base::Result<RunView> view_of(store::Store& store, std::int64_t id) {
    RunView view;
    auto run = store.run(id);
    if (!run) return tl::unexpected(run.error());
    view.run = std::move(*run);
    if (!view.run.ended)
        return base::fail(base::ErrorCode::bad_usage, "diff.unfinished", {{"run", std::to_string(id)}});
    view.at = *view.run.ended;
    auto observations = store.run_observations(id);
    if (!observations) return tl::unexpected(observations.error());
    view.observations = std::move(*observations);
    auto inventory = store.inventory(view.run.started);
    if (!inventory) return tl::unexpected(inventory.error());
    model::Inventory sites;
    sites.websites = std::move(inventory->websites);
    auto records = inventory_observations(store, sites, view.run.started, view.run.started);
    if (!records) return tl::unexpected(records.error());
    for (const Observation& observation : view.observations) {
        auto& all = view.subjects[observation.subject];
        if (all.empty()) {
            if (const auto record = records->find(observation.subject); record != records->end()) all = record->second;
        }
        all.push_back(observation);
    }
    auto evaluation = store.evaluation_of_run(id);
    if (!evaluation) return tl::unexpected(evaluation.error());
    if (!*evaluation) return view;
    view.rules_hash = (*evaluation)->rules_hash;
    auto verdicts = store.verdicts((*evaluation)->at);
    if (!verdicts) return tl::unexpected(verdicts.error());
    view.recorded = combined_outcomes(*verdicts);
    return view;
}

}  // namespace

RunDiff compare(const RunView& before, const RunView& after, const rules::RuleSet& rules) {
    RunDiff out;
    out.before = before.run;
    out.after = after.run;
    std::set<SubjectRef> common;
    for (const auto& [subject, ignored] : before.subjects) {
        if (after.subjects.contains(subject)) {
            common.insert(subject);
        } else {
            out.only_before.push_back(subject);
        }
    }
    for (const auto& [subject, ignored] : after.subjects) {
        if (!common.contains(subject)) out.only_after.push_back(subject);
    }
    compare_rulers(before, after, out);
    compare_places(before, after, common, out);
    Comparison comparison(before, after, rules, out);
    for (const SubjectRef& subject : common)
        comparison.facts_of(subject);
    comparison.outcomes(common);
    std::stable_sort(out.outcomes.begin(), out.outcomes.end(),
                     [](const OutcomeDifference& a, const OutcomeDifference& b) { return a.cause < b.cause; });
    return out;
}

base::Result<RunDiff> diff_runs(store::Store& store, const rules::RuleSet& rules, std::int64_t before,
                                std::int64_t after) {
    if (before == after) return base::fail(base::ErrorCode::bad_usage, "diff.same");
    auto then = view_of(store, before);
    if (!then) return tl::unexpected(then.error());
    auto now = view_of(store, after);
    if (!now) return tl::unexpected(now.error());
    RunDiff out = compare(*then, *now, rules);
    auto inventory = store.inventory(base::now());
    if (!inventory) return tl::unexpected(inventory.error());
    out.inventory = std::move(*inventory);
    return out;
}

}  // namespace attt::app
