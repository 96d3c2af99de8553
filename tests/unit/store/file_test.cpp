#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "base/files.h"
#include "store/connection.h"
#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

namespace fs = std::filesystem;
using testing::message_of;
using testing::must;
using testing::officer;
using testing::site;
using testing::TemporaryDirectory;
using testing::week;
using FileTest = testing::StoreTest;

model::Observation seen(const std::string& probe, const std::string& value) {
    model::Observation out;
    out.subject = site("web-1");
    out.probe = probe;
    out.observed_at = week(0);
    out.facts = base::Object{{"value", value}};
    return out;
}

TEST_F(FileTest, only_its_owner_reads_it) {
    must(store.audit("x", "", base::Object(), week(0)));
    for (const char* suffix : {"", "-wal", "-shm"})
        EXPECT_EQ(fs::status(path + suffix).permissions(), fs::perms(0600)) << suffix;
}

TEST_F(FileTest, an_existing_file_is_never_overwritten) {
    EXPECT_EQ(message_of(Store::create(path, officer)), "store.exists");
    const std::string other = directory.file("notes.txt");
    must(base::write_file(other, "notes"));
    EXPECT_EQ(message_of(Store::create(other, officer)), "store.exists");
    EXPECT_EQ(must(base::read_file(other)), "notes");
}

TEST_F(FileTest, what_was_saved_is_there_after_opening_again) {
    const auto head = must(store.audit_head());
    store = must(Store::open(path, officer));
    EXPECT_EQ(must(store.audit_head()), head);
}

struct StrangeFile {
    const char* name;
    std::string bytes;
};

TEST(StrangeFiles, are_not_taken_for_a_store) {
    const TemporaryDirectory directory;
    const StrangeFile files[] = {
        {"empty", ""},
        {"text", "a list of websites\n"},
        {"long text", std::string(10000, 'x')},
        {"header only", std::string("SQLite format 3\0", 16)},
        {"header and noise", std::string("SQLite format 3\0", 16) + std::string(10000, '\xff')}};
    for (const StrangeFile& file : files) {
        const std::string path = directory.file("store.db");
        must(base::write_file(path, file.bytes));
        EXPECT_EQ(message_of(Store::open(path, officer)), "store.not_a_store") << file.name;
        EXPECT_EQ(must(base::read_file(path)), file.bytes) << file.name;
    }
    EXPECT_EQ(message_of(Store::open(directory.file("nothing"), officer)), "file.not_found");
    EXPECT_EQ(message_of(Store::open(directory.path().string(), officer)), "file.not_found");
}

TEST(StrangeFiles, of_another_program_are_left_alone) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("other.db");
    SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE t(x); PRAGMA user_version=1");
    EXPECT_EQ(message_of(Store::open(path, officer)), "store.not_a_store");
    EXPECT_EQ(message_of(Store::create(path, officer)), "store.exists");
}

TEST_F(FileTest, a_newer_programs_store_is_refused) {
    raw().exec("PRAGMA user_version=999");
    EXPECT_EQ(message_of(Store::open(path, officer)), "store.newer");
}

TEST_F(FileTest, a_torn_file_gives_errors_and_no_crash) {
    // so many that the second half of the file holds nothing else
    for (int number = 0; number < 300; ++number)
        must(store.audit("x", std::string(3000, 'x'), base::Object(), week(0)));
    store = must(Store::create(directory.file("second.db"), officer));  // closes the first
    std::string bytes = must(base::read_file(path));
    ASSERT_GT(bytes.size(), 100000U);
    for (std::size_t at = bytes.size() / 2; at < bytes.size(); at += 3)
        bytes[at] = '\x5a';
    must(base::write_file(path, bytes));
    store = must(Store::open(path, officer));
    const auto checked = must(store.check(""));
    ASSERT_FALSE(checked.problems.empty());
    EXPECT_EQ(checked.problems[0].message, "store.integrity");
    const auto written = store.audit("x", "", base::Object(), week(0));
    EXPECT_THAT(message_of(written), ::testing::AnyOf("store.damaged", "no error", "store.failed"));
}

TEST_F(FileTest, a_second_writer_is_told_that_the_store_is_busy) {
    SQLite::Database other = raw();
    {
        SQLite::Transaction writing(other, SQLite::TransactionBehavior::IMMEDIATE);
        const auto refused = store.audit("x", "", base::Object(), week(0));
        EXPECT_EQ(message_of(refused), "store.busy");
        EXPECT_EQ(refused.error().code, base::ErrorCode::busy);
        EXPECT_TRUE(store.inventory(week(0)).has_value());  // reading goes on
        EXPECT_TRUE(Store::open(path, officer).has_value());
    }
    EXPECT_TRUE(store.audit("x", "", base::Object(), week(0)).has_value());
}

