// Runs: what each was asked to look at, which are held back, and the rule sets that judged.
#pragma once

namespace attt::store {

extern const char* const migration_runs;

}  // namespace attt::store
