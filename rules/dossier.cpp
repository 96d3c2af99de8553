#include "rules/dossier.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace attt::rules {
namespace {

using model::DossierEvent;
using Kind = model::DossierEventKind;

Act act_of(const DossierEvent& event) {
    return {event.on, event.number, event.body, event.role, event.level};
}

bool is_over(DossierState state) {
    return state == DossierState::approved || state == DossierState::lapsed || state == DossierState::withdrawn;
}

// Whether this event begins a dossier of its own after the last one.
bool begins_another(const DossierLog& log, const DossierEvent& event) {
    if (log.dossiers.empty()) return true;
    const DossierState state = log.dossiers.back().state;
    const bool first_step =
        event.kind == Kind::drafted || event.kind == Kind::submitted || event.kind == Kind::approved;
    return first_step && is_over(state);
}

void note_level(Dossier& dossier, const DossierEvent& event) {
    if (event.level) dossier.proposed_level = event.level;
    if (!event.criteria.empty()) dossier.criteria = event.criteria;
}

// The plan that was checked is the one in force: an assessment after a change answers that change.
void note_check(Dossier& dossier, const DossierEvent& event) {
    auto& day = event.extent == "periodic" ? dossier.checked_periodically : dossier.checked_before_use;
    day = std::max(day.value_or(event.on), event.on);
    if (dossier.changed && *dossier.changed <= event.on) dossier.changed.reset();
}

void note_change(Dossier& dossier, const DossierEvent& event) {
    const base::Date assessed = std::max(dossier.checked_before_use.value_or(base::Date()),
                                         dossier.checked_periodically.value_or(base::Date()));
    if (assessed.ok() && event.on <= assessed) return;
    dossier.changed = std::max(dossier.changed.value_or(event.on), event.on);
}

void note_files(Dossier& dossier, const DossierEvent& event) {
    for (const model::AttachedFile& file : event.files)
        dossier.files.emplace_back(event.on, file);
    const bool regulation =
        std::any_of(event.files.begin(), event.files.end(), [](const auto& file) { return file.part == "regulation"; });
    if (event.kind == Kind::attached && (regulation || event.extent == "regulation"))
        dossier.regulation = act_of(event);
}

void apply(Dossier& dossier, const DossierEvent& event, const LevelRules& levels) {
    const std::string regime = event.regime.empty() ? levels.regime_on(event.on).id : event.regime;
    note_files(dossier, event);
    switch (event.kind) {
        case Kind::drafted:
            if (!dossier.drafted) dossier.drafted = act_of(event);
            dossier.state = DossierState::drafted;
            dossier.regime = regime;
            note_level(dossier, event);
            break;
        case Kind::submitted:
            dossier.submitted = act_of(event);
            dossier.state = DossierState::submitted;
            dossier.regime = regime;
            note_level(dossier, event);
            break;
        case Kind::returned:
            dossier.returned = act_of(event);
            dossier.state = DossierState::returned;
            break;
        case Kind::appraised:
            dossier.appraised = act_of(event);
            dossier.state = DossierState::appraised;
            break;
        case Kind::approved:
            dossier.approved = act_of(event);
            dossier.state = DossierState::approved;
            // what was submitted under a decree is approved under it, unless the decision says another
            if (!event.regime.empty() || !dossier.submitted) dossier.regime = regime;
            if (!event.criteria.empty()) dossier.criteria = event.criteria;
            break;
        case Kind::implemented:
            dossier.extent = event.extent;
            dossier.fully_implemented = event.extent == "full" ? std::optional(event.on) : std::nullopt;
            break;
        case Kind::checked: note_check(dossier, event); break;
        case Kind::changed: note_change(dossier, event); break;
        case Kind::lapsed:
        case Kind::withdrawn:
            dossier.state = event.kind == Kind::lapsed ? DossierState::lapsed : DossierState::withdrawn;
            dossier.ended = event.on;
            break;
        case Kind::expected:
            (event.extent == "implementation" ? dossier.expected_implementation : dossier.expected_approval) = event.on;
            break;
        case Kind::attached:
        case Kind::voided: break;
    }
    dossier.events.push_back(event);
}

// When something is expected is said on a day before it; the day of the event is the day expected.
bool is_there(const DossierEvent& event, base::Date as_of) {
    return event.kind == Kind::expected ? base::local_date(event.recorded_at) <= as_of : event.on <= as_of;
}

std::set<std::int64_t> voided_in(std::span<const DossierEvent> events) {
    std::set<std::int64_t> out;
    for (const DossierEvent& event : events) {
        if (event.kind == Kind::voided && event.voids) out.insert(*event.voids);
    }
    return out;
}

std::vector<Kind> allowed_after(DossierState state) {
    switch (state) {
        // a list from before the log may know no more than that a system is approved
        case DossierState::none: return {Kind::drafted, Kind::submitted, Kind::approved};
        case DossierState::drafted:
            return {Kind::drafted,   Kind::submitted, Kind::approved,    Kind::attached,
                    Kind::withdrawn, Kind::expected,  Kind::implemented, Kind::checked};
        case DossierState::submitted:
            return {Kind::returned,  Kind::appraised, Kind::approved,    Kind::attached,
                    Kind::withdrawn, Kind::expected,  Kind::implemented, Kind::checked};
        case DossierState::returned:
            return {Kind::drafted,  Kind::submitted,   Kind::attached, Kind::withdrawn,
                    Kind::expected, Kind::implemented, Kind::checked};
        case DossierState::appraised:
            return {Kind::returned, Kind::approved,    Kind::attached, Kind::withdrawn,
                    Kind::expected, Kind::implemented, Kind::checked};
        case DossierState::approved:
            return {Kind::implemented, Kind::checked, Kind::changed,   Kind::lapsed,  Kind::attached,
                    Kind::expected,    Kind::drafted, Kind::submitted, Kind::approved};
        case DossierState::lapsed:
        case DossierState::withdrawn: return {Kind::drafted, Kind::submitted, Kind::approved};
    }
    return {};
}

template <class Names>
base::Result<void> check_extent(const DossierEvent& event, const Names& names) {
    if (std::find(names.begin(), names.end(), event.extent) != names.end()) return {};
    return base::fail(base::ErrorCode::bad_input, "dossier.bad_extent",
                      {{"extent", event.extent}, {"allowed", fmt::format("{}", fmt::join(names, ", "))}});
}

base::Result<void> check_own(const DossierEvent& event, base::Date today) {
    const base::Date first{std::chrono::year(2016), std::chrono::July, std::chrono::day(1)};
    if (event.on < first)
        return base::fail(base::ErrorCode::bad_input, "dossier.before_2016", {{"date", base::show_date(event.on)}});
    if (event.kind != Kind::expected && event.on > today)
        return base::fail(base::ErrorCode::bad_input, "dossier.future", {{"date", base::show_date(event.on)}});
    if (event.level && (*event.level < 1 || *event.level > 5))
        return base::fail(base::ErrorCode::bad_input, "dossier.no_level", {{"level", std::to_string(*event.level)}});
    if (event.kind == Kind::implemented) return check_extent(event, model::implementation_extents);
    if (event.kind == Kind::checked) return check_extent(event, model::check_extents);
    if (event.kind == Kind::expected) return check_extent(event, model::expected_extents);
    return {};
}

// --- terms ---

class TermList {
  public:
    TermList(const DossierLog& log, const LevelRules& levels, const Calendar& calendar, base::Date as_of)
        : log_(log), levels_(levels), calendar_(calendar), as_of_(as_of) {}

