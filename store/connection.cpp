#include "store/connection.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "store/private_file.h"

namespace attt::store {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

int pragma(SQLite::Database& database, const char* sql) {
    return database.execAndGet(sql).getInt();
}

void apply(SQLite::Database& database, std::span<const Migration> steps, int from) {
    for (const Migration& step : steps) {
        if (step.version <= from) continue;
        database.exec(step.sql);
        database.exec("PRAGMA user_version=" + std::to_string(step.version));
    }
}

void settle_connection(SQLite::Database& database) {
    // a copy made by VACUUM INTO, put back by hand, is no longer in WAL
    database.exec("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON");
    // what an officer was told is saved survives a power cut, not only a killed process
    database.exec("PRAGMA synchronous=FULL");
}

std::string compact_time(base::Time time) {
    std::string text = base::to_rfc3339(time);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

Result<void> migrate(SQLite::Database& database, const std::string& path, std::span<const Migration> steps,
                     const Migrated& migrated) {
    // has no effect inside a transaction, and a step that rebuilds a table would be refused with it on
    database.exec("PRAGMA foreign_keys=OFF");
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const int found = pragma(database, "PRAGMA user_version");
    if (found >= steps.back().version) return {};
    // taken by a second connection while this one holds the write lock: it is exactly what will be migrated
    Draft copy(path + ".backup-" + std::to_string(found) + "-" + compact_time(base::now()));
    {
        // a program killed here leaves nothing that is called a backup and is none
        Draft half(path + ".new-" + std::to_string(::getpid()));
        if (auto copied = copy_whole(path, half.path()); !copied) return copied;
        if (::rename(half.path().c_str(), copy.path().c_str()) != 0) return system_failure(copy.path(), errno);
        half.keep();
    }
    if (auto flushed = flush_to_disk(copy.path()); !flushed) return flushed;
    apply(database, steps, found);
    SQLite::Statement broken(database, "PRAGMA foreign_key_check");
    if (broken.executeStep()) return base::fail(damaged(path, "foreign keys of table " + text_at(broken, 0)));
    broken.reset();
    if (migrated) migrated(database, found);
    transaction.commit();
    copy.keep();
    return {};
}

Result<void> check_files(const std::string& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored))
        return base::fail(ErrorCode::not_found, "file.not_found", {{"path", path}});
    // a WAL store writes beside its file even to read it
    const std::string parent = fs::path(path).has_parent_path() ? fs::path(path).parent_path().string() : ".";
    if (::eaccess(path.c_str(), R_OK | W_OK) != 0 || ::eaccess(parent.c_str(), W_OK | X_OK) != 0)
        return system_failure(path, errno);
    return {};
}

Result<void> check_header(SQLite::Database& database, const std::string& path, std::span<const Migration> steps) {
    const int version = pragma(database, "PRAGMA user_version");
    if (pragma(database, "PRAGMA application_id") != application_id || version < 1)
        return base::fail(ErrorCode::bad_input, "store.not_a_store", {{"path", path}});
    const int known = steps.back().version;
    if (version > known) {
        return base::fail(ErrorCode::unsupported, "store.newer",
                          {{"path", path}, {"found", std::to_string(version)}, {"known", std::to_string(known)}});
    }
    return {};
}

}  // namespace

Result<void> create_database(const std::string& path, std::span<const Migration> steps,
                             const std::function<Result<void>(SQLite::Database&)>& fill) {
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(path, ignored)))
        return base::fail(ErrorCode::bad_input, "store.exists", {{"path", path}});
    Draft draft(path + ".new-" + std::to_string(::getpid()));
    if (auto made = make_private_file(draft.path()); !made) return made;
    auto written = guarded(path, [&]() -> Result<void> {
        SQLite::Database database(draft.path(), SQLite::OPEN_READWRITE, busy_milliseconds);
        settle_connection(database);
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        database.exec("PRAGMA application_id=" + std::to_string(application_id));
        apply(database, steps, 0);
        if (auto filled = fill(database); !filled) return filled;
        transaction.commit();
        return {};
    });
    if (!written) return written;
    // the connection is closed, so that the WAL is back in the file and this is all of it
    if (::rename(draft.path().c_str(), path.c_str()) != 0) return system_failure(path, errno);
    draft.keep();
    return {};
}

Result<SQLite::Database> open_database(const std::string& path, std::span<const Migration> steps,
                                       const Migrated& migrated) {
    if (auto checked = check_files(path); !checked) return base::fail(checked.error());
    return guarded(path, [&]() -> Result<SQLite::Database> {
        SQLite::Database database(path, SQLite::OPEN_READWRITE, busy_milliseconds);
        if (auto checked = check_header(database, path, steps); !checked) return base::fail(checked.error());
        if (sqlite3_db_readonly(database.getHandle(), "main") != 0)
            return base::fail(ErrorCode::permission, "store.read_only", {{"path", path}});
        if (pragma(database, "PRAGMA user_version") < steps.back().version) {
            if (auto done = migrate(database, path, steps, migrated); !done) return base::fail(done.error());
        }
        settle_connection(database);
        return database;
    });
}

}  // namespace attt::store
