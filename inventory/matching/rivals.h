// Who else a link could have been: the other computers that its record fits, and the other records that fit its
// computer. For people to look at; matching has weighed them already.
#pragma once

#include <vector>

#include "inventory/matching/match.h"

namespace attt::inventory::matching {

// Another pair of the same record or of the same computer and source, with what would have made it a link.
struct Rival {
    std::uint32_t computer = 0;
    std::uint32_t record = 0;
    model::LinkTier tier = model::LinkTier::review;
    model::LinkRule rule = model::LinkRule::r9;
    std::uint8_t matched = 0;  // Key bits
    std::uint16_t doubts = 0;  // Doubt bits
};

// The strongest first, at most `most` of each kind. `links`: all of one computer.
std::vector<std::vector<Rival>> rivals_of(const MatchInput& input, std::span<const model::ComputerLink> links,
                                          std::size_t most = 5);

}  // namespace attt::inventory::matching
