// Whether a run looks as if the way to the sites was down, not the sites. Pure.
#pragma once

#include <optional>
#include <span>

#include "model/scan.h"

namespace attt::app {

// A run is held back when its share of unanswered tasks lies more than `points` per cent of the whole above the usual
// one, and that makes at least `tasks` tasks.
struct QuarantineLimits {
    int points = 20;
    int tasks = 10;
};

// The middle one by share, of an even number the lower one; nothing where there is none.
std::optional<model::TaskCount> usual(std::span<const model::TaskCount> earlier);

// Without earlier runs nothing is unusual.
bool far_more_unanswered(const model::TaskCount& seen, const std::optional<model::TaskCount>& usual,
                         const QuarantineLimits& limits);

}  // namespace attt::app
