// Judgement: pure functions of facts, rules and a date.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "base/time.h"
#include "model/observation.h"
#include "model/verdict.h"
#include "rules/rule.h"

namespace attt::rules {

// The facts of one subject from its newest observations (all probes, all endpoints, its inventory record): declared
// facts picked out by their path, those that a failed observation could not give marked missing with the reason, and
// what compares facts with facts (derived, declared in facts.toml too). `observations` are all of one subject.
std::vector<model::Fact> derive(std::span<const model::Observation> observations, const FactDeclarations& declarations);

// Every rule of the subject's kind over its facts. One verdict per rule, endpoint (where the rule reads facts of
// endpoints) and instance, in the order of rule id, endpoint, instance. Where a fact lists the instances and lists
// none, or is not known, the one verdict has no instance; evidence["instances_of"] says that all of its list was
// judged. Three-valued: a missing, stale or undetermined fact gives unknown wherever it could decide.
std::vector<model::Verdict> evaluate(const RuleSet& rules, const model::SubjectRef& subject,
                                     std::span<const model::Fact> facts, base::Time as_of);

// The same for many subjects: the rules are made ready once. `wanted`: which of them to ask; none: all. The rule set
// must outlive it.
class Evaluator {
  public:
    using Wanted = std::function<bool(const Rule&)>;
    explicit Evaluator(const RuleSet& rules, const Wanted& wanted = {});
    Evaluator(Evaluator&&) noexcept;
    ~Evaluator();
    // Whether a rule speaks of such subjects.
    bool asks(model::SubjectKind kind) const;
    std::vector<model::Verdict> operator()(const model::SubjectRef& subject, std::span<const model::Fact> facts,
                                           base::Time as_of) const;

  private:
    struct Ready;
    std::array<std::vector<Ready>, model::subject_kind_names.size()> by_kind_;
};

// One rule, opened: what `attt rules explain` prints.
struct Explanation {
    std::vector<model::Verdict> verdicts;
    std::vector<model::Fact> facts;  // those that the rule reads
    std::string condition;           // `applies_when` in words of the rule language
    std::string requirement;         // `require` likewise
};
Explanation explain(const Rule& rule, const RuleSet& rules, const model::SubjectRef& subject,
                    std::span<const model::Fact> facts, base::Time as_of);

}  // namespace attt::rules
