// Whether findings still are what their events say, and the events what the audit chain sealed.
#pragma once

#include <vector>

#include "base/error.h"
#include "store/sql.h"

namespace attt::store {

// store.events_changed (first, last), store.events_unsealed (first), store.episodes_differ (finding),
// store.finding_renamed (finding).
std::vector<base::Error> problems_of_findings(SQLite::Database& database);

}  // namespace attt::store
