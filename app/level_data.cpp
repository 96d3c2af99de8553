#include "app/level_data.h"

#include "base/files.h"

namespace attt::app {

base::Result<LevelData> load_level_data(const Workspace* workspace, const rules::RuleSet& rules,
                                        std::vector<base::Error>& defects) {
    const std::vector<std::string> directories =
        workspace != nullptr ? workspace->rule_directories() : std::vector{(base::data_directory() / "rules").string()};
    const auto take = [&](std::vector<base::Error>& found) {
        defects.insert(defects.end(), found.begin(), found.end());
    };
    rules::LoadedLevels levels = rules::load_levels(directories, rules);
    rules::LoadedCalendar calendar = rules::load_calendar(directories, rules.law);
    rules::LoadedControls controls = rules::load_controls(directories, rules, levels.levels);
    std::vector<std::string> ids;
    for (const rules::Rule& rule : rules.rules)
        ids.push_back(rule.id);
    rules::LoadedExternalRules external = rules::load_external_rules(directories, ids);
    take(levels.defects);
    take(calendar.defects);
    take(controls.defects);
    take(external.defects);
    if (defects.empty())
        return LevelData{std::move(levels.levels), std::move(calendar.calendar), std::move(controls),
                         std::move(external.rules)};
    return base::fail(base::ErrorCode::bad_input, "workspace.rule_defects",
                      {{"count", std::to_string(defects.size())}});
}

}  // namespace attt::app
