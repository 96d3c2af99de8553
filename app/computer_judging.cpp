#include "app/computer_judging.h"

#include "app/coverage.h"
#include "app/judge.h"
#include "rules/evaluate.h"

namespace attt::app {

Judging::Judging(const rules::RuleSet& rules, const Reconciled& reconciled, base::Time as_of)
    : rules_(rules), reconciled_(reconciled), support_(os_support()), as_of_(as_of) {}

std::vector<model::Verdict> Judging::of(std::size_t computer, model::LinkTier worst) const {
    const model::Computer& listed = reconciled_.inventory.computers[computer];
    // what the inventory itself says is taken as of now: its age is not what is asked here
    model::Observation observation = model::inventory_observation(listed, as_of_);
    add_source_facts(observation, reconciled_, reconciled_.links_of(computer), worst, support_);
    const auto facts = rules::derive(std::span(&observation, 1), rules_.facts);
    return rules::evaluate(rules_, observation.subject, facts, as_of_);
}

}  // namespace attt::app
