// What falls due: duties of the law, expiring labels and services, targets and the plan's own dates.
#pragma once

#include <string>
#include <vector>

#include "app/targets.h"
#include "base/catalogue.h"
#include "rules/duties.h"

namespace attt::app {

struct CalendarItem {
    base::Time at;
    bool whole_day = true;
    rules::DueState state = rules::DueState::due;
    std::string id;  // of the duty or the target
    std::string title;
    std::string subject;  // its name; empty: the province
    std::string subject_id;
    std::string agency;
    std::string detail;  // when it was done last, what is missing
    std::string basis;   // in words, with how sure it is; empty: none
};

struct Calendar {
    base::Date from, until;
    std::vector<CalendarItem> items;
};

// From `as_of` for `days` days, and all that is overdue. `agency` empty: all.
base::Result<Calendar> calendar(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                const std::string& agency, const AsOf& as_of, int days, const base::Catalogue& texts,
                                std::vector<base::Error>& defects);
// "attt.calendar/1"
base::Value to_value(const Calendar& calendar);

}  // namespace attt::app
