// Rows of imported lists as they stood. Private to the folder.
#pragma once

#include "store/privacy.h"
#include "store/sql.h"

namespace attt::store {

inline constexpr std::string_view erased_text = "***";

int count_raw_rows(SQLite::Database& database, const PersonalQuery& query);
// Forgets them; what another row or an observation still needs stays. REQUIRES: a write transaction.
int erase_raw_rows(SQLite::Database& database, const PersonalQuery& query);

}  // namespace attt::store
