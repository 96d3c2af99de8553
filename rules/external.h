// What other tools' results mean to us: data (external.toml) and a pure judgement. A result is a fact of its source; a
// finding stands until that source looks again and no longer sees it, or until it turns out to be a finding of ours.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/external.h"
#include "model/finding.h"
#include "model/verdict.h"

namespace attt::rules {

// What a tool's word for a severity means.
enum class Grade { critical, high, medium, low, info, ok, note, unmeasured };
inline constexpr std::array<std::string_view, 8> grade_names = {"critical", "high", "medium", "low",
                                                                "info",     "ok",   "note",   "unmeasured"};

// A result that says what a rule of ours says.
struct SameAs {
    std::string tool;
    std::string reference;
    std::string rule;
    std::string instance;  // empty: any
};

struct ExternalRules {
    std::map<std::string, std::map<std::string, Grade>> severity;  // tool, folded word
    std::vector<std::pair<double, Grade>> cvss;                    // from which score on, highest first
    Grade otherwise = Grade::medium;
    std::vector<SameAs> same;
    std::vector<model::ExternalColumns> tables;  // the office's own first

    // The meaning of a result's severity: its word, else its score, else `otherwise`.
    Grade grade(const std::string& tool, const model::ExternalResult& result) const;
    // Whether the tool's word is known.
    bool knows(const std::string& tool, const std::string& said) const;
    // The rules of ours that say the same.
    std::vector<const SameAs*> same_as(const std::string& tool, const std::string& reference) const;
};

struct LoadedExternalRules {
    ExternalRules rules;
    std::vector<base::Error> defects;  // empty: usable
};
// external.toml of each directory; what later ones say goes before. `known_rules`: ids that `same` may name.
LoadedExternalRules load_external_rules(const std::vector<std::string>& directories,
                                        const std::vector<std::string>& known_rules);

// "external.nessus": the rule under which the findings of a tool live.
std::string external_rule(const std::string& tool);
bool is_external_rule(std::string_view rule);

// One verdict for each result that was ever graded as a weakness, of each subject and source:
// - fail while the newest look of the source that can tell still sees it;
// - pass once a later, whole look of the same source does not, or says itself that it is in order;
// - not applicable ("joined: RULE") where the same is a finding of ours that was open at or after that look.
// `looks`: those with a subject, in any order. `own`: verdicts of our rules in this evaluation. `findings`: what the
// store knows.
std::vector<model::Verdict> judge_external(const ExternalRules& rules, std::span<const model::ExternalLook> looks,
                                           std::span<const model::Verdict> own,
                                           std::span<const model::Finding> findings);

}  // namespace attt::rules
