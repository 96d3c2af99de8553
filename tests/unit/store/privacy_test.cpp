// Personal data: found, exported, erased; figures and the chain stay.
#include "store/privacy.h"

#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using testing::message_of;
using testing::must;
using testing::week;

class PrivacyTest : public testing::StoreTest {
  protected:
    PrivacyTest() {
        model::Inventory list;
        list.agencies.push_back({});
        list.agencies.back().id = "so-mau";
        list.agencies.back().name = "Sở Mẫu";
        model::Computer computer;
        computer.id = "pc-1";
        computer.agency = "so-mau";
        computer.name = "PC-NGUYENVANA";
        list.computers.push_back(computer);
        must(store.import(
            list,
            {{{model::SubjectKind::computer, "pc-1"}, 2, R"({"Ghi chú":"máy của \"NGUYENVANA\""})", "", ""},
             {{model::SubjectKind::agency, "so-mau"}, 3, R"({"name":"Sở Mẫu"})", "", ""}},
            "list.csv", "", week(0)));
    }
};

TEST_F(PrivacyTest, finds_rows_and_attributes_by_text_id_and_date) {
    EXPECT_EQ(must(personal_records(path, {"NGUYENVANA", "", {}})).size(), 2U);
    EXPECT_EQ(must(personal_records(path, {"", "so-mau", {}})).size(), 2U);
    EXPECT_EQ(must(personal_records(path, {"", "", week(0)})).size(), 0U);
    EXPECT_EQ(must(personal_records(path, {"", "", week(1)})).size(), 4U);
    EXPECT_EQ(must(personal_records(path, {"nobody", "", {}})).size(), 0U);
    EXPECT_EQ(must(personal_records(path, {"của \"NGUYEN", "", {}})).size(), 1U);
}

TEST_F(PrivacyTest, erases_a_text_and_keeps_the_things) {
    const Erased erased = must(erase_personal(path, testing::officer, {"NGUYENVANA", "", {}}, week(1)));
    EXPECT_EQ(erased.import_rows, 1);
    EXPECT_EQ(erased.revisions, 1);
    EXPECT_TRUE(must(personal_records(path, {"NGUYENVANA", "", {}})).empty());
    const auto inventory = must(store.inventory(week(2)));
    ASSERT_EQ(inventory.computers.size(), 1U);
    EXPECT_EQ(inventory.computers[0].name, "PC-***");
    EXPECT_EQ(inventory.computers[0].agency, "so-mau");
    const Store::Check check = must(store.check(""));
    EXPECT_TRUE(check.problems.empty());
    EXPECT_EQ(check.events, 3);
    EXPECT_EQ(count("SELECT count(*) FROM audit_event WHERE action='privacy.erase' AND detail LIKE '%NGUYEN%'"), 0);
}

TEST_F(PrivacyTest, expires_rows_by_date_and_leaves_the_inventory) {
    const Erased erased = must(erase_personal(path, testing::officer, {"", "", week(1)}, week(1)));
    EXPECT_EQ(erased.import_rows, 2);
    EXPECT_EQ(erased.revisions, 0);
    EXPECT_EQ(must(store.inventory(week(2))).computers[0].name, "PC-NGUYENVANA");
    EXPECT_EQ(count("SELECT count(*) FROM import_row WHERE raw IS NOT NULL"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM import_row"), 2);
}

TEST_F(PrivacyTest, erases_nothing_that_nobody_named) {
    EXPECT_EQ(message_of(erase_personal(path, testing::officer, {}, week(1))), "privacy.nothing_named");
}

}  // namespace
}  // namespace attt::store