    std::vector<Term> all() {
        for (const Dossier& dossier : log_.dossiers)
            of(dossier);
        transition();
        return std::move(terms_);
    }

  private:
    void of(const Dossier& dossier) {
        const Regime* regime = levels_.regime(dossier.regime);
        if (regime == nullptr) return;
        const DossierEvent* submission = nullptr;
        const DossierEvent* appraisal = nullptr;
        std::optional<int> level = dossier.level();
        for (const DossierEvent& event : dossier.events) {
            switch (event.kind) {
                case Kind::submitted: submission = &event; break;
                case Kind::returned:
                    if (submission != nullptr) add(*regime, "validity", level, submission->on, event.on);
                    submission = appraisal = nullptr;
                    break;
                case Kind::appraised:
                    if (submission != nullptr) add(*regime, "appraisal", level, submission->on, event.on);
                    submission = nullptr;
                    appraisal = &event;
                    break;
                case Kind::approved:
                    if (submission != nullptr) add(*regime, "appraisal", level, submission->on, event.on);
                    if (appraisal != nullptr) add(*regime, "approval", level, appraisal->on, event.on);
                    submission = appraisal = nullptr;
                    break;
                case Kind::withdrawn:
                case Kind::lapsed: submission = appraisal = nullptr; break;
                default: break;
            }
        }
        if (submission != nullptr) add(*regime, "appraisal", level, submission->on, std::nullopt);
        if (appraisal != nullptr) add(*regime, "approval", level, appraisal->on, std::nullopt);
    }

