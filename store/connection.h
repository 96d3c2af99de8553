// A connection to the store's file, ready for use: its schema brought up to date, foreign keys on, WAL.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "store/schema.h"
#include "store/sql.h"

namespace attt::store {

// Makes a new file (mode 0600, as are SQLite's -wal and -shm beside it) with the schema of `steps`; `fill` writes its
// first rows in the same transaction. What then stands at `path` is whole, or nothing does. Error: store.exists.
base::Result<void> create_database(const std::string& path, std::span<const Migration> steps,
                                   const std::function<base::Result<void>(SQLite::Database&)>& fill);

// What is to be written with a migration, in its transaction, from the version that was found.
using Migrated = std::function<void(SQLite::Database&, int from)>;

// An older schema is first copied to "PATH.backup-VERSION-TIME", then brought forward in one transaction; when that
// fails, the file is as it was. Errors: file.not_found, store.not_a_store, store.newer (found, known), store.busy,
// store.read_only, store.damaged.
base::Result<SQLite::Database> open_database(const std::string& path, std::span<const Migration> steps,
                                             const Migrated& migrated = {});

}  // namespace attt::store
