// Targets that are tasks ("nhiệm vụ", "việc"): their value is done or not done.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "model/measurement.h"

namespace attt::rules {

inline bool is_task_unit(std::string_view unit) {
    const std::string word = base::fold(unit);
    return word == "nhiem vu" || word == "viec";
}

// "hoàn thành" is 1, "chưa hoàn thành" 0; nothing for any other word.
inline std::optional<model::Quantity> task_quantity(std::string_view text) {
    const std::string word = base::fold(text);
    if (word == "hoan thanh") return model::Quantity{1, std::nullopt, std::string(text)};
    if (word == "chua hoan thanh") return model::Quantity{0, std::nullopt, std::string(text)};
    return std::nullopt;
}

}  // namespace attt::rules
