// Levels, calendar, controls and what results of other tools mean: of the program and of an office, loaded together.
#pragma once

#include <vector>

#include "app/workspace.h"
#include "rules/calendar.h"
#include "rules/control.h"
#include "rules/external.h"
#include "rules/level.h"

namespace attt::app {

struct LevelData {
    rules::LevelRules levels;
    rules::Calendar calendar;
    rules::LoadedControls controls;
    rules::ExternalRules external = {};
};

// `workspace` null: the program's alone. Error: workspace.rule_defects (count), with all of them in `defects`.
base::Result<LevelData> load_level_data(const Workspace* workspace, const rules::RuleSet& rules,
                                        std::vector<base::Error>& defects);

}  // namespace attt::app
