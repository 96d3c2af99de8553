// The tables of levels: answers to the decrees' questions, the log of dossiers, self-assessments of controls.
#pragma once

namespace attt::store {

extern const char* const migration_levels;

}  // namespace attt::store
