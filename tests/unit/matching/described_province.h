// A second made-up province, made apart from the first (province.h) after a published description of the noise: 5,100
// computers of which 83 % are on the console, 35 % of the serials blank and 22 % placeholders, cloned UUIDs, docks,
// renamed computers, names that many have. What the description leaves open (how many MACs are known, how many names
// are common) is set so that the three joins by host name, by serial then name and by serial, MAC then name have the
// precision and recall that it tells.
#pragma once

#include "tests/unit/matching/province.h"

namespace attt::inventory::matching::testing {

Province make_described_province(std::uint64_t seed, std::size_t computers = 5100);

}  // namespace attt::inventory::matching::testing
