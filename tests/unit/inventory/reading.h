// What the tests of this folder share: lists from text, and defects as short lines.
#pragma once

#include <string>
#include <vector>

#include "inventory/read.h"

namespace attt::inventory::testing {

// A list as a file of this name would hold it, on top of nothing or of `known`.
ReadResult read(const std::string& text, const std::string& name = "list.csv", Kind as = {},
                const model::Inventory& known = {});
// A file of tests/fixtures/inventory.
ReadResult read_fixture(const std::string& name, const model::Inventory& known = {});

// One agency, so-mau.
model::Inventory one_agency();

// "4 inventory.level": line and message of each error.
std::vector<std::string> lines_of(const std::vector<base::Error>& errors);
// An argument of an error; "(none)" when it has none of that name.
std::string argument(const base::Error& error, const std::string& name);

}  // namespace attt::inventory::testing
