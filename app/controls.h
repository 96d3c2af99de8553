// Self-assessment of the standard's requirements: sheets out and back, our own rules beside what is declared, and how
// far each system is from meeting its level.
#pragma once

#include <string>
#include <vector>

#include "app/dossiers.h"
#include "app/known.h"
#include "rules/control.h"

namespace attt::app {

struct ControlView {
    model::InformationSystem system;
    std::string catalogue;  // id
    std::string regime;
    rules::SystemControls controls;
};

struct ControlQuery {
    std::string system;  // empty: every one that counts as in use
    std::string regime;  // empty: of the dossier that stands, else in force on the book's date
};

// Every system against the requirements of its level (approved, else declared, else proposed by the criteria). Errors:
// level.no_system, control.no_catalogue_for (regime), store errors.
base::Result<std::vector<ControlView>> assess_controls(store::Store& store, const DossierBook& book,
                                                       const LevelData& data, const rules::RuleSet& rules,
                                                       const ControlQuery& query);

// A sheet to fill in: a row for each requirement of each system. What is declared already stands in it.
Sheet control_sheet(const std::vector<ControlView>& views, const rules::RuleSet& rules, const base::Catalogue& texts);

struct ReadControls {
    std::vector<model::ControlAssessment> assessments;
    std::vector<base::Error> defects;  // of rows, which are left out
    int rows = 0;
};
// A filled sheet. A row without a result changes nothing. Errors: control.no_columns, those of read_sheet.
base::Result<ReadControls> read_control_sheet(const std::filesystem::path& path, const DossierBook& book,
                                              const LevelData& data, const base::Catalogue& texts, base::Date today);

// Facts about each system that has a self-assessment, for rules and targets: an observation of the probe "controls"
// with how many requirements its level has, how many are satisfied, fail or are open, and whether all are satisfied
// (left undetermined while none fails and some are open). `verdicts` are what our own rules say. Errors: store errors.
base::Result<std::vector<model::Observation>> control_observations(store::Store& store, const Known& known,
                                                                   const LevelData& data, const rules::RuleSet& rules,
                                                                   const std::vector<model::Verdict>& verdicts,
                                                                   base::Time as_of, base::Time known_at);

base::Value to_value(const std::vector<ControlView>& views, base::Date as_of);

}  // namespace attt::app
