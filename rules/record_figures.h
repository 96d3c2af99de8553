// What the year's records add up to, beside the targets: what a report to the Committee is asked for. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/inventory.h"
#include "rules/duties.h"

namespace attt::rules {

// One figure; its sentence is in the catalogue's "figure." table.
struct Figure {
    std::string id;  // "budget.spent"
    std::int64_t value = 0;
    std::optional<std::int64_t> of;  // what it is a part of
};

// Of a year up to `as_of`, of one agency or (empty) all. A register without a record gives no figure at all: that
// nobody keeps it does not say that nothing was done. Money as recorded (triệu đồng). The clocks of incidents are those
// of `duties`, for incidents that they were in force for.
std::vector<Figure> record_figures(const model::Inventory& inventory, std::span<const model::Record> records,
                                   std::span<const Duty> duties, int year, const std::string& agency, base::Date as_of);

}  // namespace attt::rules
