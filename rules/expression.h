// A condition over facts: a tree of a closed list of verbs, judged in three values (Kleene). What is not known stays
// unknown unless the rest decides without it.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "model/observation.h"
#include "rules/pattern.h"

namespace attt::rules {

enum class Verb {
    equals,
    one_of,
    at_least,
    at_most,
    contains_all,
    contains_none,
    present,
    absent,
    matches,
    days_left_at_least,
    all_of,
    any_of,
    negation,
};
inline constexpr std::array<std::string_view, 13> verb_names = {
    "equals",        "one_of",  "at_least", "at_most", "contains_all",
    "contains_none", "present", "absent",   "matches", "days_left_at_least",
    "all_of",        "any_of",  "not"};

inline std::string_view name_of(Verb verb) {
    return verb_names[static_cast<std::size_t>(verb)];
}

// The word that stands for the instance in an operand.
inline constexpr std::string_view instance_word = "$instance";

struct Expression {
    Verb verb = Verb::present;
    std::string fact;                        // of a verb over one fact
    base::Value operand;                     // what the fact is compared with
    std::shared_ptr<const Pattern> pattern;  // of matches
    std::vector<Expression> operands;        // of all_of, any_of, not
};

enum class Truth { no, yes, unknown };
struct Judgement {
    Truth truth = Truth::unknown;
    std::string reason;  // where unknown: form of model::Verdict::reason
};

// What an expression is judged in.
struct Circumstances {
    std::function<const model::Fact*(std::string_view)> fact;  // nullptr: nobody has looked
    std::string_view instance;
    base::Time as_of;
    std::optional<base::Duration> max_age;  // facts seen longer before as_of are unknown
};

Judgement judge(const Expression& expression, const Circumstances& circumstances);

// The names of all facts that it reads.
void collect_facts(const Expression& expression, std::set<std::string, std::less<>>& facts);
// Whether any operand is the word "$instance".
bool speaks_of_instance(const Expression& expression);

// The operand of a verb with the instance in the place of its word.
base::Value bound(const base::Value& operand, std::string_view instance);

// In words of the rule language: `tls.versions contains_none ["SSLv2"]`.
std::string text_of(const Expression& expression, std::string_view instance = instance_word);
// As plain data, for hashes.
base::Value value_of(const Expression& expression);

// The probe of a fact: "tls" of "tls.certificate.not_after".
inline std::string_view probe_of(std::string_view fact) {
    return fact.substr(0, fact.find('.'));
}

}  // namespace attt::rules
