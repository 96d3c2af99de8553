// What is known of the systems as of a date: the inventory, what sheets of states say, and over both the log of
// dossiers. Judging, measuring and explaining read systems only through this.
#pragma once

#include <vector>

#include "base/error.h"
#include "model/inventory.h"
#include "model/record.h"
#include "rules/dossier_join.h"
#include "store/store.h"

namespace attt::app {

struct Known {
    model::Inventory inventory;  // joined
    std::vector<model::Record> records;
    rules::DossierLogs logs;            // systems without one of their own have what the inventory states
    rules::LogDifferences differences;  // where the inventory and the log part
};

// The inventory with what sheets of states say of the systems, without the log. Errors: store errors.
struct Stated {
    model::Inventory inventory;
    std::vector<model::Record> records;
};
base::Result<Stated> stated_on(store::Store& store, base::Date as_of, base::Time known);

// All of it, as of a date, by what was recorded until `known`. Errors: store errors.
base::Result<Known> known_on(store::Store& store, const rules::LevelRules& levels, base::Date as_of, base::Time known);

}  // namespace attt::app
