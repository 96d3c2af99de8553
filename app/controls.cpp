#include "app/controls.h"

#include <algorithm>

#include "app/levels.h"

namespace attt::app {
namespace {

using model::ControlAssessment;
using VerdictList = std::vector<const model::Verdict*>;

// Verdicts by what they are about, to be looked up for each system.
class VerdictIndex {
  public:
    VerdictIndex(const std::vector<model::Verdict>& verdicts, const model::Inventory& inventory) {
        for (const model::Verdict& verdict : verdicts)
            by_subject_[verdict.subject].push_back(&verdict);
        for (const model::Website& site : inventory.websites) {
            if (site.lifecycle == "in_use") sites_[site.system].push_back({model::SubjectKind::website, site.id});
        }
        for (const model::Computer& computer : inventory.computers) {
            if (computer.lifecycle == "in_use")
                computers_[computer.agency].push_back({model::SubjectKind::computer, computer.id});
        }
    }

    // Of the system, its sites, and, of a local network, the computers of its agency.
    VerdictList of(const model::InformationSystem& system) const {
        VerdictList out;
        add({model::SubjectKind::system, system.id}, out);
        add_all(sites_, system.id, out);
        if (system.kind == "lan") add_all(computers_, system.agency, out);
        return out;
    }

  private:
    using Subjects = std::map<std::string, std::vector<model::SubjectRef>, std::less<>>;

