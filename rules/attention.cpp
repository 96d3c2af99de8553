#include "rules/attention.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace attt::rules {
namespace {

const DossierLog* log_of(const DossierLogs& logs, std::string_view system) {
    const auto found = logs.find(system);
    return found == logs.end() ? nullptr : &found->second;
}

base::Date months_after(base::Date date, int months) {
    base::Date out = date + std::chrono::months(months);
    if (!out.ok()) out = out.year() / out.month() / std::chrono::last;
    return out;
}

bool same_body(std::string_view a, std::string_view b) {
    return !base::trim(a).empty() && base::fold(a) == base::fold(b);
}

// What can be said of one system.
class SystemReview {
  public:
    SystemReview(const AttentionInput& input, const LevelRules& levels, const model::InformationSystem& system,
                 std::vector<Attention>& out)
        : input_(input),
          levels_(levels),
          system_(system),
          log_(log_of(*input.logs, system.id)),
          now_(levels.regime_on(input.as_of)),
          out_(out) {}

    void review() {
        if (system_.lifecycle == "retired") return;
        if (log_ != nullptr) {
            for (const Dossier& dossier : log_->dossiers)
                documents(dossier);
        }
        below_criteria();
        inventory();
        if (!counts_as_in_use(system_)) return;
        assessed();
        test_system();
    }

  private:
    void say(AttentionKind kind, const std::string& clause, base::MessageArguments arguments = {}) {
        arguments.emplace_back("name", system_.name.empty() ? system_.id : system_.name);
        out_.push_back({kind, {model::SubjectKind::system, system_.id}, system_.agency, clause, std::move(arguments)});
    }

    void documents(const Dossier& dossier) {
        if (dossier.state == DossierState::withdrawn) return;
        if (dossier.approved && !dossier.level())
            say(AttentionKind::level_not_said, now_.authorities.front().clause, document(*dossier.approved));
        const Regime* regime = levels_.regime(dossier.regime);
        if (regime == nullptr || dossier.from_inventory) return;
        order(dossier, *regime);
        authority(dossier, *regime);
        parts(dossier, *regime);
        if (dossier.changed && &dossier == log_->current()) {
            say(AttentionKind::change_without_assessment, regime->redetermination,
                {{"date", base::show_date(*dossier.changed)}});
        }
    }

    void order(const Dossier& dossier, const Regime& regime) {
        const auto clause = [&](const char* step) {
            const TimeLimit* limit = regime.limit(step, dossier.level().value_or(3));
            return limit != nullptr ? limit->clause : std::string();
        };
        const auto dates = [](const Act& act, const Act& submission) {
            return base::MessageArguments{{"number", act.number.empty() ? "–" : act.number},
                                          {"date", base::show_date(act.on)},
                                          {"submitted", base::show_date(submission.on)}};
        };
        if (dossier.approved && dossier.submitted && dossier.approved->on < dossier.submitted->on)
            say(AttentionKind::decision_before_submission, clause("approval"),
                dates(*dossier.approved, *dossier.submitted));
        if (dossier.appraised && dossier.submitted && dossier.appraised->on < dossier.submitted->on)
            say(AttentionKind::appraisal_before_submission, clause("appraisal"),
                dates(*dossier.appraised, *dossier.submitted));
        if (dossier.approved && dossier.approved->level && dossier.proposed_level &&
            *dossier.approved->level < *dossier.proposed_level)
            say(AttentionKind::approved_below_proposed, "",
                {{"number", dossier.approved->number.empty() ? "–" : dossier.approved->number},
                 {"level", std::to_string(*dossier.approved->level)},
                 {"proposed", std::to_string(*dossier.proposed_level)}});
        if (dossier.approved && !dossier.appraised)
            say(AttentionKind::approved_without_appraisal, regime.authorities.front().clause,
                {{"number", dossier.approved->number.empty() ? "–" : dossier.approved->number}});
    }

    void authority(const Dossier& dossier, const Regime& regime) {
        const auto level = dossier.level();
        const Authority* authority = level ? regime.authority(*level) : nullptr;
        if (authority != nullptr && dossier.approved)
            compare(AttentionKind::approval_authority, *dossier.approved, authority->approver, *level,
                    authority->clause);
        if (authority != nullptr && dossier.appraised)
            compare(AttentionKind::appraisal_authority, *dossier.appraised, authority->appraiser, *level,
                    authority->clause);
        if (dossier.appraised) conflict(*dossier.appraised, regime);
    }

