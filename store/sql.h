// What every SQL file of this folder shares: binding and reading typed values, and turning SQLiteCpp's exceptions into
// errors. Private to the folder: nothing outside it sees SQLiteCpp.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.h"
#include "base/time.h"
#include "base/value.h"
#include "model/observation.h"

namespace attt::store {

// Bytes that are bound as BLOB where a std::string would be TEXT.
struct Bytes {
    std::string_view bytes;
};

void bind_one(SQLite::Statement& statement, int index, std::int64_t value);
void bind_one(SQLite::Statement& statement, int index, int value);
void bind_one(SQLite::Statement& statement, int index, const std::string& text);
void bind_one(SQLite::Statement& statement, int index, std::string_view text);
void bind_one(SQLite::Statement& statement, int index, Bytes bytes);
void bind_one(SQLite::Statement& statement, int index, base::Time time);
void bind_one(SQLite::Statement& statement, int index, std::nullopt_t);

template <class T>
void bind_one(SQLite::Statement& statement, int index, const std::optional<T>& value) {
    if (value) return bind_one(statement, index, *value);
    bind_one(statement, index, std::nullopt);
}

// Makes the statement ready to run (again) with these values for ?1, ?2, …
template <class... Values>
SQLite::Statement& bound(SQLite::Statement& statement, const Values&... values) {
    statement.reset();
    int index = 0;
    (bind_one(statement, ++index, values), ...);
    return statement;
}

// Runs a statement that gives no rows; the number of rows changed.
template <class... Values>
int execute(SQLite::Statement& statement, const Values&... values) {
    return bound(statement, values...).exec();
}
template <class... Values>
int execute(SQLite::Database& database, const char* sql, const Values&... values) {
    SQLite::Statement statement(database, sql);
    return execute(statement, values...);
}

std::int64_t integer_at(const SQLite::Statement& row, int column);
int small_integer_at(const SQLite::Statement& row, int column);
std::string text_at(const SQLite::Statement& row, int column);  // TEXT or BLOB; empty where NULL
base::Time time_at(const SQLite::Statement& row, int column);
std::optional<base::Time> time_or_none_at(const SQLite::Statement& row, int column);
std::optional<std::int64_t> integer_or_none_at(const SQLite::Statement& row, int column);

// "127.0.0.1:443"; empty where there is none.
std::string endpoint_text(const std::optional<model::Endpoint>& endpoint);

// store.busy, store.disk_full, store.read_only, store.damaged, store.not_a_store or store.failed, with the file's path.
base::Error error_of(const SQLite::Exception& exception, const std::string& path);
// The store holds something that this program could not have written.
base::Error damaged(const std::string& path, const std::string& reason);

// Runs `body`, which returns a Result; what SQLite throws inside it becomes that Result's error. A transaction opened
// in `body` has rolled back by then.
template <class Body>
std::invoke_result_t<Body> guarded(const std::string& path, Body&& body) {
    try {
        return body();
    } catch (const SQLite::Exception& exception) {
        return base::fail(error_of(exception, path));
    }
}

}  // namespace attt::store
