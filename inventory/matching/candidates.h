// Which computers a bag of records could be, by the keys they have in common, and how strong each is.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "inventory/matching/source_state.h"

namespace attt::inventory::matching {

// Record (place in World::entities) -> computer, of earlier certain links.
using Confirmed = std::unordered_map<std::uint32_t, std::uint32_t>;

struct Known {
    const World& world;
    const std::vector<Bag>& computers;  // each with the records that taught something of it
    const Index& index;                 // of `computers`
    const Confirmed& confirmed;
};

// Of all bags that are not settled; by bag, then computer.
std::vector<Candidate> find_candidates(const Known& known, const SourceState& source);

// Nothing when they have nothing in common, or an officer parted them.
std::optional<Edge> edge_between(const Known& known, const SourceState& source, std::uint32_t computer,
                                 std::uint32_t bag);

// The edge of an officer's pin: what matches is told, no doubt is left.
Edge pinned_edge(const Known& known, const SourceState& source, std::uint32_t computer, std::uint32_t bag);

// The computers that share a key with the bag and are few enough under it, in ascending order.
void computers_near(const Known& known, const Bag& bag, std::vector<std::uint32_t>& out);

}  // namespace attt::inventory::matching
