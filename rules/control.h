// Requirements of the standard for each level, and how far a system meets them by its own assessment. Data of
// rules/controls/*.toml; pure.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/control.h"
#include "model/verdict.h"
#include "rules/level.h"

namespace attt::rules {

// A product that is compulsory for some systems of a level: where a criterion of the list gave the level (none listed:
// always) and `when` holds of the answers (null: always).
struct Product {
    std::vector<int> levels;
    std::vector<std::string> criteria;  // clause ids
    std::shared_ptr<const Expression> when;
    Text text;
};

struct Control {
    std::string id;      // "KT.UD.04": permanent, the same at every level
    std::string part;    // "management", "technical", "design", "own"
    std::string parent;  // of an organisation's own sub-requirement
    Text group, title;
    std::map<int, std::string> clauses;  // level -> the clause as the standard or the circular numbers it
    std::string confidence;              // empty: as its standard
    std::vector<std::string> evidence;   // rules whose verdicts bear on it
    std::vector<Product> products;
};

// Whether it is the standard's, not an organisation's own.
bool is_compulsory(const Control& control);

struct ControlCatalogue {
    std::string id;        // "tcvn-11930"
    std::string standard;  // instrument id
    std::string regime;
    std::vector<Control> controls;  // in the order of the file; an organisation's own after their parents

    const Control* control(std::string_view id) const;
    // Those that the standard has at this level.
    std::vector<const Control*> of_level(int level) const;
};

struct LoadedControls {
    std::vector<ControlCatalogue> catalogues;
    std::vector<base::Error> defects;

    const ControlCatalogue* of_regime(std::string_view regime) const;
};
// Reads controls/*.toml of each directory. A file with `extends` adds an office's own sub-requirements to a catalogue.
LoadedControls load_controls(const std::vector<std::string>& directories, const RuleSet& rules,
                             const LevelRules& levels);

// Whether a product is compulsory for a system of this level: yes, or unknown where the criterion that gave the level
// or an answer is missing. Products that are not are left out.
struct NeededProduct {
    const Product* product = nullptr;
    Truth needed = Truth::unknown;
};
std::vector<NeededProduct> needed_products(const Control& control, int level, std::span<const std::string> criteria,
                                           const Answers& answers, const Law& law);

// What our own rules say of a control: the verdicts of the system, its sites and its computers.
struct AutomaticEvidence {
    model::Outcome outcome = model::Outcome::not_applicable;  // not_applicable: no rule bears on it
    int passed = 0, failed = 0, unknown = 0;                  // verdicts
    std::vector<std::string> failing;                         // rule ids, each once
};
AutomaticEvidence automatic_evidence(const Control& control, const RuleSet& rules,
                                     std::span<const model::Verdict* const> verdicts);

enum class ControlStanding {
    satisfied,     // met, or not applicable with a reason; not expired
    contradicted,  // declared met while a rule of ours fails: to be verified, not counted
    expired,       // the assessment no longer holds
    compensated,   // partly or not met, with a compensation that holds
    partly,
    not_met,
    not_assessed,
};
inline constexpr std::array<std::string_view, 7> control_standing_names = {
    "satisfied", "contradicted", "expired", "compensated", "partly", "not_met", "not_assessed"};
inline std::string_view name_of(ControlStanding standing) {
    return control_standing_names[static_cast<std::size_t>(standing)];
}

struct ControlStatus {
    const Control* control = nullptr;
    std::optional<model::ControlAssessment> assessment;
    AutomaticEvidence automatic;
    ControlStanding standing = ControlStanding::not_assessed;
    // The two part: declared met and a rule fails, or declared not met while all rules pass.
    bool disagreement = false;
    std::vector<NeededProduct> products;
};

// A system against the requirements of its level, by its own assessment ("tự đánh giá").
struct SystemControls {
    std::string system;
    std::optional<int> level;  // none: nothing can be said
    std::vector<ControlStatus> controls;
    // Of the standard's own requirements; an organisation's sub-requirements are followed, and not counted.
    int required = 0;
    int satisfied = 0;

    int total() const { return required; }
    int missing() const { return required - satisfied; }
    // What target V.2 counts: every compulsory requirement of the level satisfied.
    bool complete() const { return level && total() > 0 && missing() == 0; }
};

struct ControlInput {
    std::string system;
    std::optional<int> level;
    std::vector<std::string> criteria;  // clause ids that gave the level
    Answers answers;
    std::vector<model::ControlAssessment> assessments;  // the newest of each control, of this system
    std::vector<const model::Verdict*> verdicts;        // of the system, its sites, its computers
    base::Date as_of;
};
SystemControls assess(const ControlCatalogue& catalogue, const ControlInput& input, const RuleSet& rules);

// What is wrong with an assessment as written; nothing when it may be recorded. Errors: control.unknown (control,
// nearest), control.no_reason, control.no_date, control.future, control.expired_before, control.no_assessor.
base::Result<void> check(const model::ControlAssessment& assessment, const ControlCatalogue& catalogue,
                         base::Date today);

}  // namespace attt::rules
