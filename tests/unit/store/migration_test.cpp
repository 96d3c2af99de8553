#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/files.h"
#include "store/connection.h"
#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using testing::message_of;
using testing::must;

// A small schema of its own: the machinery is what is tested.
constexpr std::array first = {Migration{1,
                                        "CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
                                        "CREATE TABLE child(parent INTEGER NOT NULL REFERENCES parent) STRICT;"}};
constexpr std::array third = {first[0], Migration{2, "ALTER TABLE parent ADD COLUMN added TEXT NOT NULL DEFAULT 'x';"},
                              // rebuilding a table that another refers to is what foreign keys would refuse
                              Migration{3,
                                        "CREATE TABLE rebuilt(id INTEGER PRIMARY KEY, label TEXT NOT NULL) STRICT;"
                                        "INSERT INTO rebuilt SELECT id, name||added FROM parent;"
                                        "DROP TABLE parent; ALTER TABLE rebuilt RENAME TO parent;"}};
constexpr std::array broken_sql = {first[0],
                                   Migration{2, "CREATE TABLE other(x INTEGER) STRICT; SELECT no_such_thing();"}};
constexpr std::array broken_keys = {first[0], Migration{2, "DELETE FROM parent;"}};

class MigrationTest : public ::testing::Test {
  protected:
    MigrationTest() : path(directory.file("store.db")) {
        must(create_database(path, first, [](SQLite::Database& database) -> base::Result<void> {
            database.exec("INSERT INTO parent VALUES(1,'a'); INSERT INTO child VALUES(1)");
            return {};
        }));
    }
    std::vector<std::filesystem::path> backups() const {
        std::vector<std::filesystem::path> out;
        for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
            if (entry.path().string().find(".backup-") != std::string::npos) out.push_back(entry.path());
        }
        return out;
    }

    testing::TemporaryDirectory directory;
    std::string path;
};

TEST_F(MigrationTest, the_newest_schema_needs_none) {
    EXPECT_TRUE(open_database(path, first).has_value());
    EXPECT_TRUE(backups().empty());
}

TEST_F(MigrationTest, brings_the_data_forward_after_a_backup) {
    int from = 0;
    {
        auto database = must(open_database(path, third, [&](SQLite::Database&, int found) { from = found; }));
        EXPECT_EQ(database.execAndGet("SELECT label FROM parent").getString(), "ax");
        EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 3);
        EXPECT_EQ(database.execAndGet("PRAGMA foreign_keys").getInt(), 1);
    }
    EXPECT_EQ(from, 1);
    ASSERT_EQ(backups().size(), 1U);
    EXPECT_THAT(backups()[0].string(), ::testing::StartsWith(path + ".backup-1-2"));
    EXPECT_EQ(std::filesystem::status(backups()[0]).permissions(), std::filesystem::perms(0600));
    // the backup is a store of the older program, whole
    {
        auto older = must(open_database(backups()[0].string(), first));
        EXPECT_EQ(older.execAndGet("SELECT name FROM parent").getString(), "a");
        EXPECT_EQ(older.execAndGet("PRAGMA journal_mode").getString(), "wal");
    }
    // and a second opening migrates nothing
    EXPECT_TRUE(open_database(path, third).has_value());
    EXPECT_EQ(backups().size(), 1U);
}

struct BrokenCase {
    const char* name;
    std::span<const Migration> steps;
    const char* message;
};
std::ostream& operator<<(std::ostream& out, const BrokenCase& tested) {
    return out << tested.name;
}

class BrokenMigration : public MigrationTest, public ::testing::WithParamInterface<BrokenCase> {};

TEST_P(BrokenMigration, leaves_the_store_as_it_was) {
    EXPECT_EQ(message_of(open_database(path, GetParam().steps)), GetParam().message);
    auto database = must(open_database(path, first));
    EXPECT_EQ(database.execAndGet("SELECT name FROM parent").getString(), "a");
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 1);
    EXPECT_FALSE(database.tableExists("other"));
}

INSTANTIATE_TEST_SUITE_P(store, BrokenMigration,
                         ::testing::Values(BrokenCase{"sql", broken_sql, "store.failed"},
                                           BrokenCase{"foreign_keys", broken_keys, "store.damaged"}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(MigrationTest, a_newer_schema_is_refused_and_left_alone) {
    must(open_database(path, third));
    const auto refused = open_database(path, first);
    ASSERT_EQ(message_of(refused), "store.newer");
    EXPECT_EQ(refused.error().arguments, (base::MessageArguments{{"path", path}, {"found", "3"}, {"known", "1"}}));
    EXPECT_TRUE(open_database(path, third).has_value());
}

// Killed at any moment, a store is as it was or as it is to be, and the next program brings it forward.
TEST_F(MigrationTest, survives_being_killed) {
    {
        SQLite::Database database(path, SQLite::OPEN_READWRITE);
        database.exec(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i<20000) "
            "INSERT INTO parent SELECT i,printf('%100d',i) FROM n");
    }
    const std::string original = directory.file("original.db");
    std::filesystem::copy_file(path, original);
    int before = 0;
    constexpr int rounds = 40;
    for (int round = 0; round < rounds; ++round) {
        for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
            if (entry.path() != original) std::filesystem::remove(entry.path());
        }
        std::filesystem::copy_file(original, path);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            const bool opened = open_database(path, third).has_value();
            ::_exit(opened ? 0 : 1);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "the migration failed by itself";
        {
            SQLite::Database database(path, SQLite::OPEN_READWRITE);
            const int version = database.execAndGet("PRAGMA user_version").getInt();
            before += version == 1 ? 1 : 0;
            EXPECT_TRUE(version == 1 || version == 3) << version;
            EXPECT_EQ(database.execAndGet("SELECT count(*) FROM parent").getInt(), 20000);
            EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
        }
        for (const auto& backup : backups()) {
            SQLite::Database kept(backup.string(), SQLite::OPEN_READONLY);
            EXPECT_EQ(kept.execAndGet("SELECT count(*) FROM parent").getInt(), 20000);
        }
        auto database = must(open_database(path, third));
        EXPECT_EQ(database.execAndGet("SELECT count(*) FROM parent").getInt(), 20000);
        EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 3);
    }
    EXPECT_GT(before, 0) << "no round was killed before it was done";
}

TEST_F(MigrationTest, waits_for_another_writer_and_then_says_so) {
    SQLite::Database other(path, SQLite::OPEN_READWRITE);
    SQLite::Transaction writing(other, SQLite::TransactionBehavior::IMMEDIATE);
    EXPECT_EQ(message_of(open_database(path, third)), "store.busy");
    EXPECT_TRUE(backups().empty());
}

TEST_F(MigrationTest, what_cannot_be_filled_is_not_there) {
    const std::string other = directory.file("other.db");
    const auto refuse = [](SQLite::Database&) -> base::Result<void> {
        return base::fail(base::ErrorCode::bad_input, "store.failed");
    };
    EXPECT_EQ(message_of(create_database(other, first, refuse)), "store.failed");
    const auto overthrow = [](SQLite::Database& database) -> base::Result<void> {
        database.exec("no SQL");
        return {};
    };
    EXPECT_EQ(message_of(create_database(other, first, overthrow)), "store.failed");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);
}

// The steps that users' stores already went through: each is what it was when it was released.
TEST(Schema, has_the_steps_in_order) {
    int version = 0;
    for (const Migration& step : migrations())
        EXPECT_EQ(step.version, ++version);
}

}  // namespace
}  // namespace attt::store
