// The program's own rules, levels and calendar, loaded once; any defect of them is a failure of the test.
#pragma once

#include <gtest/gtest.h>

#include "rules/calendar.h"
#include "rules/level.h"

namespace attt::rules {

inline const std::vector<std::string>& shipped_directories() {
    static const std::vector<std::string> out = {ATTT_SOURCE_DIR "/rules"};
    return out;
}

inline const RuleSet& shipped_rules() {
    static const RuleSet out = [] {
        Loaded loaded = load_rules(shipped_directories());
        for (const auto& defect : loaded.defects)
            ADD_FAILURE() << base::debug_string(defect);
        return std::move(loaded.rules);
    }();
    return out;
}

inline const LevelRules& shipped_levels() {
    static const LevelRules out = [] {
        LoadedLevels loaded = load_levels(shipped_directories(), shipped_rules());
        for (const auto& defect : loaded.defects)
            ADD_FAILURE() << base::debug_string(defect);
        return std::move(loaded.levels);
    }();
    return out;
}

inline const Calendar& shipped_calendar() {
    static const Calendar out = [] {
        LoadedCalendar loaded = load_calendar(shipped_directories(), shipped_rules().law);
        for (const auto& defect : loaded.defects)
            ADD_FAILURE() << base::debug_string(defect);
        return std::move(loaded.calendar);
    }();
    return out;
}

}  // namespace attt::rules
