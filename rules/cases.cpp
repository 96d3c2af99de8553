// A rule's own tests.
#include <algorithm>

#include "rules/deciding.h"
#include "rules/evaluate.h"

namespace attt::rules {
namespace {

using model::Fact;

void take_doubts(const base::Value& doubts, Fact& fact) {
    const std::string reason = "stated by the case";
    const base::Array* elements = doubts.if_array();
    if (elements == nullptr) {
        fact.undetermined.push_back({{}, reason});
        return;
    }
    for (const base::Value& element : *elements)
        fact.undetermined.push_back({element, reason});
}

Fact fact_of(const std::string& name, const base::Value& stated, const FactDeclarations& declarations,
             base::Time seen) {
    Fact fact;
    fact.name = name;
    fact.observed_at = seen;
    const base::Object* marks = stated.if_object();
    const base::Value* unknown = marks != nullptr ? marks->find("unknown") : nullptr;
    const base::Value* doubts = marks != nullptr ? marks->find("undetermined") : nullptr;
    const bool absent = marks != nullptr && marks->contains("absent");
    if (unknown != nullptr) {
        fact.missing = unknown->string_or("");
    } else if (doubts != nullptr) {
        fact.value = stated["value"];
        const auto declared = declarations.find(name);
        const bool is_list = declared != declarations.end() && declared->second.type == FactType::strings;
        // doubt about some elements says that the others were refused
        if (fact.value.is_null() && is_list && doubts->if_array() != nullptr) fact.value = base::Array();
        take_doubts(*doubts, fact);
    } else if (!absent) {
        fact.value = stated;
    }
    return fact;
}

CaseResult run_case(const Rule& rule, const Case& one, const RuleSet& rules) {
    std::vector<Fact> facts;
    for (const auto& [name, value] : one.facts)
        facts.push_back(fact_of(name, value, rules.facts, one.as_of - one.age));
    const model::SubjectRef subject{rule.subject, "case"};
    const Explanation explanation = explain(rule, rules, subject, facts, one.as_of);

    std::vector<const model::Verdict*> verdicts;
    for (const model::Verdict& verdict : explanation.verdicts) {
        if (one.instance.empty() || verdict.instance == one.instance) verdicts.push_back(&verdict);
    }
    CaseResult result{rule.id, one.name, one.expected, model::Outcome::unknown, {}, rule.file, one.line};
    if (verdicts.empty()) return result;
    const model::Verdict& verdict = deciding(verdicts);
    result.got = verdict.outcome;
    result.reason = verdict.reason;
    return result;
}

}  // namespace

std::vector<CaseResult> run_cases(const RuleSet& rules) {
    std::vector<CaseResult> results;
    for (const Rule& rule : rules.rules) {
        for (const Case& one : rule.cases)
            results.push_back(run_case(rule, one, rules));
    }
    return results;
}

}  // namespace attt::rules
