// What was sent, and what became of it.
#pragma once

namespace attt::store {

extern const char* const migration_register;

}  // namespace attt::store
