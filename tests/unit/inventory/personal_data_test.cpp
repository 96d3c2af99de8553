// Names of people and licence keys never reach a raw row.
#include "inventory/personal_data.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(PersonalData, IsToldByTheHeading) {
    for (const char* heading : {"Người sử dụng", "NGUOI SU DUNG", "Họ tên", "Họ và tên cán bộ", "user", "User name",
                                "Product key", "Khóa bản quyền", "Windows product key", "Số điện thoại", "E-mail",
                                "Thư điện tử", "Cán bộ phụ trách", "CCCD", "Mật khẩu"}) {
        EXPECT_TRUE(is_personal(heading)) << heading;
    }
    for (const char* heading : {"Ghi chú", "Phòng", "Năm mua", "Model", "RAM", "Vị trí đặt máy", "monkey"}) {
        EXPECT_FALSE(is_personal(heading)) << heading;
    }
}

TEST(PersonalData, OfACsvIsMaskedAndSaid) {
    const ReadResult result = read(
        "id,agency,name,Người sử dụng,product key,Năm mua\n"
        "m1,so-mau,M1,Họ Tên Mẫu,AAAAA-BBBBB,2020\n"
        "m2,so-mau,M2,,,2021\n",
        "x.csv", ListKind::computers, one_agency());
    EXPECT_THAT(lines_of(result.warnings), ElementsAre("1 inventory.personal_column", "1 inventory.personal_column",
                                                       "1 inventory.unknown_heading"));
    ASSERT_EQ(result.rows.size(), 2U);
    EXPECT_EQ(
        base::to_json(result.rows[0].cells),
        R"({"id":"m1","agency":"so-mau","name":"M1","Người sử dụng":"***","product key":"***","Năm mua":"2020"})");
    EXPECT_EQ(result.rows[1].cells["Người sử dụng"].string_or("?"), "");
}

TEST(PersonalData, OfARefusedTomlTableIsMasked) {
    const ReadResult result = read_fixture("danh-muc.toml");
    EXPECT_THAT(lines_of(result.defects), ElementsAre("29 toml.unknown_key"));
    EXPECT_EQ(result.rows.at(3).cells["user"].string_or(""), "***");
}

TEST(PersonalData, OfRowsWithoutAnIdIsNotKept) {
    const ReadResult result = read("id,name\na,Sở Mẫu\n,Họ Tên Mẫu\n");
    ASSERT_EQ(result.rows.size(), 2U);
    EXPECT_EQ(base::to_json(result.rows[1].cells), "{}");
}

TEST(PersonalData, OfASheetFromExcelReachesNothing) {
    const ReadResult result = read_fixture("may-tinh-excel.csv", one_agency());
    for (const RawRow& row : result.rows)
        EXPECT_THAT(base::to_json(row.cells), Not(HasSubstr("Họ Tên Mẫu")));
    for (const auto* errors : {&result.defects, &result.warnings}) {
        for (const base::Error& error : *errors)
            EXPECT_THAT(base::debug_string(error), Not(HasSubstr("Họ Tên Mẫu")));
    }
    EXPECT_THAT(lines_of(result.warnings), Contains("4 inventory.personal_column"));
}

TEST(PersonalData, NeverHidesAnAttribute) {
    const ReadResult result = read("id,name,owner,agency,level,Số cán bộ ATTT\ns,S,UBND Tỉnh,so-mau,2,3\n", "x.csv",
                                   ListKind::systems, one_agency());
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_EQ(result.rows.at(0).cells["owner"].string_or(""), "UBND Tỉnh");
    EXPECT_EQ(result.inventory.systems.at(0).owner, "UBND Tỉnh");
}

}  // namespace
}  // namespace attt::inventory::testing
