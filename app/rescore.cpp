#include "app/rescore.h"

#include <algorithm>

#include "app/judge.h"

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

base::Result<Rescore> rescore(store::Store& store, const rules::RuleSet& present, const LevelData& levels,
                              const std::string& named, base::Time as_of) {
    auto rules = rules_named(store, present, named);
    if (!rules) return tl::unexpected(rules.error());
    Rescore out;
    out.rules_date = rules->date;
    out.rules_hash = rules->hash;
    out.as_of = as_of;
    auto known = known_on(store, levels.levels, base::local_date(as_of), as_of);
    if (!known) return tl::unexpected(known.error());
    auto verdicts = judged_as_known(store, rules->rules, levels, *known, as_of, as_of);
    if (!verdicts) return tl::unexpected(verdicts.error());
    out.verdicts = std::move(*verdicts);
    out.inventory = std::move(known->inventory);
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
