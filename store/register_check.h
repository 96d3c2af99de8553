// Whether the register still says what the audit chain sealed.
#pragma once

#include <vector>

#include "base/error.h"
#include "store/sql.h"

namespace attt::store {

// store.register_changed (number)
std::vector<base::Error> problems_of_register(SQLite::Database& database);

}  // namespace attt::store
