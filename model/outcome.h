// What a measurement is called. Apart from its outcome there is one more word: what is known does not decide.
#pragma once

#include <string_view>

#include "model/measurement.h"

namespace attt::model {

inline constexpr std::string_view undetermined = "undetermined";
// "met", "not_met" … or "undetermined": neither may be said while the unknown members could still decide.
inline std::string_view outcome_name(const Measurement& measurement) {
    return measurement.undecided ? undetermined : name_of(measurement.outcome);
}

}  // namespace attt::model
