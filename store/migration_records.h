#pragma once

namespace attt::store {

// Dated records (assessments, drills, incidents …) through time: docs/store.md.
extern const char* const records_schema;

}  // namespace attt::store
