// Who took part in a training, where the training's own record does not say: the sum of what agencies recorded. Pure.
#pragma once

#include <optional>
#include <span>

#include "model/record.h"

namespace attt::rules {

// Whether an attendance record is of this training: its id or its name, in the year it was held.
bool is_of_training(const model::Record& attendance, const model::Record& training);

// The sum of a number ("invited", "attended") over the attendances of a training; none where none gives it.
std::optional<std::int64_t> sum_of_attendance(const model::Record& training, std::string_view field,
                                              std::span<const model::Record* const> attendances);

// A number of a record: its own, else, of a training, what the attendances add up to.
std::optional<std::int64_t> number_of(const model::Record& record, std::string_view field,
                                      std::span<const model::Record* const> attendances);

}  // namespace attt::rules
