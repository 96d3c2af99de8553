// What stands behind Store. Private to the folder.
#pragma once

#include <string>

#include "store/connection.h"
#include "store/sql.h"
#include "store/store.h"

namespace attt::store {

class Store::Impl {
  public:
    Impl(SQLite::Database opened, std::string file, Actor who)
        : database(std::move(opened)), path(std::move(file)), actor(std::move(who)) {}

    SQLite::Database database;
    std::string path;
    Actor actor;
};

// What functions beside the class use.
class Access {
  public:
    static Store::Impl& of(Store& store) { return *store.impl_; }
};

// A transaction that writes: it takes the lock at once, so that waiting happens here and never half way.
class WriteTransaction : public SQLite::Transaction {
  public:
    explicit WriteTransaction(SQLite::Database& database)
        : SQLite::Transaction(database, SQLite::TransactionBehavior::IMMEDIATE) {}
};

// To the second: a clock may be a little off.
inline std::string show_second(base::Time time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count() % 60;
    return base::show_time(time) + (seconds < 10 ? ":0" : ":") + std::to_string(seconds);
}

// "{at} lies before {last}": the clock was set back, and intervals would overlap.
inline tl::unexpected<base::Error> clock_back(base::Time at, base::Time last) {
    return base::fail(base::ErrorCode::bad_input, "store.clock_back",
                      {{"at", show_second(at)}, {"last", show_second(last)}});
}

inline tl::unexpected<base::Error> run_unknown(std::int64_t run) {
    return base::fail(base::ErrorCode::not_found, "store.run_unknown", {{"run", std::to_string(run)}});
}

// What every migration leaves in the audit chain.
Migrated migration_noted(const Actor& actor);

// The newest evaluation made at or before `as_of`.
std::optional<Evaluation> newest_evaluation(SQLite::Database& database, base::Time as_of);

}  // namespace attt::store
