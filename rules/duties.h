// What falls due when: duties as data (duties.toml) over records, systems and agencies. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/inventory.h"
#include "model/record.h"
#include "rules/rule.h"

namespace attt::rules {

enum class DutyKind { yearly, after, clock, expiry };

struct Duty {
    std::string id;
    Text title;
    std::vector<std::string> basis;
    std::optional<base::Date> effective_from, effective_to;
    DutyKind kind = DutyKind::yearly;
    std::vector<std::chrono::month_day> days;  // of yearly: to be done before
    model::RecordKind record = model::RecordKind::assessment;
    bool of_systems = false;  // of after: for each system of `levels`, else for each agency
    std::vector<int> levels;
    int months = 0;
    std::string field;    // of clock: the moment that stops it; of expiry: the date
    std::string gravity;  // of clock: only incidents of it
    int hours = 0;
};

bool is_in_force(const Duty& duty, base::Date on);

struct LoadedDuties {
    std::vector<Duty> duties;
    std::vector<base::Error> defects;
};
// Reads duties.toml of each directory; basis ids are checked against the law.
LoadedDuties load_duties(const std::vector<std::string>& directories, const RuleSet& rules);

enum class DueState { overdue, never_done, due, done_late };

struct Due {
    const Duty* duty = nullptr;
    base::Time at;          // the last moment to do it
    bool whole_day = true;  // whether only the day of `at` matters
    DueState state = DueState::due;
    std::optional<model::SubjectRef> subject;
    std::string agency;
    std::string record;              // id of the record it hangs on
    std::optional<base::Date> last;  // of after: when it was done last
    std::optional<base::Time> done;  // of done_late
};

// What is overdue at `now`, was never done, or falls due up to `until`; the earliest first. Clocks that were stopped
// too late are told as done_late for a year.
std::vector<Due> due_items(std::span<const Duty> duties, const model::Inventory& inventory,
                           std::span<const model::Record> records, base::Time now, base::Date until);

// Four layers and assessments that do not fit together, records that the rules of licences ask about: to be looked at,
// no accusation.
struct Remark {
    model::RecordKind kind = model::RecordKind::assessment;
    std::string record;
    std::string message;  // id in the catalogue
    base::MessageArguments arguments;
};
std::vector<Remark> remarks_on(const model::Inventory& inventory, std::span<const model::Record> records,
                               base::Date as_of);

}  // namespace attt::rules
