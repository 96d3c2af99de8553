// Verdicts as intervals: one row for as long as evaluation after evaluation says the same on the same facts.
#pragma once

#include <optional>
#include <vector>

#include "model/verdict.h"
#include "store/sql.h"

namespace attt::store {

// Compares with what is in force, closes what ended or changed, and opens what is new. Within one transaction.
// Error: store.verdict_twice.
// `judged`: the subjects that the verdicts speak of; what is in force of others is left alone. Nothing: all.
base::Result<void> write_verdicts(SQLite::Database& database, std::int64_t evaluation,
                                  const std::vector<model::Verdict>& verdicts,
                                  const std::optional<std::vector<model::SubjectRef>>& judged);

}  // namespace attt::store