TEST_F(FileTest, two_stores_take_turns) {
    std::thread other([&] {
        auto second = must(Store::open(path, officer));
        for (int number = 0; number < 50; ++number)
            must(second.audit("second", "", base::Object(), week(0)));
    });
    for (int number = 0; number < 50; ++number)
        must(store.audit("first", "", base::Object(), week(0)));
    other.join();
    const auto checked = must(store.check(""));
    EXPECT_TRUE(checked.problems.empty());
    EXPECT_EQ(checked.events, 101);
}

// Root may write anywhere, so that the test becomes nobody for a while; anyone else is bound by the bits as it is.
class AsNobody {
  public:
    AsNobody() { active_ = ::geteuid() != 0 || ::seteuid(65534) == 0; }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;
    ~AsNobody() {
        if (::getuid() == 0 && ::seteuid(0) != 0) std::abort();
    }
    bool active() const { return active_; }

  private:
    bool active_ = false;
};

TEST_F(FileTest, a_file_or_folder_that_may_not_be_written_is_said_so) {
    store = must(Store::create(directory.file("second.db"), officer));
    fs::permissions(directory.path(), fs::perms(0777));
    fs::permissions(path, fs::perms(0444));
    {
        const AsNobody nobody;
        ASSERT_TRUE(nobody.active());
        const auto refused = Store::open(path, officer);
        EXPECT_EQ(message_of(refused), "store.read_only");
        EXPECT_EQ(refused.error().code, base::ErrorCode::permission);
    }
    fs::permissions(path, fs::perms(0666));
    fs::permissions(directory.path(), fs::perms(0555));
    {
        const AsNobody nobody;
        EXPECT_EQ(message_of(Store::open(path, officer)), "store.read_only");
        EXPECT_EQ(message_of(Store::create(directory.file("third.db"), officer)), "store.read_only");
    }
    fs::permissions(directory.path(), fs::perms(0700));
}

TEST_F(FileTest, what_sqlite_throws_becomes_an_error) {
    const auto fill = [&]() -> base::Result<void> {
        SQLite::Database small = raw();
        small.exec("PRAGMA max_page_count=1");
        SQLite::Transaction transaction(small);
        small.exec("INSERT INTO blob(sha256,media_type,body) VALUES(zeroblob(32),'',zeroblob(1000000))");
        transaction.commit();
        return {};
    };
    const auto full = guarded(path, fill);
    EXPECT_EQ(message_of(full), "store.disk_full");
    EXPECT_EQ(full.error().arguments, (base::MessageArguments{{"path", path}}));
    EXPECT_EQ(count("SELECT count(*) FROM blob"), 0);
}

// Where root is not to be had: a user namespace of one's own, in which one may mount. Needs a single thread.
bool enter_own_namespace() {
    const std::string user = std::to_string(::getuid());
    const std::string group = std::to_string(::getgid());
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << user << " " << user << " 1";
    std::ofstream("/proc/self/gid_map") << group << " " << group << " 1";
    return true;
}

// A real full disk.
class SmallDisk {
  public:
    explicit SmallDisk(std::string path) : path_(std::move(path)) {
        fs::create_directory(path_);
        mounted_ = mount() || (errno == EPERM && enter_own_namespace() && mount());
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
    }
    bool mounted() const { return mounted_; }

