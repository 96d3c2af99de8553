// By when a finding should be repaired: a table of days by severity and by the level of its system, from data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "model/finding.h"

namespace attt::remediation {

// Who is told when so many days have passed since the due date.
struct EscalationStep {
    int days_over = 0;
    std::string to_vi;
    std::string to_en;
};

struct DuePolicy {
    // Whole days after the day on which the episode opened; a severity that is missing has no due date.
    using Days = std::map<model::Severity, int>;
    Days otherwise;
    std::map<int, Days> by_level;            // 1–5; a severity that is missing here is as `otherwise`
    std::vector<EscalationStep> escalation;  // by days_over

    std::optional<int> days(model::Severity severity, std::optional<int> level) const;
    // The step that has been reached; nullptr before the first.
    const EscalationStep* step(int days_over) const;
};

struct LoadedDuePolicy {
    DuePolicy policy;
    std::vector<base::Error> defects;  // empty: usable
};
// due_days.toml of the last of these directories that has one: an office's own replaces the program's.
LoadedDuePolicy load_due_policy(const std::vector<std::string>& directories);

// The last day for the newest episode as it stands at `at`: set by hand, else by the table; put off by the days of its
// pauses, and by an extension in force to that day. Nothing for a closed finding or a severity without days.
std::optional<base::Date> due_date(const model::Finding& finding, std::optional<int> level, const DuePolicy& policy,
                                   base::Time at);
// Days past the due date; 0 when it is not past, or while the clock stands: paused, accepted, false positive.
int days_over(const model::Finding& finding, std::optional<base::Date> due, base::Time at);

}  // namespace attt::remediation
