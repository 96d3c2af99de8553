#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using model::Record;
using model::RecordKind;
using testing::message_of;
using testing::must;
using testing::week;
using RecordsTest = testing::StoreTest;

Record drill(const std::string& id, bool live) {
    Record out;
    out.kind = RecordKind::drill;
    out.id = id;
    out.attributes = base::Object{{"name", id}, {"date", "2026-01-06"}, {"live", live}};
    return out;
}

TEST_F(RecordsTest, are_revised_and_never_overwritten) {
    EXPECT_EQ(must(store.save_records({drill("a", false), drill("b", true)}, "x.csv", "", week(0))).added, 2);
    const auto again = must(store.save_records({drill("a", true), drill("b", true)}, "y.csv", "", week(1)));
    EXPECT_EQ(again.changed, 1);
    EXPECT_EQ(again.unchanged, 1);
    ASSERT_EQ(must(store.records(week(0))).size(), 2U);
    EXPECT_EQ(must(store.records(week(0)))[0].flag("live"), false) << "as it was known then";
    EXPECT_EQ(must(store.records(week(1)))[0].flag("live"), true);
    EXPECT_TRUE(must(store.records(week(0) - base::Duration(1))).empty());
    const auto history = must(store.record_history(RecordKind::drill, "a"));
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].record.source, "x.csv");
    EXPECT_EQ(history[1].record.actor, "officer");
}

TEST_F(RecordsTest, that_are_withdrawn_keep_their_past_and_may_return) {
    must(store.save_records({drill("a", true)}, "x.csv", "", week(0)));
    must(store.void_record(RecordKind::drill, "a", "nhầm", week(1)));
    EXPECT_TRUE(must(store.records(week(1))).empty());
    EXPECT_EQ(must(store.records(week(0))).size(), 1U);
    EXPECT_EQ(message_of(store.void_record(RecordKind::drill, "a", "nhầm", week(2))), "records.not_found");
    EXPECT_EQ(message_of(store.void_record(RecordKind::drill, "z", "nhầm", week(2))), "records.not_found");
    EXPECT_EQ(must(store.save_records({drill("a", true)}, "x.csv", "", week(3))).changed, 1);
    EXPECT_EQ(must(store.records(week(3))).size(), 1U);
    EXPECT_TRUE(must(store.check("")).problems.empty());
}

TEST_F(RecordsTest, do_not_go_back_in_time) {
    must(store.save_records({drill("a", true)}, "x.csv", "", week(1)));
    EXPECT_EQ(message_of(store.save_records({drill("a", false)}, "x.csv", "", week(0))), "store.clock_back");
    EXPECT_EQ(must(store.records(week(1)))[0].flag("live"), true);
}

}  // namespace
}  // namespace attt::store
