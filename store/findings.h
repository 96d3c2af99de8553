// The life of findings as remediation::settle decided it, written down: identity, episodes, and what was last seen.
#pragma once

#include <string>

#include "model/finding.h"
#include "store/sql.h"
#include "store/store.h"

namespace attt::store {

struct FindingsContext {
    const std::string& path;
    const Actor& actor;
    std::int64_t evaluation = 0;
    std::int64_t evaluation_before = 0;  // 0: this is the first
};

// Within one transaction. Error: store.finding_state, where the changes do not fit what is stored (a finding that is
// not there, an episode that is already closed): they were settled against something else.
base::Result<void> apply_changes(SQLite::Database& database, const FindingsContext& context,
                                 const model::Changes& changes);

}  // namespace attt::store
