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

// What is said of the subject of this key by its rule.
std::vector<const Verdict*> of_rule(const Groups& groups, const FindingKey& key) {
    std::vector<const Verdict*> out;
    for (auto at = groups.lower_bound({key.subject, key.rule, ""});
         at != groups.end() && at->first.subject == key.subject && at->first.rule == key.rule; ++at)
        out.insert(out.end(), at->second.begin(), at->second.end());
    return out;
}

const Verdict& first_with(const std::vector<const Verdict*>& group, Outcome outcome) {
    return **std::find_if(group.begin(), group.end(), [&](const Verdict* v) { return v->outcome == outcome; });
}

std::optional<base::Time> observed(const base::Value& evidence) {
    return base::parse_rfc3339(evidence["observed_at"].string_or(""));
}

// Whether the pass stands on nothing new: what it saw is what had failed, so that only the rule can have changed.
bool same_look(const base::Value& failing, const base::Value& passing) {
    const base::Object* before = failing["facts"].if_object();
    const base::Object* now = passing["facts"].if_object();
    if (before == nullptr || now == nullptr || before->empty() || now->empty()) return false;
    bool compared = false;
    for (const auto& [name, value] : *now) {
        const base::Value* old = before->find(name);
        if (old == nullptr) continue;
        if (*old != value) return false;
        compared = true;
    }
    if (compared) return true;
    const auto earlier = observed(failing);
    const auto later = observed(passing);
    return earlier && later && *later <= *earlier;
}

class Settlement {
  public:
    Settlement(const Circumstances& circumstances, base::Time at) : circumstances_(circumstances) { changes_.at = at; }

    void retire(const Finding& finding) {
        if (finding.is_open() && circumstances_.retired.contains(finding.key.subject))
            close(finding, model::CloseKind::retired);
    }

    void judge(const FindingKey& key, const std::vector<const Verdict*>& group, const Finding* known) {
        if (circumstances_.retired.contains(key.subject)) return;
        const Outcome outcome = model::combined(group);
        if (outcome == Outcome::fail) return fail(key, first_with(group, Outcome::fail), known);
        if (known == nullptr || !known->is_open()) return;
        if (outcome == Outcome::unknown) {
            changes_.unverified.push_back({known->id, first_with(group, Outcome::unknown).reason});
        } else if (!circumstances_.quarantine.empty()) {
            changes_.unverified.push_back({known->id, circumstances_.quarantine});
        } else if (outcome == Outcome::not_applicable) {
            close(*known, model::CloseKind::not_applicable);
        } else {
            const bool same = same_look(known->evidence, first_with(group, Outcome::pass).evidence);
            close(*known, same ? model::CloseKind::rule_changed : model::CloseKind::verified_fixed);
        }
    }

    // A finding of whose key nothing is said; `group`: what is said of its subject by its rule, not empty.
    void look_for(const Finding& finding, const std::vector<const Verdict*>& group) {
        if (!finding.is_open() || circumstances_.retired.contains(finding.key.subject)) return;
        const Verdict* listed = nullptr;
        bool all_listed = true;
        bool applies = false;
        for (const Verdict* verdict : group) {
            if (verdict->outcome == Outcome::unknown && verdict->instance.empty()) {
                changes_.unverified.push_back({finding.id, verdict->reason});
                return;
            }
            applies = applies || verdict->outcome != Outcome::not_applicable;
            if (verdict->outcome != Outcome::pass && verdict->outcome != Outcome::fail) continue;
            all_listed = all_listed && verdict->evidence["instances_of"].if_string() != nullptr;
            listed = verdict;
        }
        if (applies && (listed == nullptr || !all_listed)) return;
        if (!circumstances_.quarantine.empty()) {
            changes_.unverified.push_back({finding.id, circumstances_.quarantine});
        } else if (!applies) {
            close(finding, model::CloseKind::not_applicable);
        } else {
            const bool same = finding.key.instance.empty() || same_look(finding.evidence, listed->evidence);
            close(finding, same ? model::CloseKind::rule_changed : model::CloseKind::verified_fixed);
        }
    }

    void end_waivers(const Finding& finding) {
        if (!finding.is_open() || closed_.contains(finding.id)) return;
        for (const model::Waiver& waiver : finding.work.waivers) {
            if (waiver.in_force(changes_.at)) continue;
            changes_.followed.push_back(
                {finding.id, model::EventKind::waiver_ended,
                 base::Object{{"kind", name_of(waiver.kind)}, {"until", base::to_iso_date(waiver.until)}}});
        }
    }

    Changes result() {
        std::sort(changes_.closed.begin(), changes_.closed.end(),
                  [](const auto& a, const auto& b) { return a.key < b.key; });
        return std::move(changes_);
    }

  private:
    void fail(const FindingKey& key, const Verdict& failing, const Finding* known) {
        if (known == nullptr || !known->is_open()) {
            const int episode = known == nullptr ? 1 : known->episodes.back().number + 1;
            changes_.opened.push_back({key, episode, failing.severity, failing.evidence, failing.endpoint});
            return;
        }
        changes_.still_open.push_back({known->id, failing.severity, failing.evidence, failing.endpoint});
        const auto seen = observed(failing.evidence);
        if (known->work.claim && seen && *seen > known->work.claim->at) {
            changes_.followed.push_back(
                {known->id, model::EventKind::claim_refuted, base::Object{{"observed_at", base::to_rfc3339(*seen)}}});
        }
    }

    void close(const Finding& finding, model::CloseKind kind) {
        changes_.closed.push_back({finding.id, finding.key, finding.episodes.back().number, kind});
        closed_.insert(finding.id);
    }

    const Circumstances& circumstances_;
    Changes changes_;
    std::set<std::string> closed_;
};

}  // namespace

model::Changes settle(std::span<const Finding> findings, std::span<const Verdict> verdicts,
                      const Circumstances& circumstances, base::Time at) {
    std::map<FindingKey, const Finding*> known;
    for (const Finding& finding : findings)
        known.emplace(finding.key, &finding);
    Settlement settlement(circumstances, at);
    for (const auto& [key, finding] : known)
        settlement.retire(*finding);
    const Groups groups = grouped(verdicts);
    auto next = known.begin();
    const auto look_for_those_before = [&](const FindingKey* key) {
        for (; next != known.end() && (key == nullptr || next->first < *key); ++next) {
            const auto others = of_rule(groups, next->first);
            if (!others.empty()) settlement.look_for(*next->second, others);
        }
    };
    for (const auto& [key, group] : groups) {
        look_for_those_before(&key);
        const bool there = next != known.end() && next->first == key;
        settlement.judge(key, group, there ? (next++)->second : nullptr);
    }
    look_for_those_before(nullptr);
    for (const auto& [key, finding] : known)
        settlement.end_waivers(*finding);
    return settlement.result();
}

}  // namespace attt::remediation
