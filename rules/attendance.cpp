#include "rules/attendance.h"

#include "base/text.h"

namespace attt::rules {

using model::Record;

bool is_of_training(const Record& attendance, const Record& training) {
    const std::string named = attendance.text("training");
    if (named != training.id && base::fold(named) != base::fold(training.text("name"))) return false;
    const auto on = attendance.date("date");
    const auto held = training.date("date");
    return on && held && on->year() == held->year();
}

std::optional<std::int64_t> sum_of_attendance(const Record& training, std::string_view field,
                                              std::span<const Record* const> attendances) {
    std::optional<std::int64_t> out;
    for (const Record* each : attendances) {
        const auto number = each->number(field);
        if (number && is_of_training(*each, training)) out = out.value_or(0) + *number;
    }
    return out;
}

std::optional<std::int64_t> number_of(const Record& record, std::string_view field,
                                      std::span<const Record* const> attendances) {
    const auto own = record.number(field);
    if (own || record.kind != model::RecordKind::training) return own;
    return sum_of_attendance(record, field, attendances);
}

}  // namespace attt::rules
