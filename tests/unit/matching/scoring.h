// Links against the truth, and the joins that people make in a spreadsheet, for comparison.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/unit/matching/province.h"

namespace attt::inventory::matching::testing {

// (source, record id) -> computer id
using Links = std::map<std::pair<std::size_t, std::string>, std::string>;

struct Score {
    std::size_t right = 0, wrong = 0, wanted = 0;
    double precision() const {
        return right + wrong == 0 ? 1 : static_cast<double>(right) / static_cast<double>(right + wrong);
    }
    double recall() const { return wanted == 0 ? 1 : static_cast<double>(right) / static_cast<double>(wanted); }
};

Score score(const Province& province, const Links& links);
// Links of these tiers.
Links links_of(const Province& province, const model::MatchResult& result, std::set<model::LinkTier> tiers);

enum class Join { name, serial_then_name, serial_then_mac_then_name };
Links naive_join(const Province& province, Join join);

// Computers of the inventory that these links say are protected, by the newest record.
std::size_t protected_by(const Province& province, const Links& links);

}  // namespace attt::inventory::matching::testing
