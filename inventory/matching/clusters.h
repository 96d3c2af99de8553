// Records of one source that are one computer: a console keeps the old record beside the new one when a computer is
// reinstalled or renamed.
#pragma once

#include <set>
#include <vector>

#include "inventory/matching/evidence.h"

namespace attt::inventory::matching {

// The records first … last-1 of `world` as bags, each sorted; bags sorted by their first member. `computers`: how often
// the inventory itself has a key. Records in `alone` stand for themselves (an officer spoke of them).
std::vector<Bag> cluster_records(const World& world, const Index& computers, std::uint32_t first, std::uint32_t last,
                                 const std::set<std::uint32_t>& alone);

bool serials_conflict(const World& world, const Entity& a, const Entity& b);
bool macs_conflict(const World& world, const Entity& a, const Entity& b);

}  // namespace attt::inventory::matching
