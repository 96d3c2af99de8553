// Targets (chỉ tiêu) as data, and their measurement: pure, exact.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/rational.h"
#include "model/inventory.h"
#include "model/measurement.h"
#include "model/verdict.h"
#include "rules/rule.h"

namespace attt::rules {

struct Target {
    std::string id;      // "2023.V.1"
    std::string number;  // "V.1", as the plan numbers it
    int year = 0;
    Text title;
    std::string unit;  // "%", "người", "cuộc", "nhiệm vụ"
    model::Comparator comparator = model::Comparator::at_least;
    base::Rational value;
    std::string value_text;  // as the plan prints it: "trên 80%"
    std::string evaluated;   // the plan's column "Thời điểm đánh giá", as text
    std::optional<base::Date> due;
    std::string lead;
    std::string coordinating;
    std::vector<std::string> basis;
    Text note;
    // Computed: subjects of this kind in the agencies of `population`, numerator = those whose verdict of `rule` is
    // pass.
    std::optional<model::SubjectKind> subject;
    std::string population;
    std::string rule;
    // Conditions on the member itself, field -> allowed values ("lifecycle" -> ["in_use"]); others are excluded with a
    // reason.
    std::map<std::string, std::vector<std::string>> where;
    // Recorded by hand: value, date, evidence, who said so.
    struct Recorded {
        model::Quantity quantity;
        base::Date date;
        std::string evidence;
        std::string by;
    };
    std::optional<Recorded> recorded;
    std::string file;
    int line = 0;
};

// A named, editable list of agencies that a target speaks of ("cơ quan nhà nước" is not "cơ quan hành chính nhà nước").
struct Population {
    std::string id;
    Text title;
    std::vector<std::string> agencies;  // ids
};

struct LoadedTargets {
    std::vector<Target> targets;  // sorted by year, then as the file orders them
    std::vector<Population> populations;
    std::vector<base::Error> defects;
};
// Reads targets/*.toml of each directory and the office's `populations_file` (empty: none). Rule ids are checked
// against `rules`, agency ids against `inventory` (when it is not empty).
LoadedTargets load_targets(const std::vector<std::string>& directories, const std::string& populations_file,
                           const RuleSet& rules, const model::Inventory& inventory);

// As of a date. `verdicts`: the newest of every subject. `agency`: only members of that agency (empty: all).
model::Measurement measure(const Target& target, const Population* population, const model::Inventory& inventory,
                           std::span<const model::Verdict> verdicts, const std::string& agency, base::Date as_of);

}  // namespace attt::rules