    static base::MessageArguments document(const Act& act) {
        return {{"number", act.number.empty() ? "–" : act.number},
                {"date", act.on.ok() ? base::show_date(act.on) : "–"},
                {"body", act.body.empty() ? "–" : act.body}};
    }

    void compare(AttentionKind kind, const Act& act, Role expected, int level, const std::string& clause) {
        const Role role = role_of_body(act, system_, input_.bodies, levels_);
        auto arguments = document(act);
        arguments.emplace_back("level", std::to_string(level));
        arguments.emplace_back("expected", std::string(name_of(expected)));
        arguments.emplace_back("role", std::string(name_of(role)));
        if (role == Role::unknown) return say(AttentionKind::authority_unclear, clause, std::move(arguments));
        // a council or another unit appraises in place of a specialised unit whose roles would conflict
        const bool stands_in = kind == AttentionKind::appraisal_authority && expected == Role::specialised_unit &&
                               (role == Role::council || role == Role::other_unit);
        if (role != expected && !stands_in) say(kind, clause, std::move(arguments));
    }

    void conflict(const Act& appraisal, const Regime& regime) {
        const Role role = role_of(appraisal.role);
        if (role == Role::council || role == Role::other_unit) return;
        const model::Agency* operator_ = input_.inventory->agency(system_.agency);
        if (operator_ == nullptr || !same_body(operator_->name, appraisal.body)) return;
        say(AttentionKind::role_conflict, regime.role_conflict, document(appraisal));
    }

    void parts(const Dossier& dossier, const Regime& regime) {
        std::vector<std::string> missing;
        for (const ChecklistItem& item : checklist(dossier, regime)) {
            if (!item.present && item.part->id != "regulation") missing.push_back(item.part->id);
        }
        if (dossier.submitted && !missing.empty())
            say(AttentionKind::parts_missing, regime.parts.front().clause,
                {{"parts", fmt::format("{}", fmt::join(missing, ", "))}});
        if (!dossier.approved) return;
        if (!dossier.has_part("regulation")) {
            say(AttentionKind::regulation_missing, regime.regulation,
                {{"date", base::show_date(dossier.approved->on)}});
        } else if (dossier.regulation && dossier.regulation->on > dossier.approved->on) {
            say(AttentionKind::regulation_after_approval, regime.regulation,
                {{"regulation", base::show_date(dossier.regulation->on)},
                 {"date", base::show_date(dossier.approved->on)}});
        }
        replaced(dossier);
    }

    void replaced(const Dossier& dossier) {
        std::map<std::string, std::string> before;
        for (const auto& [on, file] : dossier.files) {
            if (on <= dossier.approved->on) {
                before[file.part] = file.sha256;
                continue;
            }
            const auto known = before.find(file.part);
            if (known != before.end() && known->second != file.sha256)
                say(AttentionKind::file_replaced, "", {{"part", file.part}, {"date", base::show_date(on)}});
        }
    }

    void below_criteria() {
        const auto found = input_.proposals.find(system_.id);
        if (found == input_.proposals.end() || !found->second.level) return;
        const int least = *found->second.level;
        const std::string clause = found->second.criteria.empty() ? std::string() : found->second.criteria.front();
        const Dossier* standing = log_ != nullptr ? log_->standing() : nullptr;
        const std::optional<int> approved = standing != nullptr ? standing->level() : std::nullopt;
        const auto levels = [&](int level) {
            return base::MessageArguments{{"level", std::to_string(level)}, {"least", std::to_string(least)}};
        };
        if (approved && *approved < least) say(AttentionKind::approved_below_criteria, clause, levels(*approved));
        if (system_.level && *system_.level < least && system_.level != approved)
            say(AttentionKind::declared_below_criteria, clause, levels(*system_.level));
    }

    void inventory() {
        if (log_ == nullptr) return;
        for (const LogDifference& each : differences(system_, *log_))
            say(AttentionKind::inventory_differs, "",
                {{"field", each.field}, {"inventory", each.inventory}, {"log", each.log}});
    }

    void assessed() {
        std::optional<base::Date> last;
        if (const auto recorded = input_.assessed.find(system_.id); recorded != input_.assessed.end())
            last = recorded->second;
        if (log_ != nullptr) {
            for (const Dossier& dossier : log_->dossiers) {
                for (const auto& day : {dossier.checked_before_use, dossier.checked_periodically}) {
                    if (day) last = std::max(last.value_or(*day), *day);
                }
            }
        }
        if (!last) return say(AttentionKind::never_assessed, now_.assessment);
        const Dossier* standing = log_ != nullptr ? log_->standing() : nullptr;
        const auto level = standing != nullptr ? standing->level() : system_.level;
        const Cycle* cycle = level ? now_.cycle(*level) : nullptr;
        if (cycle == nullptr) return;
        const base::Date due = months_after(*last, cycle->months);
        if (due < input_.as_of)
            say(AttentionKind::assessment_overdue, cycle->clause,
                {{"last", base::show_date(*last)}, {"due", base::show_date(due)}, {"level", std::to_string(*level)}});
    }

