#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using testing::message_of;
using testing::must;
using testing::week;

class LevelsTest : public testing::StoreTest {};

model::DossierEvent an_event() {
    model::DossierEvent event;
    event.system = "lan-thu";
    event.kind = model::DossierEventKind::approved;
    event.on = *base::parse_date("20/03/2023");
    event.number = "10/QĐ-UBND";
    event.body = "Ủy ban nhân dân Tỉnh";
    event.role = "owner";
    event.regime = "2016";
    event.level = 3;
    event.criteria = {"nd-85-2016.d9-3"};
    event.files = {{"regulation", "quy-che.pdf", std::string(64, 'a'), 1234}};
    event.note = "theo hồ sơ lưu";
    return event;
}

TEST_F(LevelsTest, an_event_comes_back_as_it_was_recorded) {
    const auto ids = must(store.record_dossier_events({an_event(), an_event()}, week(0)));
    const auto events = must(store.dossier_events(week(0)));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].id, ids[0]);
    EXPECT_LT(ids[0], ids[1]);
    EXPECT_EQ(events[0].system, "lan-thu");
    EXPECT_EQ(events[0].kind, model::DossierEventKind::approved);
    EXPECT_EQ(events[0].on, an_event().on);
    EXPECT_EQ(events[0].recorded_at, week(0));
    EXPECT_EQ(events[0].actor, "officer");
    EXPECT_EQ(model::detail_of(events[0]), model::detail_of(an_event()));
}

TEST_F(LevelsTest, what_was_not_yet_recorded_is_not_known) {
    must(store.record_dossier_events({an_event()}, week(2)));
    EXPECT_TRUE(must(store.dossier_events(week(1))).empty());
    EXPECT_EQ(must(store.dossier_events(week(2))).size(), 1U);
}

TEST_F(LevelsTest, each_table_only_grows_and_the_chain_tells_of_each_row) {
    must(store.record_dossier_events({an_event()}, week(0)));
    must(store.record_level_answers({{"lan-thu", "", "level.users", base::Value(10), {}, {}}}, week(0)));
    model::ControlAssessment met;
    met.system = "lan-thu";
    met.control = "KT.MA.01";
    met.result = model::ControlResult::met;
    must(store.record_control_assessments({met}, week(0)));
    for (const char* table : {"dossier_event", "level_answer", "control_assessment"}) {
        SQLite::Database other = raw();
        EXPECT_THROW(other.exec(std::string("DELETE FROM ") + table), SQLite::Exception) << table;
        EXPECT_THROW(other.exec(std::string("UPDATE ") + table + " SET recorded_at=0"), SQLite::Exception) << table;
    }
    EXPECT_EQ(must(store.check("")).events, 4);  // with the one of the store's making
    EXPECT_TRUE(must(store.check("")).problems.empty());
}

TEST_F(LevelsTest, the_newest_answer_stands_and_may_be_taken_back) {
    const auto answer = [&](const char* component, base::Value value, int when) {
        must(store.record_level_answers({{"lan-thu", component, "level.users", std::move(value), {}, {}}}, week(when)));
    };
    answer("", 10, 0);
    answer("csdl", 20, 1);
    answer("", 30, 2);
    auto answers = must(store.level_answers(week(1)));
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].value, base::Value(10));
    answers = must(store.level_answers(week(2)));
    EXPECT_EQ(answers[0].value, base::Value(30));
    EXPECT_EQ(answers[1].component, "csdl");
    answer("", {}, 3);
    EXPECT_EQ(must(store.level_answers(week(3))).size(), 1U);
}

TEST_F(LevelsTest, an_assessment_that_says_nothing_new_is_not_recorded) {
    model::ControlAssessment assessment;
    assessment.system = "lan-thu";
    assessment.control = "KT.MA.01";
    assessment.result = model::ControlResult::partly;
    assessment.compensation = "giám sát thủ công";
    assessment.assessed_on = base::parse_date("01/03/2023").value();
    assessment.expires = base::parse_date("01/09/2023").value();
    EXPECT_EQ(must(store.record_control_assessments({assessment}, week(0))), 1);
    EXPECT_EQ(must(store.record_control_assessments({assessment}, week(1))), 0);
    assessment.result = model::ControlResult::met;
    EXPECT_EQ(must(store.record_control_assessments({assessment}, week(2))), 1);
    const auto before = must(store.control_assessments(week(1), base::local_date(week(1))));
    ASSERT_EQ(before.size(), 1U);
    EXPECT_EQ(before[0].result, model::ControlResult::partly);
    EXPECT_EQ(before[0].expires, assessment.expires);
    EXPECT_EQ(must(store.control_assessments(week(2), base::local_date(week(2))))[0].result, model::ControlResult::met);
}

TEST_F(LevelsTest, a_store_of_the_first_version_gets_the_tables) {
    EXPECT_EQ(count("SELECT count(*) FROM sqlite_schema WHERE name IN('dossier_event','level_answer',"
                    "'control_assessment')"),
              3);
}

}  // namespace
}  // namespace attt::store
