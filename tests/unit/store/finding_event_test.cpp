// The history of findings: kept with who, when and why, sealed by the audit chain, and proven by check().
#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using model::Changes;
using model::EventKind;
using model::FindingKey;
using ::testing::Contains;
using testing::message_of;
using testing::must;
using testing::site;
using testing::week;

const FindingKey key{site("web-1"), "http.hsts", ""};
const std::string id = model::finding_id(key);

class FindingEventTest : public testing::StoreTest {
  protected:
    FindingEventTest() {
        Changes changes;
        changes.at = week(0);
        changes.opened.push_back({key, 1, model::Severity::high, base::Object(), std::nullopt});
        must(store.save_evaluation({0, week(0), week(0), "rules", std::nullopt}, {}, changes, {}));
    }

    void claim(int number) {
        must(store.add_finding_events(
            {{0, id, week(number), EventKind::claimed, {}, {}, base::Object{{"reason", "done"}}}}, "finding.claim",
            week(number)));
    }

    std::vector<std::string> problems(const std::string& head = "") {
        std::vector<std::string> out;
        for (const base::Error& problem : must(store.check(head)).problems)
            out.push_back(problem.message);
        return out;
    }

    // As somebody would who opens the file with another program and knows about the triggers.
    void tamper(const std::string& sql) {
        auto database = raw();
        database.exec(
            "DROP TRIGGER finding_event_no_update; DROP TRIGGER finding_event_no_delete; "
            "DROP TRIGGER finding_event_next");
        database.exec(sql);
    }
};

TEST_F(FindingEventTest, tells_who_when_and_why) {
    claim(1);
    const auto events = must(store.finding_events(id));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].kind, EventKind::opened);
    EXPECT_EQ(events[1].kind, EventKind::claimed);
    EXPECT_EQ(events[1].actor, "officer");
    EXPECT_EQ(events[1].system_user, "attt");
    EXPECT_EQ(events[1].at, week(1));
    EXPECT_EQ(events[1].detail["reason"].string_or(""), "done");
    EXPECT_EQ(must(store.finding_events({id}, events[0].number)).at(id).size(), 1U);
}

TEST_F(FindingEventTest, folds_into_the_work_as_known_at_a_time) {
    claim(1);
    EXPECT_FALSE(must(store.findings(week(0)))[0].work.claim);
    EXPECT_TRUE(must(store.findings(week(1)))[0].work.claim);
    EXPECT_EQ(state_of(must(store.findings(week(1)))[0], week(0), week(1)), model::FindingState::claimed_fixed);
}

TEST_F(FindingEventTest, stores_nothing_where_one_finding_is_unknown) {
    const auto result =
        store.add_finding_events({{0, id, week(1), EventKind::noted, {}, {}, base::Object()},
                                  {0, "F-000000000000", week(1), EventKind::noted, {}, {}, base::Object()}},
                                 "finding.note", week(1));
    EXPECT_EQ(message_of(result), "store.no_finding");
    EXPECT_EQ(must(store.finding_events(id)).size(), 1U);
}

TEST_F(FindingEventTest, refuses_a_clock_set_back) {
    claim(2);
    EXPECT_EQ(message_of(store.add_finding_events({{0, id, week(1), EventKind::noted, {}, {}, base::Object()}},
                                                  "finding.note", week(1))),
              "store.clock_back");
}

TEST_F(FindingEventTest, is_append_only) {
    auto database = raw();
    EXPECT_THROW(database.exec("UPDATE finding_event SET actor='x'"), SQLite::Exception);
    EXPECT_THROW(database.exec("DELETE FROM finding_event"), SQLite::Exception);
    EXPECT_THROW(database.exec("UPDATE finding_seal SET seq=1"), SQLite::Exception);
    EXPECT_THROW(database.exec("INSERT INTO finding_event(event_id,finding_id,at,kind,actor,system_user,detail) "
                               "VALUES(9,1,0,'noted','','','{}')"),
                 SQLite::Exception);
}

TEST_F(FindingEventTest, a_sound_history_holds_against_an_older_head) {
    const std::string head = must(store.audit_head());
    claim(1);
    claim(2);
    EXPECT_TRUE(problems(head).empty());
    EXPECT_TRUE(must(store.check(head)).head_found);
}

struct Tampering {
    const char* name;
    const char* sql;
    const char* message;
};
class TamperedHistory : public FindingEventTest, public ::testing::WithParamInterface<Tampering> {};

TEST_P(TamperedHistory, is_found) {
    claim(1);
    tamper(GetParam().sql);
    EXPECT_THAT(problems(), Contains(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    cases, TamperedHistory,
    ::testing::Values(
        Tampering{"another_actor", "UPDATE finding_event SET actor='somebody' WHERE kind='claimed'",
                  "store.events_changed"},
        Tampering{"another_user", "UPDATE finding_event SET system_user='x' WHERE kind='claimed'",
                  "store.events_changed"},
        Tampering{"another_time", "UPDATE finding_event SET at=at-1 WHERE kind='claimed'", "store.events_changed"},
        Tampering{"another_reason", "UPDATE finding_event SET detail='{\"reason\":\"x\"}' WHERE kind='claimed'",
                  "store.events_changed"},
        Tampering{"one_less", "DELETE FROM finding_event WHERE kind='claimed'", "store.events_changed"},
        Tampering{"one_more",
                  "INSERT INTO finding_event(finding_id,at,kind,actor,system_user,detail) "
                  "VALUES(1,0,'noted','officer','attt','{}')",
                  "store.events_unsealed"},
        Tampering{"closed_by_hand", "UPDATE episode SET closed=opened,closed_by=1,close_kind='verified_fixed'",
                  "store.episodes_differ"},
        Tampering{"opened_earlier", "UPDATE episode SET opened=opened-1", "store.episodes_differ"},
        Tampering{"another_subject", "UPDATE subject SET id='web-2'", "store.finding_renamed"},
        Tampering{"another_id", "UPDATE finding SET id='F-000000000000'", "store.finding_renamed"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(FindingEventTest, keeps_roles_with_an_audit_event) {
    must(store.set_role({"Thanh tra", Role::auditor, "", week(1)}));
    must(store.set_role({"Đầu mối STC", Role::agency, "stc", week(1)}));
    must(store.set_role({"Thanh tra", Role::officer, "", week(2)}));
    EXPECT_EQ(must(store.role_of("Thanh tra"))->role, Role::officer);
    EXPECT_EQ(must(store.role_of("Đầu mối STC"))->agency, "stc");
    EXPECT_FALSE(must(store.role_of("ai đó")).has_value());
    EXPECT_EQ(must(store.roles()).size(), 2U);
    EXPECT_EQ(count("SELECT count(*) FROM audit_event WHERE action='role.set'"), 3);
}

}  // namespace
}  // namespace attt::store
