#include "app/finding_item.h"

#include "rules/expression.h"

namespace attt::app {
namespace {

// In words when the rule still requires what it required then; else as the verdict kept it.
std::string requirement_of(const FindingWords& words, const model::Finding& finding) {
    std::string kept = finding.evidence["required"].string_or("");
    const rules::Rule* rule = words.rules.rule(finding.key.rule);
    if (rule == nullptr || rules::text_of(*rule->require, finding.key.instance) != kept) return kept;
    return requirement_in_words(*rule, finding.key.instance, words.rules, words.texts);
}

}  // namespace

reports::FindingItem finding_item(const FindingWords& words, model::Finding finding, model::FindingState state,
                                  const std::string& subject_name) {
    reports::FindingItem item;
    item.state = state;
    item.subject_name = subject_name.empty() ? finding.key.subject.id : subject_name;
    if (const rules::Rule* rule = words.rules.rule(finding.key.rule)) {
        const base::Language language = words.texts.language();
        item.title = rule->title.in(language);
        item.rationale = rule->rationale.in(language);
        item.remediation = rule->remediation.in(language);
        item.basis = basis_as_of(*rule, words.rules.law, words.as_of, language);
    } else {
        item.title = finding.evidence["facts"]["reported.title"].string_or(finding.key.rule);
        item.remediation = finding.evidence["facts"]["reported.solution"].string_or("");
    }
    item.evidence = evidence_in_words(finding.evidence, words.rules, words.texts);
    item.requirement = requirement_of(words, finding);
    finding.unverified_reason = reason_in_words(finding.unverified_reason, words.texts, &words.rules);
    item.finding = std::move(finding);
    return item;
}

}  // namespace attt::app