    void test_system() {
        if (system_.lifecycle != "test" || !system_.real_data.value_or(false)) return;
        if (log_ != nullptr && log_->standing() != nullptr) return;
        say(AttentionKind::test_with_real_data, "");
    }

    const AttentionInput& input_;
    const LevelRules& levels_;
    const model::InformationSystem& system_;
    const DossierLog* log_;
    const Regime& now_;
    std::vector<Attention>& out_;
};

bool has_dossier(const AttentionInput& input, const std::string& system) {
    if (system.empty()) return false;
    const DossierLog* log = log_of(*input.logs, system);
    if (log != nullptr && log->current() != nullptr && log->current()->state != DossierState::withdrawn) return true;
    const auto& systems = input.inventory->systems;
    const auto found = std::find_if(systems.begin(), systems.end(), [&](const auto& s) { return s.id == system; });
    return found != systems.end() && !found->dossier_state.empty() && found->dossier_state != "none";
}

}  // namespace

Role role_of_body(const Act& act, const model::InformationSystem& system, const Bodies& bodies,
                  const LevelRules& levels) {
    if (const Role recorded = role_of(act.role); recorded != Role::unknown) return recorded;
    if (same_body(act.body, system.owner)) return Role::owner;
    for (const std::string& name : bodies.specialised) {
        if (same_body(act.body, name)) return Role::specialised_unit;
    }
    for (const Regime& regime : levels.regimes) {
        if (same_body(act.body, regime.ministry.vi) || same_body(act.body, regime.ministry.en)) return Role::ministry;
    }
    return Role::unknown;
}

bool counts_as_in_use(const model::InformationSystem& system) {
    return system.lifecycle == "in_use" || (system.lifecycle == "test" && system.real_data.value_or(true));
}

std::vector<Attention> things_to_look_at(const AttentionInput& input, const LevelRules& levels) {
    std::vector<Attention> out;
    for (const model::InformationSystem& system : input.inventory->systems)
        SystemReview(input, levels, system, out).review();
    for (const model::Website& site : input.inventory->websites) {
        if (site.lifecycle != "in_use" || has_dossier(input, site.system)) continue;
        const auto& parts = levels.regime_on(input.as_of).parts;
        out.push_back({AttentionKind::website_without_dossier,
                       {model::SubjectKind::website, site.id},
                       site.agency,
                       parts.empty() ? std::string() : parts.front().clause,
                       {{"name", site.url}}});
    }
    std::stable_sort(out.begin(), out.end(), [](const Attention& a, const Attention& b) {
        return std::tie(a.agency, a.subject, a.kind) < std::tie(b.agency, b.subject, b.kind);
    });
    return out;
}

DossierCounts count(const model::Inventory& inventory, const DossierLogs& logs) {
    DossierCounts out;
    for (const model::InformationSystem& system : inventory.systems) {
        if (!counts_as_in_use(system)) continue;
        ++out.managed;
        const DossierLog* log = log_of(logs, system.id);
        const Dossier* standing = log != nullptr ? log->standing() : nullptr;
        bool classified = system.level.has_value(), built = false, submitted = false, appraised = false;
        bool before_use = false, periodic = false;
        for (const Dossier& dossier : log != nullptr ? log->dossiers : std::vector<Dossier>()) {
            before_use |= dossier.checked_before_use.has_value();
            periodic |= dossier.checked_periodically.has_value();
            if (dossier.state == DossierState::withdrawn || dossier.state == DossierState::lapsed) continue;
            classified |= dossier.level().has_value();
            built = true;
            submitted |= dossier.submitted.has_value() || dossier.appraised || dossier.approved;
            appraised |= dossier.appraised.has_value() || dossier.approved;
        }
        out.classified += classified ? 1 : 0;
        out.built += built ? 1 : 0;
        out.submitted += submitted ? 1 : 0;
        out.appraised += appraised ? 1 : 0;
        out.approved += standing != nullptr ? 1 : 0;
        out.implemented += standing != nullptr && standing->fully_implemented ? 1 : 0;
        out.checked += before_use || periodic ? 1 : 0;
        out.checked_periodically += standing != nullptr && periodic ? 1 : 0;
    }
    return out;
}

}  // namespace attt::rules
