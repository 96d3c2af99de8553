#include "app/rescore.h"

#include <algorithm>

#include "app/judge.h"
#include "rules/measure.h"

namespace attt::app {

CombinedOutcomes combined_outcomes(const std::vector<model::Verdict>& verdicts) {
    std::map<model::FindingKey, std::vector<const model::Verdict*>> groups;
    for (const model::Verdict& verdict : verdicts)
        groups[{verdict.subject, verdict.rule, verdict.instance}].push_back(&verdict);
    CombinedOutcomes out;
    for (const auto& [key, group] : groups) {
        const model::Outcome outcome = model::combined(group);
        const auto deciding = std::find_if(group.begin(), group.end(),
                                           [&](const model::Verdict* verdict) { return verdict->outcome == outcome; });
        out[key] = {outcome, (*deciding)->reason};
    }
    return out;
}

base::Result<Rescore> rescore(store::Store& store, const rules::RuleSet& present, const std::string& named,
                              base::Time as_of) {
    auto rules = rules_named(store, present, named);
    if (!rules) return tl::unexpected(rules.error());
    Rescore out;
    out.rules_date = rules->date;
    out.rules_hash = rules->hash;
    out.as_of = as_of;
    auto inventory = store.inventory(as_of);
    if (!inventory) return tl::unexpected(inventory.error());
    auto records = store.records(as_of);
    if (!records) return tl::unexpected(records.error());
    rules::apply_states(*records, base::local_date(as_of), *inventory);
    out.inventory = std::move(*inventory);
    auto observations = observations_of_all(store, out.inventory, as_of, as_of);
    if (!observations) return tl::unexpected(observations.error());
    out.verdicts = verdicts_of(*observations, rules->rules, as_of);
    auto recorded = store.last_evaluation(as_of);
    if (!recorded) return tl::unexpected(recorded.error());
    out.recorded = *recorded;
    if (!out.recorded) return out;

    auto standing = store.verdicts(as_of);
    if (!standing) return tl::unexpected(standing.error());
    const CombinedOutcomes before = combined_outcomes(*standing);
    const CombinedOutcomes after = combined_outcomes(out.verdicts);
    for (const auto& [key, now] : after) {
        const auto then = before.find(key);
        if (then != before.end() && then->second.outcome == now.outcome) continue;
        OutcomeChange change{key.subject, key.rule, key.instance, {}, now.outcome, now.reason};
        if (then != before.end()) change.before = then->second.outcome;
        out.differences.push_back(std::move(change));
    }
    for (const auto& [key, then] : before) {
        if (!after.contains(key))
            out.differences.push_back({key.subject, key.rule, key.instance, then.outcome, {}, {}});
    }
    return out;
}

}  // namespace attt::app