    void add(const Regime& regime, const char* step, std::optional<int> level, base::Date from,
             std::optional<base::Date> done) {
        const TimeLimit* limit = level ? regime.limit(step, *level) : nullptr;
        if (limit == nullptr) return;
        Term term{log_.system, step,        from, calendar_.deadline(from, limit->days, limit->unit),
                  done,        limit->unit, 0,    limit->clause};
        finish(std::move(term));
    }

    void finish(Term term) {
        const base::Date until = term.done.value_or(as_of_);
        if (until > term.due.date) {
            term.late = term.unit == DayUnit::working ? calendar_.working_days_between(term.due.date, until)
                                                      : base::days_between(term.due.date, until);
        }
        terms_.push_back(std::move(term));
    }

    // Terms of a later decree for what was begun or classified under the one before.
    void transition() {
        for (const Regime& regime : levels_.regimes) {
            if (!regime.transition || as_of_ < regime.effective_from) continue;
            const Transition& rule = *regime.transition;
            const Dossier* standing = log_.standing();
            const Dossier* current = log_.current();
            const auto until = [&](const char* step, base::Date from, base::Date due, std::optional<base::Date> done,
                                   const std::string& clause) {
                finish({log_.system, step, from, {due, false}, done, DayUnit::calendar, 0, clause});
            };
            if (standing != nullptr && standing->approved->on < rule.investing_before) {
                until("transition_implementation", regime.effective_from, rule.implement_until,
                      standing->fully_implemented, rule.keeps_level);
            } else if (current != nullptr && standing == nullptr && !is_over(current->state) &&
                       !current->events.empty() && current->events.front().on < rule.investing_before) {
                until("transition_approval", regime.effective_from, rule.approve_until, std::nullopt, rule.clause);
            }
        }
    }

    const DossierLog& log_;
    const LevelRules& levels_;
    const Calendar& calendar_;
    base::Date as_of_;
    std::vector<Term> terms_;
};

}  // namespace

std::string_view reported_state(DossierState state) {
    switch (state) {
        case DossierState::drafted:
        case DossierState::returned: return "draft";
        case DossierState::submitted: return "submitted";
        case DossierState::appraised: return "appraised";
        case DossierState::approved: return "approved";
        default: return "none";
    }
}

std::optional<int> Dossier::level() const {
    if (approved && approved->level) return approved->level;
    if (appraised && appraised->level) return appraised->level;
    return proposed_level;
}

bool Dossier::has_part(std::string_view part) const {
    if (part == "regulation" && regulation) return true;
    return std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.second.part == part; });
}

const Dossier* DossierLog::standing() const {
    for (auto dossier = dossiers.rbegin(); dossier != dossiers.rend(); ++dossier) {
        if (dossier->state == DossierState::approved) return &*dossier;
        if (dossier->state == DossierState::lapsed) return nullptr;
    }
    return nullptr;
}

