// What the newest evaluation changed against the one before: findings that appeared, came back, were verified as fixed,
// went unverifiable.
#pragma once

#include <optional>
#include <vector>

#include "base/error.h"
#include "model/finding.h"
#include "model/inventory.h"
#include "store/store.h"

namespace attt::app {

struct RunChanges {
    std::optional<store::Evaluation> newest;
    std::optional<store::Evaluation> before;  // none: the newest is the first, and everything is new
    std::vector<model::Finding> appeared, regressed, fixed, closed, unverified;
    bool rules_changed = false;  // between the two: differences may come from the rules
    model::Inventory inventory;
};

base::Result<RunChanges> last_changes(store::Store& store, base::Time as_of);

}  // namespace attt::app
