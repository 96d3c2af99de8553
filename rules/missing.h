// Why an observation gives no facts, as model::Fact::missing says it.
#pragma once

#include <string>

#include "model/observation.h"

namespace attt::rules {

inline std::string missing_of(const model::Observation& observation) {
    std::string out(model::name_of(observation.status));
    if (!observation.reason.empty()) out += ": " + observation.reason;
    return out;
}

// Whether that reason is that the subject has nothing for the probe.
inline bool is_not_applicable(const model::Fact& fact) {
    return fact.missing.starts_with(model::name_of(model::Status::not_applicable));
}

}  // namespace attt::rules
