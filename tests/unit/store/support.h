// What the store's tests share: a directory that goes away, short ways to write records, and raw SQL beside the store.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "store/store.h"

namespace attt::store::testing {

class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "attt-store-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
    std::string file(const std::string& name) const { return (path_ / name).string(); }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

inline const Actor officer{"officer", "attt"};

// Monday 2026-01-05 01:00 UTC and whole weeks after it.
inline base::Time week(int number) {
    return *base::parse_rfc3339("2026-01-05T01:00:00Z") + std::chrono::days(7 * number);
}

// The value, or a failed test that says the error.
template <class T>
T must(base::Result<T> result) {
    if (!result) throw std::runtime_error(base::debug_string(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class T>
std::string message_of(const base::Result<T>& result) {
    return result ? "no error" : result.error().message;
}

inline model::SubjectRef site(const std::string& id) {
    return {model::SubjectKind::website, id};
}

// A test with a store in a file of its own.
class StoreTest : public ::testing::Test {
  protected:
    StoreTest() : path(directory.file("store.db")), store(must(Store::create(path, officer))) {}

    // Another connection, as another program would have it.
    SQLite::Database raw() const { return SQLite::Database(path, SQLite::OPEN_READWRITE, 1000); }
    std::int64_t count(const std::string& sql) const { return raw().execAndGet(sql).getInt64(); }

    // A run that has ended, so that what is saved as seen in it counts.
    std::int64_t run_at(base::Time at) {
        model::Run run;
        run.started = at;
        const std::int64_t id = must(store.begin_run(run)).id;
        must(store.end_run(id, at));
        return id;
    }

    TemporaryDirectory directory;
    std::string path;
    Store store;
};

}  // namespace attt::store::testing
