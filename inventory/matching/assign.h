// Links out of candidates: from the strongest rule to the weakest, only where neither side has another of the same
// strength; what cannot be decided waits for an officer.
#pragma once

#include "inventory/matching/source_state.h"

namespace attt::inventory::matching {

enum class Strength { certain, probable };

// True when a link was made.
bool assign(const World& world, SourceState& source, Strength strength);

// Records left over that point at a computer already found (reinstalled, renamed): older or newer ones of the same.
void take_further_records(const World& world, SourceState& source);

// The best of what is left, for an officer to look at; several that are as good are ambiguous.
void suggest(SourceState& source);

// When a bag's computer was last seen, in milliseconds; 0: not said.
std::int64_t last_seen(const World& world, const Bag& bag);

}  // namespace attt::inventory::matching
