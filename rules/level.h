// Levels of information systems as the decrees have them, by regime: criteria, authorities, time limits, parts of the
// dossier. Data of rules/levels/*.toml; the proposal of a level is a pure function of answers.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/inventory.h"
#include "rules/expression.h"
#include "rules/rule.h"

namespace attt::rules {

// Who appraises or approves. The words of people for a role are in the catalogue's "role." table.
enum class Role { unknown, specialised_unit, owner, ministry, council, other_unit };
inline constexpr std::array<std::string_view, 6> role_names = {"unknown",  "specialised_unit", "owner",
                                                               "ministry", "council",          "other_unit"};
inline std::string_view name_of(Role role) {
    return role_names[static_cast<std::size_t>(role)];
}
Role role_of(std::string_view name);  // unknown for any other word

struct Criterion {
    std::string clause;  // "nd-85-2016.d9-2c": the law's id of it
    int level = 0;
    std::shared_ptr<const Expression> when;  // over the facts of questions.toml
};

struct Authority {
    std::vector<int> levels;
    Role appraiser = Role::unknown;
    Role approver = Role::unknown;
    std::string clause;
};

enum class DayUnit { calendar, working };

// A step that the decree limits: "validity" (from submission to an answer that the dossier is not valid), "appraisal"
// (from a valid dossier), "approval".
struct TimeLimit {
    std::string step;
    std::vector<int> levels;
    int days = 0;
    DayUnit unit = DayUnit::working;
    std::string clause;
};

struct Cycle {  // periodic assessment of one system
    std::vector<int> levels;
    int months = 0;
    std::string clause;
};

inline constexpr std::array<std::string_view, 6> part_names = {"description",     "design",         "level_grounds",
                                                               "protection_plan", "expert_opinion", "regulation"};
struct Part {
    std::string id;           // of part_names
    std::vector<int> levels;  // empty: every level
    std::string clause;
};

struct Transition {
    base::Date investing_before;  // for systems under investment before this day
    base::Date approve_until;     // by the former decree
    base::Date implement_until;
    std::string clause;
    std::string keeps_level;  // clause: what was classified keeps its level
};

struct Regime {
    std::string id;  // "2016"
    Text title;
    std::string decree;  // instrument id
    std::string standard;
    base::Date effective_from;
    std::optional<base::Date> effective_to;                                                     // last day
    std::string highest_of_components, redetermination, role_conflict, regulation, assessment;  // clause ids
    Text ministry;
    std::vector<Criterion> criteria;
    std::vector<Authority> authorities;
    std::vector<TimeLimit> limits;
    std::vector<Cycle> cycles;
    std::vector<Part> parts;
    std::optional<Transition> transition;
    std::string report_clause, report_form;

    const Authority* authority(int level) const;
    const TimeLimit* limit(std::string_view step, int level) const;
    const Cycle* cycle(int level) const;
    std::vector<const Part*> parts_of(std::optional<int> level) const;  // of an unknown level: those of every level
};

// Answers that the inventory gives by itself.
struct InventoryAnswer {
    std::shared_ptr<const Expression> when;  // over facts of systems
    base::Object answers;
};

struct LevelRules {
    FactDeclarations questions;      // "level.users" -> its type, its sentence, the words of its values
    std::vector<std::string> order;  // names of questions, as the file has them
    std::vector<InventoryAnswer> inventory;
    std::vector<Regime> regimes;  // by date

    const Regime* regime(std::string_view id) const;
    // The one in force that day; the oldest before its time. REQUIRES: not empty.
    const Regime& regime_on(base::Date date) const;
};

struct LoadedLevels {
    LevelRules levels;
    std::vector<base::Error> defects;
};
// Reads levels/questions.toml and every other levels/*.toml of each directory; clause ids are checked against the law,
// facts of inventory answers against `rules`.
LoadedLevels load_levels(const std::vector<std::string>& directories, const RuleSet& rules);

// Answers by question. What is not here is not known.
using Answers = std::map<std::string, base::Value, std::less<>>;

// What the inventory answers about a system.
Answers answers_of(const LevelRules& levels, const RuleSet& rules, const model::InformationSystem& system);

struct OpenCriterion {
    const Criterion* criterion = nullptr;
    std::string question;  // the first whose answer is missing
};

// The level of one component.
struct Proposal {
    std::optional<int> level;             // none: no criterion holds for certain
    std::vector<const Criterion*> fired;  // that hold, highest level first
    std::vector<OpenCriterion> open;      // of a higher level than the proposed, that unanswered questions leave open

    // Whether no open criterion could raise it.
    bool certain() const { return level && open.empty(); }
};
Proposal propose(const Regime& regime, const Answers& answers);

// The question to ask next: the first in the order of the file whose answer could raise the level or, where none is
// proposed yet, give one. Nothing when the level is settled.
// `skipped`: those that nobody could answer.
std::optional<std::string> next_question(const LevelRules& levels, const Regime& regime, const Answers& answers,
                                         const std::set<std::string>& skipped = {});

// An answer as a person writes it: a number, có/không/yes/no, the id or the words of a value, several joined by ';'.
// Errors: level.bad_answer (question, value, expected), level.unknown_question.
base::Result<base::Value> parse_answer(const LevelRules& levels, std::string_view question, std::string_view text);

// A system of several components takes the highest (one component: itself). Components in their order.
struct Component {
    std::string name;  // empty: the system as a whole
    Answers answers;
};
struct SystemProposal {
    std::optional<int> level;
    std::vector<Proposal> components;   // one for each, in order
    std::vector<std::size_t> deciding;  // which components give the level
    bool certain = false;
    std::vector<std::string> criteria;  // clause ids at that level, of the deciding components, each once
};
SystemProposal propose(const Regime& regime, std::span<const Component> components);

}  // namespace attt::rules
