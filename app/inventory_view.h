// The inventory to be looked at: listed, filtered, one thing with all that is known of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "inventory/list_kind.h"
#include "store/store.h"

namespace attt::app {

struct InventoryFilter {
    std::optional<inventory::ListKind> kind;  // none: all but officers
    std::string agency;                       // id; empty: any
    std::string text;                         // in its id, name, address …, whatever the case and diacritics
    bool out_of_use = false;                  // those too
    bool officers = false;                    // with no kind: those too
};

struct InventoryItem {
    inventory::ListKind kind = inventory::ListKind::agencies;
    std::string id;
    std::string name;    // of a website: its URL; of an officer: the post
    std::string agency;  // of an agency: its parent
    bool in_use = true;
    base::Value attributes;
};

// By kind and id.
std::vector<InventoryItem> list_inventory(const model::Inventory& inventory, const InventoryFilter& filter,
                                          base::Date as_of);

}  // namespace attt::app
