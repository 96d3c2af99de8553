// Security officers: posts, kept with their agency, without names.
#include "inventory/officers.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "inventory/compare.h"
#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

base::Date day(const char* text) {
    return base::parse_date(text).value();
}

model::Inventory with_officers() {
    model::Inventory out = one_agency();
    out.agencies[0].officers = {{"o1", "Chuyên viên", day("01/02/2023"), {}, {}},
                                {"o2", "Lãnh đạo", day("01/02/2023"), {}, {}}};
    out.agencies.emplace_back().id = "so-khac";
    return out;
}

TEST(Officers, AreKeptWithTheirAgencyWithoutNames) {
    const ReadResult result = read(
        "Mã vị trí,Họ tên,Cơ quan,Vị trí việc làm,Ngày phân công,Ngày tập huấn\n"
        "o2,Họ Tên Mẫu,so-mau,Chuyên viên (0912 345 678),01/02/2023,\no1,Trần B,Sở Mẫu,Lãnh đạo,,15/9/2023\n",
        "nhan-luc.csv", {}, one_agency());
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_THAT(lines_of(result.warnings), ElementsAre("1 inventory.personal_column"));
    ASSERT_EQ(result.inventory.agencies.size(), 1U);
    const model::Agency& agency = result.inventory.agencies[0];
    ASSERT_EQ(agency.officers.size(), 2U);
    EXPECT_EQ(agency.officers[0].id, "o1");
    EXPECT_EQ(agency.officers[0].trained, day("15/09/2023"));
    EXPECT_EQ(agency.officers[1].post, "Chuyên viên (***)");
    EXPECT_EQ(result.rows[0].cells["Họ tên"].string_or(""), "***");
    EXPECT_EQ(result.rows[0].cells["Vị trí việc làm"].string_or(""), "Chuyên viên (***)");
    EXPECT_EQ(model::agency_from(model::to_value(agency)), agency);
}

TEST(Officers, AreReadFromToml) {
    const ReadResult result = read(
        "[[agency]]\nid = \"so-mau\"\nname = \"Sở Mẫu\"\n"
        "[[officer]]\nid = \"o1\"\nagency = \"so-mau\"\npost = \"Chuyên viên a@so-mau.example\"\nname = \"Họ Tên "
        "Mẫu\"\n"
        "[[officer]]\nid = \"o2\"\nagency = \"so-mau\"\npost = \"Lãnh đạo\"\nsince = 2023-02-01\n",
        "list.toml");
    EXPECT_THAT(lines_of(result.defects), ElementsAre("8 toml.unknown_key"));
    ASSERT_EQ(result.inventory.agencies.size(), 1U);
    ASSERT_EQ(result.inventory.agencies[0].officers.size(), 1U);
    EXPECT_EQ(result.inventory.agencies[0].officers[0].since, day("01/02/2023"));
    for (const RawRow& row : result.rows) {
        EXPECT_THAT(base::to_json(row.cells), Not(HasSubstr("so-mau.example")));
    }
}

TEST(Officers, StayWhenTheirAgencyIsListedAgain) {
    const ReadResult again = read("id,name,security_officers\nso-mau,Sở Mẫu,5\n", "a.csv", {}, with_officers());
    ASSERT_EQ(again.inventory.agencies.size(), 1U);
    EXPECT_EQ(again.inventory.agencies[0].officers.size(), 2U);
}

TEST(Officers, MoveWithTheirId) {
    const ReadResult moved = read("id,agency,post\no1,so-khac,Chuyên viên\n", "o.csv", {}, with_officers());
    ASSERT_EQ(moved.inventory.agencies.size(), 2U);
    EXPECT_EQ(moved.inventory.agencies[0].officers.size(), 1U);
    EXPECT_EQ(moved.inventory.agencies[1].officers.size(), 1U);
}

TEST(Officers, WithDatesInTheWrongOrderOrAnUnknownAgencyAreRefused) {
    const ReadResult result = read("id,agency,post,since,until\no1,so-mau,x,01/02/2023,01/01/2023\no2,so-mua,x,,\n",
                                   "o.csv", {}, one_agency());
    EXPECT_THAT(lines_of(result.defects),
                ElementsAre("3 inventory.unknown_agency_near", "2 inventory.post_dates_order"));
    EXPECT_TRUE(result.inventory.empty());
}

TEST(Officers, AreCountedOnADay) {
    model::Agency agency;
    agency.security_officers = 4;
    EXPECT_EQ(model::security_officers_on(agency, day("01/01/2023")), 4);
    agency.officers = {{"o1", "x", day("01/02/2023"), day("30/06/2023"), {}}, {"o2", "x", day("01/06/2023"), {}, {}}};
    const std::vector<std::pair<const char*, int>> cases = {
        {"31/01/2023", 0}, {"01/02/2023", 1}, {"30/06/2023", 2}, {"01/07/2023", 1}};
    for (const auto& [date, expected] : cases)
        EXPECT_EQ(model::security_officers_on(agency, day(date)), expected) << date;
}

TEST(Officers, MissingFromALaterListAreEndedOnlyWhenAsked) {
    const model::Inventory known = with_officers();
    const ReadResult result =
        read("id,agency,post,since\no2,so-mau,Lãnh đạo,01/02/2023\no3,so-mau,Kỹ thuật viên,\n", "o.csv", {}, known);
    const std::vector<Change> changes = compare(known, result);
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].kind, ChangeKind::changed);
    ASSERT_EQ(changes[0].fields.size(), 1U);
    EXPECT_EQ(changes[0].fields[0].attribute, "officer o3");
    EXPECT_EQ(changes[0].fields[0].after, "Kỹ thuật viên");
    EXPECT_EQ(changes[1].kind, ChangeKind::gone);
    EXPECT_EQ(changes[1].officer, "o1");

    model::Inventory incoming = result.inventory;
    EXPECT_EQ(incoming.agencies[0].officers[0].until, std::nullopt);
    EXPECT_EQ(retire(known, changes, day("01/07/2025"), incoming), 1);
    ASSERT_EQ(incoming.agencies.size(), 1U);
    ASSERT_EQ(incoming.agencies[0].officers.size(), 3U);
    EXPECT_EQ(incoming.agencies[0].officers[0].until, day("01/07/2025"));
    EXPECT_EQ(incoming.agencies[0].valid_to, std::nullopt);
}

}  // namespace
}  // namespace attt::inventory::testing