DossierLog fold(std::span<const DossierEvent> events, const LevelRules& levels, base::Date as_of) {
    DossierLog log;
    const std::set<std::int64_t> voided = voided_in(events);
    for (const DossierEvent& event : events) {
        if (log.system.empty()) log.system = event.system;
        if (event.kind == Kind::voided || voided.contains(event.id) || !is_there(event, as_of)) continue;
        if (begins_another(log, event)) {
            Dossier next;
            next.system = event.system;
            next.number = static_cast<int>(log.dossiers.size()) + 1;
            log.dossiers.push_back(std::move(next));
        }
        apply(log.dossiers.back(), event, levels);
    }
    return log;
}

std::map<std::string, DossierLog, std::less<>> fold_all(std::span<const DossierEvent> events, const LevelRules& levels,
                                                        base::Date as_of) {
    std::map<std::string, std::vector<DossierEvent>> by_system;
    for (const DossierEvent& event : events)
        by_system[event.system].push_back(event);
    std::map<std::string, DossierLog, std::less<>> out;
    for (const auto& [system, own] : by_system)
        out.emplace(system, fold(own, levels, as_of));
    return out;
}

void add_from_inventory(std::map<std::string, DossierLog, std::less<>>& logs, const model::Inventory& inventory,
                        const LevelRules& levels) {
    for (const model::InformationSystem& system : inventory.systems) {
        if (logs.contains(system.id) || system.dossier_state.empty() || system.dossier_state == "none") continue;
        Dossier dossier;
        dossier.system = system.id;
        dossier.from_inventory = true;
        dossier.proposed_level = system.level;
        const Act undated{{}, {}, {}, {}, system.level};
        dossier.drafted = undated;
        dossier.state = DossierState::drafted;
        if (system.dossier_state == "submitted") {
            dossier.state = DossierState::submitted;
            dossier.submitted = undated;
        } else if (system.dossier_state == "appraised") {
            dossier.state = DossierState::appraised;
            dossier.appraised = undated;
        } else if (system.dossier_state == "approved") {
            dossier.state = DossierState::approved;
            dossier.approved = Act{system.decision_date.value_or(base::Date()), system.decision, {}, {}, system.level};
            if (system.decision_date) dossier.regime = levels.regime_on(*system.decision_date).id;
        }
        logs[system.id] = {system.id, {std::move(dossier)}};
    }
}

base::Result<void> may_follow(const DossierLog& log, std::span<const DossierEvent> events, const DossierEvent& event,
                              base::Date today) {
    if (event.kind == Kind::voided) {
        const bool there = std::any_of(events.begin(), events.end(), [&](const DossierEvent& e) {
            return event.voids && e.id == *event.voids && e.kind != Kind::voided;
        });
        if (there && !voided_in(events).contains(*event.voids)) return {};
        return base::fail(base::ErrorCode::bad_input, "dossier.nothing_to_void",
                          {{"event", event.voids ? std::to_string(*event.voids) : "-"}});
    }
    if (auto own = check_own(event, today); !own) return own;
    const DossierState state = log.current() == nullptr ? DossierState::none : log.current()->state;
    const auto allowed = allowed_after(state);
    if (std::find(allowed.begin(), allowed.end(), event.kind) != allowed.end()) return {};
    std::vector<std::string_view> names;
    for (const Kind kind : allowed)
        names.push_back(name_of(kind));
    return base::fail(base::ErrorCode::bad_input, "dossier.not_possible",
                      {{"event", std::string(name_of(event.kind))},
                       {"state", std::string(name_of(state))},
                       {"allowed", fmt::format("{}", fmt::join(names, ", "))}});
}

std::vector<ChecklistItem> checklist(const Dossier& dossier, const Regime& regime) {
    std::vector<ChecklistItem> out;
    for (const Part* part : regime.parts_of(dossier.level())) {
        ChecklistItem item{part, {}, dossier.has_part(part->id)};
        for (const auto& [on, file] : dossier.files) {
            if (file.part == part->id) item.files.push_back(file);
        }
        out.push_back(std::move(item));
    }
    return out;
}

std::vector<Term> terms_of(const DossierLog& log, const LevelRules& levels, const Calendar& calendar,
                           base::Date as_of) {
    return TermList(log, levels, calendar, as_of).all();
}

}  // namespace attt::rules
