#include <thread>

#include "base/files.h"
#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

namespace fs = std::filesystem;
using testing::message_of;
using testing::must;
using testing::officer;
using testing::site;
using testing::week;
using BackupTest = testing::StoreTest;

TEST_F(BackupTest, is_a_store_with_the_head_it_had) {
    must(store.audit("x", "", base::Object(), week(0)));
    const std::string head = must(store.audit_head());
    const std::string copy = directory.file("copy.db");
    const auto made = must(store.backup(copy, week(1)));
    EXPECT_EQ(made.head, head);
    EXPECT_EQ(made.bytes, static_cast<std::int64_t>(fs::file_size(copy)));
    EXPECT_FALSE(made.not_noted);
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms(0600));
    auto second = must(Store::open(copy, officer));
    EXPECT_EQ(must(second.audit_head()), head);
    EXPECT_TRUE(must(second.check("")).problems.empty());
    // the original knows that it was copied
    EXPECT_EQ(count("SELECT count(*) FROM audit_event WHERE action='db.backup'"), 1);
}

TEST_F(BackupTest, overwrites_nothing) {
    const std::string other = directory.file("notes.txt");
    must(base::write_file(other, "notes"));
    EXPECT_EQ(message_of(store.backup(other, week(0))), "store.backup_exists");
    EXPECT_EQ(must(base::read_file(other)), "notes");
    EXPECT_EQ(message_of(store.backup(path, week(0))), "store.backup_exists");
    EXPECT_EQ(message_of(store.backup(directory.file("no/such/copy.db"), week(0))), "store.failed");
}

// Visits are saved by another connection all the while: each copy is of one moment, and the writer never waits for it.
TEST_F(BackupTest, is_whole_while_another_writes) {
    const std::int64_t run = run_at(week(0));
    std::atomic<bool> ended = false;
    std::atomic<int> saved = 0;
    std::thread writer([&] {
        auto other = must(Store::open(path, officer));
        while (!ended) {
            model::Observation seen;
            seen.subject = site("web-" + std::to_string(saved));
            seen.probe = "tls";
            seen.observed_at = week(0);
            seen.facts = base::Object{{"value", saved.load()}};
            must(other.save_visit(run, seen.subject, {seen}));
            ++saved;
        }
    });
    for (int number = 0; number < 5; ++number) {
        const std::string copy = directory.file("copy-" + std::to_string(number));
        const int before = saved;
        must(store.backup(copy, week(1)));
        const int after = saved;
        auto second = must(Store::open(copy, officer));
        const auto visits = static_cast<int>(must(second.done_in_run(run)).size());
        EXPECT_GE(visits, before);
        EXPECT_LE(visits, after + 1);
        EXPECT_EQ(must(second.run_observations(run)).size(), static_cast<std::size_t>(visits));
        EXPECT_TRUE(must(second.check("")).problems.empty());
    }
    ended = true;
    writer.join();
}

}  // namespace
}  // namespace attt::store