  private:
    bool mount() const { return ::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=1m") == 0; }

    std::string path_;
    bool mounted_ = false;
};

TEST(FullDisk, leaves_what_was_there) {
    const TemporaryDirectory directory;
    const SmallDisk disk(directory.file("disk"));
    // a container that allows neither cannot fill a disk of its own; what_sqlite_throws_becomes_an_error runs
    // everywhere
    if (!disk.mounted()) GTEST_SKIP() << "needs root or user namespaces to mount a small disk";
    const std::string path = directory.file("disk/store.db");
    auto store = must(Store::create(path, officer));
    model::Run run;
    run.started = week(0);
    const auto number = must(store.begin_run(run)).id;
    int saved = 0;
    base::Result<void> result;
    while (saved < 1000) {
        result = store.save_visit(number, site("web-" + std::to_string(saved)),
                                  {seen("tls", std::to_string(saved) + std::string(9000, 'x'))});
        if (!result) break;
        ++saved;
    }
    ASSERT_GT(saved, 10);
    ASSERT_EQ(message_of(result), "store.disk_full");
    EXPECT_EQ(static_cast<int>(must(store.done_in_run(number)).size()), saved);
    EXPECT_EQ(static_cast<int>(must(store.run_observations(number)).size()), saved);
    EXPECT_TRUE(must(store.check("")).problems.empty());
    EXPECT_EQ(message_of(Store::create(directory.file("disk/second.db"), officer)), "store.disk_full");
    EXPECT_FALSE(fs::exists(directory.file("disk/second.db")));
    // every other kind of write, and nothing half made of any
    const auto files = [&] { return std::distance(fs::directory_iterator(directory.file("disk")), {}); };
    const auto before = files();
    model::Inventory inventory;
    for (int site_number = 0; site_number < 2000; ++site_number)
        inventory.websites.push_back({"w" + std::to_string(site_number), "https://x.example/", "", "", "", "in_use"});
    EXPECT_EQ(message_of(store.import(inventory, {}, "list.csv", "", week(1))), "store.disk_full");
    EXPECT_TRUE(must(store.inventory(week(2))).websites.empty());
    EXPECT_EQ(message_of(store.backup(directory.file("disk/copy.db"), week(1))), "store.disk_full");
    std::vector<model::Verdict> verdicts;
    for (int rule = 0; rule < 500; ++rule) {
        model::Verdict verdict;
        verdict.subject = site("web-1");
        verdict.rule = "rule-" + std::to_string(rule);
        verdict.evidence = base::Object{{"facts", base::Object{{"tls.x", std::string(2000, 'x') + verdict.rule}}}};
        verdicts.push_back(verdict);
    }
    EXPECT_EQ(message_of(store.save_evaluation({0, week(1), week(1), "h", {}}, verdicts, {}, {})), "store.disk_full");
    EXPECT_FALSE(must(store.last_evaluation(week(2))).has_value());
    EXPECT_EQ(
        message_of(store.keep_rule_set({0, "h", "2026-01-05", week(1)}, base::Object{{"f", std::string(90000, 'x')}})),
        "store.disk_full");
    EXPECT_TRUE(must(store.rule_sets()).empty());
    EXPECT_EQ(files(), before);
    EXPECT_TRUE(must(store.check("")).problems.empty());
    // a copy elsewhere is what saves it, and opening it again needs no room
    EXPECT_TRUE(store.backup(directory.file("copy.db"), week(1)).has_value());
    store = must(Store::open(path, officer));
    EXPECT_EQ(static_cast<int>(must(store.done_in_run(number)).size()), saved);
}

// Saves visits and imports for as long as it lives.
[[noreturn]] void write_until_killed(const std::string& path, int round) {
    auto store = Store::open(path, officer);
    if (!store) ::_exit(1);
    model::Run run;
    run.started = week(round);
    const auto begun = store->begin_run(run);
    if (!begun) ::_exit(1);
    for (int number = 0;; ++number) {
        const std::string value = std::to_string(number % 3);
        if (!store->save_visit(
                begun->id, site("web-" + std::to_string(number)),
                {seen("dns", value), seen("tcp", value), seen("tls", value), seen("http", value), seen("mail", value)}))
            ::_exit(1);
        model::Inventory inventory;
        for (const char* id : {"web-1", "web-2", "web-3"})
            inventory.websites.push_back({id, "https://x.example/", "", "", value, "in_use"});
        if (!store->import(inventory, {}, "list.csv", "", week(round) + std::chrono::seconds(number))) ::_exit(1);
    }
}

TEST(KillNine, loses_at_most_what_was_in_flight) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("store.db");
    must(Store::create(path, officer));
    std::mt19937 random(20260105);
    std::uniform_int_distribution<int> wait(5, 60);
    const auto visits = [&] { return SQLite::Database(path).execAndGet("SELECT count(*) FROM visit").getInt64(); };
    // more rounds on a busy machine, where a writer gets little done before it dies
    for (int round = 0; round < 50 || (round < 2000 && visits() <= 50); ++round) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) write_until_killed(path, round);
        std::this_thread::sleep_for(std::chrono::milliseconds(wait(random)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the writer gave up by itself in round " << round;
    }
    auto store = must(Store::open(path, officer));
    const auto checked = must(store.check(""));
    EXPECT_TRUE(checked.problems.empty());
    SQLite::Database raw(path);
    const auto count = [&](const char* sql) { return raw.execAndGet(sql).getInt64(); };
    EXPECT_GT(count("SELECT count(*) FROM visit"), 50);
    EXPECT_EQ(count("SELECT count(*) FROM visit v WHERE 5<>(SELECT count(*) FROM task t JOIN locus USING(locus_id) "
                    "WHERE t.run_id=v.run_id AND subject_id=v.subject_id)"),
              0);
    EXPECT_EQ(count("SELECT count(*) FROM task"), 5 * count("SELECT count(*) FROM visit"));
    EXPECT_EQ(count("SELECT sum(seen) FROM observation"), count("SELECT count(*) FROM task"));
    EXPECT_EQ(count("SELECT count(*) FROM import_row"), 3 * count("SELECT count(*) FROM import_batch"));
    EXPECT_EQ(count("SELECT count(*) FROM audit_event WHERE action='import'"),
              count("SELECT count(*) FROM import_batch"));
}

}  // namespace
}  // namespace attt::store
