#include "app/document_models.h"

#include <algorithm>

#include "app/agency_report.h"
#include "app/annual_report.h"
#include "app/controls.h"
#include "app/plan.h"
#include "app/words.h"
#include "base/text.h"

namespace attt::app {
namespace {

constexpr std::size_t most_upright_columns = 8;  // a table of more lies on its page

const model::InformationSystem* system_of(const model::Inventory& inventory, const std::string& id) {
    const auto found = std::find_if(inventory.systems.begin(), inventory.systems.end(),
                                    [&](const model::InformationSystem& system) { return system.id == id; });
    return found == inventory.systems.end() ? nullptr : &*found;
}

void add_attributes(const ReportWorld& world, const model::InformationSystem& system, reports::SystemReport& out) {
    const base::Catalogue& texts = world.texts;
    const auto say = [&](const char* id, const std::string& value) {
        out.attributes.emplace_back(texts.text(id), value.empty() ? texts.text("sysdoc.not_known") : value);
    };
    say("doc.col_id", system.id);
    say("sysdoc.owner", system.owner);
    say("sysdoc.operator", out.agency);
    say("sysdoc.level", system.level ? std::to_string(*system.level) : "");
    say("sysdoc.state", system.dossier_state.empty() ? "" : texts.text("dossier_state." + system.dossier_state));
    std::string decision = system.decision;
    if (!decision.empty() && system.decision_date) decision += ", " + base::show_date(*system.decision_date);
    say("sysdoc.decision", decision);
    say("sysdoc.implementation", system.implementation.empty() ? "" : texts.text("extent." + system.implementation));
}

void add_dossier(const DossierBook& book, const std::string& system, const base::Catalogue& texts,
                 reports::SystemReport& out) {
    for (const model::DossierEvent& event : book.events) {
        if (event.system != system) continue;
        std::string said = base::show_date(event.on);
        for (const std::string* part : {&event.number, &event.body, &event.note}) {
            if (!part->empty()) said += "; " + *part;
        }
        out.dossier.emplace_back(texts.text("dossier_event." + std::string(name_of(event.kind))), said);
    }
}

reports::Tone tone_of(rules::ControlStanding standing) {
    switch (standing) {
        case rules::ControlStanding::satisfied: return reports::Tone::good;
        case rules::ControlStanding::not_assessed:
        case rules::ControlStanding::expired: return reports::Tone::unknown;
        default: return reports::Tone::bad;
    }
}

void add_controls(const ControlView& view, const base::Catalogue& texts, reports::SystemReport& out) {
    const bool assessed = std::any_of(view.controls.controls.begin(), view.controls.controls.end(),
                                      [](const auto& status) { return status.assessment.has_value(); });
    if (!view.controls.level || !assessed) return;
    reports::SystemReport::Controls controls;
    controls.catalogue = view.catalogue;
    controls.total = view.controls.total();
    controls.satisfied = view.controls.satisfied;
    for (const rules::ControlStatus& status : view.controls.controls) {
        const reports::Tone tone = tone_of(status.standing);
        if (rules::is_compulsory(*status.control)) {
            controls.open += tone == reports::Tone::unknown ? 1 : 0;
            controls.failing += tone == reports::Tone::bad ? 1 : 0;
        }
        controls.rows.push_back({status.control->id, status.control->title.in(texts.language()),
                                 texts.text("control_standing." + std::string(name_of(status.standing))),
                                 status.assessment ? status.assessment->evidence : "", tone});
    }
    out.controls = std::move(controls);
}

// How a result came about, in words: the counts behind it, or who said it.
std::string made_how(const model::Measurement& measured, const ReportWorld& world) {
    const base::Catalogue& texts = world.texts;
    if (measured.published) return texts.text("results.made_published");
    if (measured.form == model::Form::recorded) {
        std::string out = measured.recorded ? texts.text("results.made_recorded") : "";
        if (!measured.silent.empty()) {
            std::string names;
            for (const std::string& each : measured.silent)
                names += (names.empty() ? "" : ", ") + world.agency_name(each);
            out += (out.empty() ? "" : "; ") + texts.text("results.made_silent", {{"names", names}});
        }
        return out;
    }
    return texts.text("results.made_counted", {{"numerator", std::to_string(measured.numerator)},
                                               {"denominator", std::to_string(measured.denominator)},
                                               {"unknown", std::to_string(measured.unknown)},
                                               {"excluded", std::to_string(measured.excluded)}});
}

}  // namespace

base::Result<reports::SystemReport> system_report(const ReportWorld& world, const std::string& id,
                                                  std::vector<base::Error>& defects) {
    const model::InformationSystem* system = system_of(world.inventory(), id);
    if (system == nullptr) {
        std::vector<std::string> ids;
        for (const model::InformationSystem& each : world.inventory().systems)
            ids.push_back(each.id);
        return base::fail(base::ErrorCode::not_found, "level.no_system",
                          {{"id", id}, {"nearest", base::nearest(id, ids).value_or("")}});
    }
    reports::SystemReport out;
    out.id = id;
    out.name = system->name;
    out.agency = world.agency_name(system->agency);
    out.provenance = provenance_of(world, system->name);
    add_attributes(world, *system, out);
    auto levels = load_level_data(&world.workspace, world.rules, defects);
    if (!levels) return tl::unexpected(levels.error());
    auto book = open_book(world.store, *levels, world.as_of);
    if (!book) return tl::unexpected(book.error());
    add_dossier(*book, id, world.texts, out);
    auto controls = assess_controls(world.store, *book, *levels, world.rules, {id, ""});
    if (!controls) return tl::unexpected(controls.error());
    if (!controls->empty()) add_controls(controls->front(), world.texts, out);
    std::set<model::SubjectRef> subjects = {{model::SubjectKind::system, id}};
    for (const model::Website& website : world.inventory().websites) {
        if (website.system == id) subjects.insert({model::SubjectKind::website, website.id});
    }
    out.findings = subjects_report(world, subjects);
    return out;
}

base::Result<reports::ResultsReport> results_report(const ReportWorld& world, int year,
                                                    std::vector<base::Error>& defects) {
    const int wanted = year != 0 ? year : newest_plan(world);
    auto plan = plan_report(world.workspace, world.store, world.rules, wanted, {world.as_of, {}}, world.texts, defects);
    if (!plan) return tl::unexpected(plan.error());
    reports::ResultsReport out;
    out.year = wanted;
    out.provenance = provenance_of(world, world.texts.text("results.title", {{"year", std::to_string(wanted)}}));
    out.exceeded = plan->exceeded;
    out.met = plan->met;
    out.not_met = plan->not_met;
    out.undetermined = plan->undetermined;
    out.no_data = plan->no_data;
    for (const PlanRow& row : plan->rows) {
        const model::TargetOutcome outcome =
            row.measured.published ? row.measured.published_outcome : row.measured.outcome;
        out.rows.push_back({std::to_string(out.rows.size() + 1), row.indicator, row.wanted, row.actual,
                            row.verdict.empty() ? outcome_in_words(row.measured, world.texts) : row.verdict, row.note,
                            made_how(row.measured, world), outcome});
    }
    return out;
}

base::Result<reports::FormReport> annual_form(const ReportWorld& world, int year, std::vector<base::Error>& defects) {
    auto levels = load_level_data(&world.workspace, world.rules, defects);
    if (!levels) return tl::unexpected(levels.error());
    const int wanted = year != 0 ? year : static_cast<int>(world.as_of.year());
    auto book = open_book(world.store, *levels, annual_as_of(wanted, world.as_of));
    if (!book) return tl::unexpected(book.error());
    const AnnualReport annual = annual_report(*book, wanted, world.workspace.config);
    reports::FormReport out;
    out.provenance = provenance_of(world, world.workspace.config.province);
    out.provenance.as_of = annual.as_of;
    out.name = "mau-08-" + std::to_string(wanted);
    out.title = world.texts.text("annualdoc.title", {{"year", std::to_string(wanted)}});
    out.note = world.texts.text("annualdoc.form");
    for (const Sheet& sheet : annual_sheets(annual, world.texts)) {
        reports::FormReport::Part part;
        part.heading = sheet.name;
        part.wide = sheet.columns.size() > most_upright_columns;
        for (const SheetColumn& column : sheet.columns) {
            part.columns.push_back(column.heading);
            part.widths.push_back(column.width);
        }
        part.rows = sheet.rows;
        out.parts.push_back(std::move(part));
    }
    return out;
}

}  // namespace attt::app
