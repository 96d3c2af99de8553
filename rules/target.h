// Targets (chỉ tiêu) as data: what the plans ask, and of whom.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/rational.h"
#include "model/inventory.h"
#include "model/measurement.h"
#include "model/record.h"
#include "rules/rule.h"

namespace attt::rules {

// One condition on a member of a population; a member is counted when all of its target's hold. What it asks is one of:
// the verdict of a rule, an attribute, a record about the member.
struct Condition {
    std::string rule;
    std::string attribute;
    std::vector<std::string> values;       // that the attribute may have; empty: any at all
    std::optional<std::int64_t> at_least;  // of a number
    std::optional<model::RecordKind> record;
    // Of records: fields and what they may hold (text by its beginning, folded: "Công an tỉnh" takes "Công an Tỉnh Đồng
    // Tháp"), fields that must not be empty, when they must date from, and whether the assessor must be independent.
    std::map<std::string, std::vector<std::string>> where;
    std::vector<std::string> filled;
    std::string within = "ever";
    bool independent = false;
};
// "ever": at any time up to the date; "year": in the plan's year; "12_months", "24_months": not longer ago than that;
// "valid": not past its last day.
inline constexpr std::array<std::string_view, 5> within_names = {"ever", "year", "12_months", "24_months", "valid"};

// A target that counts records themselves: drills held, people trained.
struct RecordCount {
    Condition condition;
    std::string sum;  // an integer field to add up; empty: each record counts one
};

// A value that is not measured but stated: value, date, evidence, who said so.
struct Statement {
    model::Quantity quantity;
    base::Date date;
    std::string evidence;
    std::string by;
};

struct Target {
    std::string id;      // "2023.V.1"
    std::string number;  // "V.1", as the plan numbers it
    int year = 0;
    Text title;
    std::string printed;  // the plan's row, word for word; empty: the office's own target
    std::string unit;     // "%", "người", "cuộc", "nhiệm vụ"
    model::Comparator comparator = model::Comparator::at_least;
    base::Rational value;
    std::string value_text;         // as the plan prints it: "trên 80%"
    std::string evaluated;          // the plan's column "Thời điểm đánh giá", as text
    std::optional<base::Date> due;  // the last day of that time
    std::string lead;
    std::string coordinating;
    std::vector<std::string> basis;
    Text note;
    // Where two parts of the plan disagree: what the other part says, and where. Both stay visible.
    std::string tension;
    // Computed: members are subjects of this kind in the agencies of `populations` (several: each by itself must reach
    // the value), counted when all conditions hold; or records.
    std::optional<model::SubjectKind> subject;
    std::vector<std::string> populations;
    std::vector<Condition> conditions;
    bool every = false;  // met only when each member is counted
    std::optional<RecordCount> count;
    // Conditions on the member itself, field -> allowed values ("lifecycle" -> ["in_use"]); others are excluded with a
    // reason.
    std::map<std::string, std::vector<std::string>> where;
    // What a signed document printed. Not computed and not published: people record it.
    std::optional<Statement> published;
    std::string file;
    int line = 0;

    bool computed() const { return subject || count; }
    model::Form form() const;
};

// A named, editable list of agencies that a target speaks of ("cơ quan nhà nước" is not "cơ quan hành chính nhà nước").
struct Population {
    std::string id;
    Text title;
    std::vector<std::string> agencies;       // ids
    std::vector<std::string> leads_as = {};  // how the plan's column "Đơn vị chủ trì" writes all of them together
};

// A single body as the plan's column "Đơn vị chủ trì" writes it, and the agency that this is.
struct Body {
    std::string name;
    std::string agency;
};

struct LoadedTargets {
    std::vector<Target> targets;  // sorted by year, then as the file orders them
    std::vector<Population> populations;
    std::vector<Body> bodies;
    std::vector<base::Error> defects;

    const Population* population(std::string_view id) const;
    const Target* target(std::string_view id_or_number, int year) const;  // year 0: the newest that has it
};
// Reads targets/*.toml of each directory and the office's `populations_file` (empty: none).
// Rule ids are checked against `rules`, agency ids against `inventory` (when it is not empty).
LoadedTargets load_targets(const std::vector<std::string>& directories, const std::string& populations_file,
                           const RuleSet& rules, const model::Inventory& inventory);

}  // namespace attt::rules