    void add(const model::SubjectRef& subject, VerdictList& out) const {
        const auto found = by_subject_.find(subject);
        if (found != by_subject_.end()) out.insert(out.end(), found->second.begin(), found->second.end());
    }
    void add_all(const Subjects& subjects, const std::string& of, VerdictList& out) const {
        const auto found = subjects.find(of);
        if (found == subjects.end()) return;
        for (const model::SubjectRef& subject : found->second)
            add(subject, out);
    }
    std::map<model::SubjectRef, VerdictList> by_subject_;
    Subjects sites_, computers_;
};

using AssessmentsBySystem = std::map<std::string, std::vector<ControlAssessment>, std::less<>>;

AssessmentsBySystem by_system(std::vector<ControlAssessment> assessments) {
    AssessmentsBySystem out;
    for (ControlAssessment& each : assessments)
        out[each.system].push_back(std::move(each));
    return out;
}

const rules::Dossier* telling_dossier(const rules::DossierLogs& logs, const std::string& system) {
    const auto log = logs.find(system);
    return log == logs.end() ? nullptr : rules::telling(log->second);
}

std::string regime_of(const rules::Dossier* dossier, const rules::LevelRules& levels, base::Date as_of) {
    return dossier != nullptr && !dossier->regime.empty() ? dossier->regime : levels.regime_on(as_of).id;
}

// The facts of one system's self-assessment; its unknown ones are left out, one not decided yet says why.
base::Object facts_of(const rules::SystemControls& controls) {
    const auto count = [&](std::initializer_list<rules::ControlStanding> standings) {
        return static_cast<int>(
            std::count_if(controls.controls.begin(), controls.controls.end(), [&](const rules::ControlStatus& status) {
                return rules::is_compulsory(*status.control) &&
                       std::find(standings.begin(), standings.end(), status.standing) != standings.end();
            }));
    };
    using enum rules::ControlStanding;
    const int open = count({not_assessed, expired});
    const int failing = count({contradicted, compensated, partly, not_met});
    base::Object facts{{"total", controls.total()},
                       {"satisfied", controls.satisfied},
                       {"failing", failing},
                       {"contradicted", count({contradicted})},
                       {"open", open}};
    if (failing > 0 || open == 0) {
        facts.set("complete", controls.complete());
    } else {
        const std::string reason =
            "controls_without_result: " + std::to_string(open) + "/" + std::to_string(controls.total());
        facts.set("undetermined", base::Array{base::Object{{"fact", "complete"}, {"reason", reason}}});
    }
    return facts;
}

}  // namespace

base::Result<std::vector<ControlView>> assess_controls(store::Store& store, const DossierBook& book,
                                                       const LevelData& data, const rules::RuleSet& rules,
                                                       const ControlQuery& query) {
    const base::Time moment = std::min(base::end_of_day(book.as_of) - base::Duration(1), base::now());
    auto verdicts = store.verdicts(moment);
    if (!verdicts) return tl::unexpected(verdicts.error());
    auto recorded = store.control_assessments(moment, book.as_of);
    if (!recorded) return tl::unexpected(recorded.error());
    LevelQuery levels;
    levels.as_of = book.as_of;
    levels.system = query.system;
    auto proposals = propose_levels(store, rules, data, levels);
    if (!proposals) return tl::unexpected(proposals.error());
    const VerdictIndex index(*verdicts, book.inventory);
    AssessmentsBySystem assessments = by_system(std::move(*recorded));

    std::vector<ControlView> out;
    for (const SystemLevel& level : *proposals) {
        if (query.system.empty() && !rules::counts_as_in_use(level.system)) continue;
        const rules::Dossier* dossier = telling_dossier(book.logs, level.system.id);
        ControlView view;
        view.system = level.system;
        view.regime = !query.regime.empty() ? query.regime : regime_of(dossier, data.levels, book.as_of);
        const rules::ControlCatalogue* catalogue = data.controls.of_regime(view.regime);
        if (catalogue == nullptr)
            return base::fail(base::ErrorCode::bad_usage, "control.no_catalogue_for", {{"regime", view.regime}});
        view.catalogue = catalogue->id;
        rules::ControlInput input;
        input.system = level.system.id;
        input.level = dossier != nullptr ? dossier->level() : std::nullopt;
        if (!input.level) input.level = level.system.level ? level.system.level : level.proposal.level;
        input.criteria = dossier != nullptr && !dossier->criteria.empty() ? dossier->criteria : level.proposal.criteria;
        for (const rules::Component& component : level.components)
            input.answers.insert(component.answers.begin(), component.answers.end());
        input.assessments = assessments[level.system.id];
        input.verdicts = index.of(level.system);
        input.as_of = book.as_of;
        view.controls = rules::assess(*catalogue, input, rules);
        out.push_back(std::move(view));
    }
    return out;
}

base::Result<std::vector<model::Observation>> control_observations(store::Store& store, const Known& known,
                                                                   const LevelData& data, const rules::RuleSet& rules,
                                                                   const std::vector<model::Verdict>& verdicts,
                                                                   base::Time as_of, base::Time known_at) {
    const base::Date day = base::local_date(as_of);
    auto recorded = store.control_assessments(known_at, day);
    if (!recorded) return tl::unexpected(recorded.error());
    std::vector<model::Observation> out;
    if (recorded->empty()) return out;
    const AssessmentsBySystem assessments = by_system(std::move(*recorded));
    const VerdictIndex index(verdicts, known.inventory);
    for (const model::InformationSystem& system : known.inventory.systems) {
        const auto own = assessments.find(system.id);
        // nothing assessed is not known, rather than not met
        if (own == assessments.end() || !system.level) continue;
        const rules::ControlCatalogue* catalogue =
            data.controls.of_regime(regime_of(telling_dossier(known.logs, system.id), data.levels, day));
        if (catalogue == nullptr) continue;
        rules::ControlInput input{system.id, system.level, {}, {}, own->second, index.of(system), day};
        const rules::SystemControls controls = rules::assess(*catalogue, input, rules);
        if (controls.total() == 0) continue;
        model::Observation observation;
        observation.subject = {model::SubjectKind::system, system.id};
        observation.probe = "controls";
        for (const ControlAssessment& each : own->second)
            observation.observed_at = std::max(observation.observed_at, std::min(each.recorded_at, as_of));
        observation.facts = facts_of(controls);
        out.push_back(std::move(observation));
    }
    return out;
}

base::Value to_value(const std::vector<ControlView>& views, base::Date as_of) {
    base::Array systems;
    int complete = 0;
    for (const ControlView& view : views) {
        base::Array controls;
        for (const rules::ControlStatus& status : view.controls.controls) {
            base::Object row{{"control", status.control->id},
                             {"clause", status.control->clauses.at(*view.controls.level)},
                             {"standing", name_of(status.standing)},
                             {"automatic", name_of(status.automatic.outcome)},
                             {"disagreement", status.disagreement}};
            if (status.assessment) row.set("assessment", model::detail_of(*status.assessment));
            if (!status.automatic.failing.empty()) row.set("failing", status.automatic.failing);
            base::Array products;
            for (const rules::NeededProduct& needed : status.products) {
                products.emplace_back(base::Object{{"product", needed.product->text.vi},
                                                   {"needed", needed.needed == rules::Truth::yes ? "yes" : "unknown"}});
            }
            if (!products.empty()) row.set("products", std::move(products));
            controls.emplace_back(std::move(row));
        }
        complete += view.controls.complete() ? 1 : 0;
        base::Object system{{"system", view.system.id},
                            {"agency", view.system.agency},
                            {"catalogue", view.catalogue},
                            {"total", view.controls.total()},
                            {"satisfied", view.controls.satisfied},
                            {"missing", view.controls.missing()},
                            {"complete", view.controls.complete()},
                            {"controls", std::move(controls)}};
        if (view.controls.level) system.set("level", *view.controls.level);
        systems.emplace_back(std::move(system));
    }
    return base::Object{{"schema", "attt.controls/1"},   {"as_of", base::to_iso_date(as_of)},
                        {"basis", "self-assessment"},    {"systems_complete", complete},
                        {"systems_total", views.size()}, {"systems", std::move(systems)}};
}

}  // namespace attt::app
