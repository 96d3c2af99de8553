// How one system meets one requirement of the standard for its level, as it assessed itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "base/value.h"

namespace attt::model {

enum class ControlResult { not_assessed, met, partly, not_met, not_applicable };
inline constexpr std::array<std::string_view, 5> control_result_names = {"not_assessed", "met", "partly", "not_met",
                                                                         "not_applicable"};
inline std::string_view name_of(ControlResult result) {
    return control_result_names[static_cast<std::size_t>(result)];
}
std::optional<ControlResult> control_result_of(std::string_view name);

struct ControlAssessment {
    std::string system;
    std::string control;  // "KT.UD.04", or an organisation's own
    ControlResult result = ControlResult::not_assessed;
    std::string reason;                     // of not_applicable: required
    std::string evidence;                   // a document's number, a place
    std::string compensation;               // what stands in for the requirement until it is met
    std::optional<base::Date> assessed_on;  // required where assessed
    std::optional<base::Date> expires;      // last day that the result or the compensation holds
    std::string assessor;                   // a post, no name
    base::Time recorded_at;
    std::string actor;

    // Whether it says the same, whoever recorded it and when.
    bool same_as(const ControlAssessment& other) const;
};

// All but system, control, recorded_at and actor, as plain data and back.
base::Value detail_of(const ControlAssessment& assessment);
void set_detail(ControlAssessment& assessment, const base::Value& detail);

// An answer to a question of the decrees about a system or one of its components.
struct LevelAnswer {
    std::string system;
    std::string component;  // empty: the system as a whole
    std::string question;   // "level.users"
    base::Value value;      // null: taken back
    base::Time recorded_at;
    std::string actor;
};

}  // namespace attt::model
