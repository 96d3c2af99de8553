// Results of other tools and of contracted assessors.
#pragma once

namespace attt::store {

extern const char* const migration_external;

}  // namespace attt::store
