// The rule sets that have judged, kept in the store so that any date can be read by the rules of another.
#pragma once

#include <string>

#include "base/error.h"
#include "base/time.h"
#include "rules/rule.h"
#include "store/store.h"

namespace attt::app {

// Kept once; the same files again change nothing.
base::Result<void> keep_rule_set(store::Store& store, const rules::RuleSet& rules, base::Time at);

struct ArchivedRules {
    rules::RuleSet rules;
    std::string date;  // of the set; empty where its files have none
    std::string hash;  // that it had when it judged
};
// Of the rule sets that have judged and the present one: that whose hash begins with `named` (at least eight digits),
// or, where it is a date, that with the newest date at or before it (of equal ones the present one, else the one that
// judged last). Empty: the present one.
// Errors: date.*, rescore.no_rules (named, known: the dates there are), rescore.unreadable (this program no longer
// reads it).
base::Result<ArchivedRules> rules_named(store::Store& store, const rules::RuleSet& present, const std::string& named);

}  // namespace attt::app
