#include "remediation/settle.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/json.h"

namespace attt::remediation {
namespace {

using model::Changes;
using model::Finding;
using model::FindingKey;
using model::Outcome;
using model::Verdict;

// All verdicts of one key: at its endpoints.
using Groups = std::map<FindingKey, std::vector<const Verdict*>>;

// A total order, so that the order of the input never shows in the result. Evidence is compared last, as it costs most.
bool before(const Verdict* a, const Verdict* b) {
    const auto place = [](const Verdict* v) { return std::tie(v->endpoint, v->outcome, v->severity, v->reason); };
    if (place(a) != place(b)) return place(a) < place(b);
    return base::to_canonical_json(a->evidence) < base::to_canonical_json(b->evidence);
}

Groups grouped(std::span<const Verdict> verdicts) {
    Groups groups;
    for (const Verdict& verdict : verdicts)
        groups[{verdict.subject, verdict.rule, verdict.instance}].push_back(&verdict);
    for (auto& [key, group] : groups)
        std::sort(group.begin(), group.end(), before);
    return groups;
}

const Verdict& first_with(const std::vector<const Verdict*>& group, Outcome outcome) {
    return **std::find_if(group.begin(), group.end(), [&](const Verdict* v) { return v->outcome == outcome; });
}

void settle_failing(const FindingKey& key, const Verdict& failing, const Finding* known, Changes& changes) {
    if (known != nullptr && known->is_open()) {
        changes.still_open.push_back({known->id, failing.severity, failing.evidence, failing.endpoint});
        return;
    }
    const int episode = known == nullptr ? 1 : known->episodes.back().number + 1;
    changes.opened.push_back({key, episode, failing.severity, failing.evidence, failing.endpoint});
}

void close(const Finding& finding, model::CloseKind kind, Changes& changes) {
    changes.closed.push_back({finding.id, finding.key, finding.episodes.back().number, kind});
}

void settle_one(const FindingKey& key, const std::vector<const Verdict*>& group, const Finding* known,
                Changes& changes) {
    const Outcome outcome = model::combined(group);
    if (outcome == Outcome::fail) return settle_failing(key, first_with(group, Outcome::fail), known, changes);
    if (known == nullptr || !known->is_open()) return;
    if (outcome == Outcome::pass) return close(*known, model::CloseKind::verified_fixed, changes);
    if (outcome == Outcome::not_applicable) return close(*known, model::CloseKind::not_applicable, changes);
    changes.unverified.push_back({known->id, first_with(group, Outcome::unknown).reason});
}

}  // namespace

model::Changes settle(std::span<const Finding> findings, std::span<const Verdict> verdicts,
                      const std::set<model::SubjectRef>& retired, base::Time at) {
    Changes changes;
    changes.at = at;
    std::map<FindingKey, const Finding*> known;
    for (const Finding& finding : findings)
        known.emplace(finding.key, &finding);
    for (const auto& [key, finding] : known) {
        if (finding->is_open() && retired.contains(key.subject)) close(*finding, model::CloseKind::retired, changes);
    }
    for (const auto& [key, group] : grouped(verdicts)) {
        if (retired.contains(key.subject)) continue;
        const auto found = known.find(key);
        settle_one(key, group, found != known.end() ? found->second : nullptr, changes);
    }
    std::sort(changes.closed.begin(), changes.closed.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return changes;
}

}  // namespace attt::remediation
