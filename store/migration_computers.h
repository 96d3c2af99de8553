// Computers as sources see them, and what officers said about whose they are.
#pragma once

namespace attt::store {

extern const char* const computers_sql;

}  // namespace attt::store
