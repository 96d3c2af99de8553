// Which record of which source is which computer of the inventory. Pure and deterministic: the result depends on what
// the records say, never on their order. Tiers of rules from the strongest key to the weakest; a link is made only
// where each side has no other of the same strength; what contradicts it sends it to an officer.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/computer_link.h"
#include "model/computer_record.h"
#include "model/inventory.h"

namespace attt::inventory::matching {

struct MatchInput {
    std::span<const model::Computer> computers;
    std::span<const model::Agency> agencies;
    std::span<const model::ComputerSource> sources;
    std::span<const model::ComputerPin> pins = {};       // by hand, before all else (R0)
    std::span<const model::ComputerPin> confirmed = {};  // certain at an earlier import (R1): used where nothing better
                                                         // speaks and nothing contradicts
};

model::MatchResult match(const MatchInput& input);

// Version of the rules above: raised when the same input would give other links.
inline constexpr int rules_version = 2;

}  // namespace attt::inventory::matching
