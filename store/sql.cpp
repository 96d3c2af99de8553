#include "store/sql.h"

#include <sqlite3.h>

namespace attt::store {

void bind_one(SQLite::Statement& statement, int index, std::int64_t value) {
    statement.bind(index, value);
}
void bind_one(SQLite::Statement& statement, int index, int value) {
    statement.bind(index, value);
}
void bind_one(SQLite::Statement& statement, int index, const std::string& text) {
    statement.bind(index, text);
}
void bind_one(SQLite::Statement& statement, int index, std::string_view text) {
    statement.bind(index, std::string(text));
}
void bind_one(SQLite::Statement& statement, int index, Bytes bytes) {
    // a null pointer would bind NULL, which is not the empty BLOB
    const char* data = bytes.bytes.empty() ? "" : bytes.bytes.data();
    statement.bind(index, static_cast<const void*>(data), static_cast<int>(bytes.bytes.size()));
}
void bind_one(SQLite::Statement& statement, int index, base::Time time) {
    statement.bind(index, std::int64_t{time.time_since_epoch().count()});
}
void bind_one(SQLite::Statement& statement, int index, std::nullopt_t) {
    statement.bind(index);
}

std::int64_t integer_at(const SQLite::Statement& row, int column) {
    return row.getColumn(column).getInt64();
}

int small_integer_at(const SQLite::Statement& row, int column) {
    return row.getColumn(column).getInt();
}

std::string text_at(const SQLite::Statement& row, int column) {
    return row.getColumn(column).getString();
}

base::Time time_at(const SQLite::Statement& row, int column) {
    return base::Time(base::Duration(integer_at(row, column)));
}

std::optional<base::Time> time_or_none_at(const SQLite::Statement& row, int column) {
    return row.getColumn(column).isNull() ? std::nullopt : std::optional(time_at(row, column));
}

std::optional<std::int64_t> integer_or_none_at(const SQLite::Statement& row, int column) {
    return row.getColumn(column).isNull() ? std::nullopt : std::optional(integer_at(row, column));
}

std::string endpoint_text(const std::optional<model::Endpoint>& endpoint) {
    return endpoint ? model::to_string(*endpoint) : std::string();
}

base::Error error_of(const SQLite::Exception& exception, const std::string& path) {
    using base::ErrorCode;
    const std::string reason = exception.what();
    // the index of the WAL found no room: SQLite calls that an I/O error
    if (exception.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE)
        return {ErrorCode::io, "store.disk_full", {{"path", path}}};
    switch (exception.getErrorCode()) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return {ErrorCode::busy, "store.busy", {{"path", path}}};
        case SQLITE_FULL: return {ErrorCode::io, "store.disk_full", {{"path", path}}};
        case SQLITE_READONLY:
        case SQLITE_PERM: return {ErrorCode::permission, "store.read_only", {{"path", path}}};
        case SQLITE_CORRUPT: return damaged(path, reason);
        case SQLITE_NOTADB: return {ErrorCode::bad_input, "store.not_a_store", {{"path", path}}};
        default: return {ErrorCode::io, "store.failed", {{"path", path}, {"reason", reason}}};
    }
}

base::Error damaged(const std::string& path, const std::string& reason) {
    return {base::ErrorCode::io, "store.damaged", {{"path", path}, {"reason", reason}}};
}

}  // namespace attt::store
