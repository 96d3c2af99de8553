// What the log of a system's dossiers says as of a date: state, documents, parts, terms. Pure.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/dossier.h"
#include "rules/calendar.h"
#include "rules/level.h"

namespace attt::rules {

enum class DossierState { none, drafted, submitted, returned, appraised, approved, lapsed, withdrawn };
inline constexpr std::array<std::string_view, 8> dossier_state_names = {
    "none", "drafted", "submitted", "returned", "appraised", "approved", "lapsed", "withdrawn"};
inline std::string_view name_of(DossierState state) {
    return dossier_state_names[static_cast<std::size_t>(state)];
}
// The state as the inventory and Mẫu 08 have it: "none", "draft", "submitted", "appraised", "approved".
std::string_view reported_state(DossierState state);

// A dated act with its document.
struct Act {
    base::Date on;  // not ok() where only the inventory speaks and gives no date
    std::string number;
    std::string body;
    std::string role;
    std::optional<int> level;
};

struct Dossier {
    std::string system;
    int number = 1;  // of this system's dossiers, in the order they were begun
    DossierState state = DossierState::none;
    std::string regime;  // of its approval, else of its last submission, else of its beginning
    std::optional<Act> drafted, submitted, returned, appraised, approved;
    std::optional<base::Date> ended;  // lapsed or withdrawn
    std::optional<int> proposed_level;
    std::vector<std::string> criteria;
    std::string extent;  // how far the plan is implemented; empty: nothing was said
    std::optional<base::Date> fully_implemented;
    std::optional<base::Date> checked_before_use, checked_periodically;  // the newest
    std::optional<Act> regulation;
    std::optional<base::Date> expected_approval, expected_implementation;
    std::optional<base::Date> changed;  // the newest change after which no assessment was recorded
    std::vector<std::pair<base::Date, model::AttachedFile>> files;
    std::vector<model::DossierEvent> events;
    bool from_inventory = false;  // nothing but what the inventory states of it: no events, dates may be unset

    // The level that counts: approved, else appraised, else proposed.
    std::optional<int> level() const;
    bool has_part(std::string_view part) const;
};

// A system's dossiers, oldest first.
struct DossierLog {
    std::string system;
    std::vector<Dossier> dossiers;

    const Dossier* current() const { return dossiers.empty() ? nullptr : &dossiers.back(); }
    // The approval that stands: a later dossier that is still on its way does not take it away.
    const Dossier* standing() const;
};

// Events of one system, in the order of recording. Those dated after `as_of` are not there yet; a voided one and the
// voiding are left out.
DossierLog fold(std::span<const model::DossierEvent> events, const LevelRules& levels, base::Date as_of);
// Of many systems.
std::map<std::string, DossierLog, std::less<>> fold_all(std::span<const model::DossierEvent> events,
                                                        const LevelRules& levels, base::Date as_of);

// Of each system without a log of its own, what the inventory states (state, level, decision) as a dossier without
// events; a system of which it states nothing, or "none", gets none.
void add_from_inventory(std::map<std::string, DossierLog, std::less<>>& logs, const model::Inventory& inventory,
                        const LevelRules& levels);

// Whether `event` may follow `log` (folded without a date's limit). Errors: dossier.not_possible (kind, state),
// dossier.no_level, dossier.bad_extent (extent, allowed), dossier.before_2016, dossier.future, dossier.nothing_to_void.
base::Result<void> may_follow(const DossierLog& log, std::span<const model::DossierEvent> events,
                              const model::DossierEvent& event, base::Date today);

struct ChecklistItem {
    const Part* part = nullptr;
    std::vector<model::AttachedFile> files;  // newest last; of the regulation perhaps none but a number
    bool present = false;
};
// The parts that the dossier's regime asks at its level.
std::vector<ChecklistItem> checklist(const Dossier& dossier, const Regime& regime);

// A term of a step of one dossier.
struct Term {
    std::string system;
    std::string step;  // "validity", "appraisal", "approval", "transition_approval", "transition_implementation"
    base::Date from;
    Deadline due;
    std::optional<base::Date> done;  // none: still running
    DayUnit unit = DayUnit::working;
    int late = 0;  // days past the due day, in the unit of the term; 0: in time
    std::string clause;
};
// Every term that the decree sets for what has been recorded, running ones and ended ones. Levels 1 and 2 have none for
// appraisal; neither has a dossier whose level is not known.
std::vector<Term> terms_of(const DossierLog& log, const LevelRules& levels, const Calendar& calendar, base::Date as_of);

// Counters kept apart, with the same denominator: a plan that calls a system "determined" does not call it approved.
// Where a later step is on record, the earlier ones count as passed; that none of them is on record is a thing to look
// at.
struct DossierCounts {
    int managed = 0;     // systems that count (in use, or test with real data)
    int classified = 0;  // a level is declared, proposed or approved
    int built = 0;       // a dossier was begun
    int submitted = 0, appraised = 0, approved = 0;
    int implemented = 0;  // fully
    int checked = 0;      // before use or periodically
    int checked_periodically = 0;
};

}  // namespace attt::rules
