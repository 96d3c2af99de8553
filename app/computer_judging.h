// What the rules say of one computer by what its sources say. Private to the use cases of coverage.
#pragma once

#include <vector>

#include "app/computers.h"
#include "model/verdict.h"
#include "rules/rule.h"

namespace attt::app {

class Judging {
  public:
    Judging(const rules::RuleSet& rules, const Reconciled& reconciled, base::Time as_of);
    // When links down to a tier are believed.
    std::vector<model::Verdict> of(std::size_t computer, model::LinkTier worst) const;

  private:
    const rules::RuleSet& rules_;
    const Reconciled& reconciled_;
    OsSupport support_;
    base::Time as_of_;
};

}  // namespace attt::app
