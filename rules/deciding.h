// One verdict for several of the same subject and rule, at any endpoint and of any instance.
#pragma once

#include <algorithm>
#include <span>

#include "model/verdict.h"

namespace attt::rules {

// The verdict that decides for the whole: the first that fails, else that is unknown, else that passes, else any.
// REQUIRES: not empty.
inline const model::Verdict& deciding(std::span<const model::Verdict* const> verdicts) {
    for (const model::Outcome outcome : {model::Outcome::fail, model::Outcome::unknown, model::Outcome::pass}) {
        const auto found = std::find_if(verdicts.begin(), verdicts.end(),
                                        [&](const model::Verdict* verdict) { return verdict->outcome == outcome; });
        if (found != verdicts.end()) return **found;
    }
    return *verdicts.front();
}

}  // namespace attt::rules
