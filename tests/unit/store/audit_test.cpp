#include <algorithm>

#include "base/hash.h"
#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using testing::must;
using testing::week;

class AuditTest : public testing::StoreTest {
  protected:
    AuditTest() {
        for (int number = 0; number < 4; ++number) {
            const base::Value detail =
                base::Object{{"báo cáo", number}, {"tỷ lệ", 0.5}, {"agencies", base::Array{"a", "b"}}};
            must(store.audit("report.issue", "tháng " + std::to_string(number), detail, week(number)));
        }
    }
    std::vector<std::string> problems() {
        std::vector<std::string> out;
        for (const base::Error& problem : must(store.check("")).problems)
            out.push_back(base::debug_string(problem));
        return out;
    }
};

TEST_F(AuditTest, an_untouched_chain_holds) {
    EXPECT_TRUE(problems().empty());
    EXPECT_EQ(must(store.check("")).events, 5);  // with the one of the store's making
}

TEST_F(AuditTest, the_head_that_was_printed_is_found_for_ever) {
    const std::string printed = must(store.audit_head());
    EXPECT_EQ(printed.size(), 64U);
    must(store.audit("report.issue", "later", base::Object(), week(9)));
    EXPECT_NE(must(store.audit_head()), printed);
    EXPECT_TRUE(must(store.check(printed)).head_found);
    EXPECT_TRUE(must(store.check("  " + printed + "\n")).head_found);
    EXPECT_FALSE(must(store.check(std::string(64, 'a'))).head_found);
    EXPECT_FALSE(must(store.check(printed.substr(0, 10))).head_found);
}

TEST_F(AuditTest, the_hash_can_be_computed_with_other_tools) {
    SQLite::Database other = raw();
    SQLite::Statement row(other, "SELECT lower(hex(prev_hash)), lower(hex(hash)), at FROM audit_event WHERE seq=2");
    ASSERT_TRUE(row.executeStep());
    const std::string event =
        R"({"action":"report.issue","actor":"officer","at":"2026-01-05T01:00:00Z",)"
        R"("detail":{"agencies":["a","b"],"báo cáo":0,"tỷ lệ":0.5},"object":"tháng 0","seq":2,"system_user":"attt"})";
    EXPECT_EQ(base::sha256_hex(row.getColumn(0).getString() + event), row.getColumn(1).getString());
}

TEST_F(AuditTest, only_grows) {
    for (const char* sql :
         {"UPDATE audit_event SET actor='x'", "DELETE FROM audit_event", "DELETE FROM audit_event WHERE seq=5",
          "INSERT OR REPLACE INTO audit_event SELECT "
          "seq,at,'x',system_user,action,object,detail,prev_hash,zeroblob(32) "
          "FROM audit_event WHERE seq=3",
          "INSERT INTO audit_event SELECT seq+5,at,actor,system_user,action,object,detail,prev_hash,zeroblob(32) "
          "FROM audit_event WHERE seq=3"}) {
        EXPECT_THROW(raw().exec(sql), SQLite::Exception) << sql;
    }
    EXPECT_TRUE(problems().empty());
}

struct Tampering {
    const char* name;
    const char* sql;
    std::vector<std::string> seqs;  // where the chain is seen to be broken
};
std::ostream& operator<<(std::ostream& out, const Tampering& tested) {
    return out << tested.name;
}

class Tampered : public AuditTest, public ::testing::WithParamInterface<Tampering> {};

TEST_P(Tampered, is_seen) {
    raw().exec(
        "DROP TRIGGER audit_event_no_update; DROP TRIGGER audit_event_no_delete; DROP TRIGGER audit_event_next;");
    raw().exec(GetParam().sql);
    std::vector<std::string> expected;
    for (const std::string& seq : GetParam().seqs)
        expected.push_back("store.chain_broken (seq=" + seq + ")");
    EXPECT_EQ(problems(), expected);
}

INSTANTIATE_TEST_SUITE_P(
    store, Tampered,
    ::testing::Values(Tampering{"another_actor", "UPDATE audit_event SET actor='x' WHERE seq=3", {"3"}},
                      Tampering{"another_system_user", "UPDATE audit_event SET system_user='x' WHERE seq=3", {"3"}},
                      Tampering{"another_time", "UPDATE audit_event SET at=at+1 WHERE seq=3", {"3"}},
                      Tampering{"another_detail", "UPDATE audit_event SET detail='{}' WHERE seq=4", {"4"}},
                      Tampering{"one_removed", "DELETE FROM audit_event WHERE seq=3", {"4"}},
                      Tampering{"the_first_removed", "DELETE FROM audit_event WHERE seq=1", {"2"}},
                      Tampering{"all_removed", "DELETE FROM audit_event", {"1"}},
                      Tampering{"one_with_a_new_hash",
                                "UPDATE audit_event SET actor='x',hash=randomblob(32) WHERE seq=3",
                                {"3", "4"}}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(AuditTest, a_removed_tail_is_seen_by_the_head_that_was_printed) {
    const std::string printed = must(store.audit_head());
    raw().exec("DROP TRIGGER audit_event_no_delete; DELETE FROM audit_event WHERE seq=5");
    EXPECT_TRUE(problems().empty());
    EXPECT_FALSE(must(store.check(printed)).head_found);
}

TEST_F(AuditTest, changed_bytes_are_seen) {
    must(store.save_visit(
        run_at(week(0)), testing::site("web-1"),
        {{testing::site("web-1"), "tls", {}, model::Status::ok, "", week(0), base::Object{{"a", 1}}, {}, {}, 1, ""}}));
    raw().exec("UPDATE blob SET body=CAST('{\"a\":2}' AS BLOB)");
    ASSERT_EQ(problems().size(), 1U);
    EXPECT_THAT(problems()[0], ::testing::StartsWith("store.blob_changed"));
}

TEST_F(AuditTest, a_row_without_its_parent_is_seen) {
    raw().exec("PRAGMA foreign_keys=OFF; INSERT INTO visit(run_id,subject_id,at) VALUES(7,8,0)");
    EXPECT_THAT(problems(), ::testing::Each(::testing::StartsWith("store.foreign_key (table=visit")));
    EXPECT_EQ(problems().size(), 2U);
}

}  // namespace
}  // namespace attt::store
