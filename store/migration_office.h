// The office's week: files that came through the folder, runs and their steps, and mail.
#pragma once

namespace attt::store {

extern const char* const migration_office;

}  // namespace attt::store
