// A rule set as people read it: for the golden file, and for the page docs/rule-reference.md.
#pragma once

#include <string>

#include "rules/rule.h"

namespace attt::rules {

// What every rule means, without its long texts.
std::string written_out(const RuleSet& rules);

// The page: verbs, facts, rules.
std::string reference_page(const RuleSet& rules);

}  // namespace attt::rules
