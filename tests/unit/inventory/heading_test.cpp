// What a CSV holds, told by its headings.
#include <gmock/gmock.h>

#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using model::SubjectKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct KindCase {
    const char* name;
    const char* headings;
    SubjectKind kind;
};

class Kinds : public ::testing::TestWithParam<KindCase> {};

TEST_P(Kinds, AreToldByHeadings) {
    std::string row = "row-1";
    for (const char c : std::string(GetParam().headings))
        row += c == ',' ? "," : "";
    const ReadResult result = read(std::string(GetParam().headings) + "\n" + row + "\n");
    ASSERT_EQ(result.rows.size(), 1U);
    EXPECT_EQ(result.rows[0].subject.kind, GetParam().kind);
    EXPECT_THAT(lines_of(result.warnings), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Headings, Kinds,
    ::testing::Values(
        KindCase{"agencies", "id,name,tier,kind,parent", SubjectKind::agency},
        KindCase{"agencies_with_dates", "id,name,tier,kind,parent,valid_from,valid_to,successor,security_officers",
                 SubjectKind::agency},
        KindCase{"agencies_short", "Mã,Tên", SubjectKind::agency},
        KindCase{"agencies_vietnamese", "Mã đơn vị,Tên đơn vị,Cấp,Loại,Cơ quan cấp trên", SubjectKind::agency},
        KindCase{
            "systems",
            "id,name,agency,owner,kind,lifecycle,level,dossier_state,decision,decision_date,real_data,monitored_24_7",
            SubjectKind::system},
        KindCase{"systems_vietnamese", "MÃ HỆ THỐNG,TÊN HTTT,ĐƠN VỊ VẬN HÀNH,CẤP ĐỘ,TÌNH TRẠNG PHÊ DUYỆT",
                 SubjectKind::system},
        KindCase{"websites", "id,url,agency,system,name,lifecycle", SubjectKind::website},
        KindCase{"websites_vietnamese", "Mã,Tên trang/cổng TTĐT,Địa chỉ,Cơ quan", SubjectKind::website},
        KindCase{"computers", "id,agency,name,serial,uuid,mac,ip", SubjectKind::computer},
        KindCase{"computers_any_order", "ip,mac,uuid,serial,name,agency,id", SubjectKind::computer},
        KindCase{"computers_whole",
                 "id,agency,name,serial,uuid,mac,ip,os,antivirus_installed,antivirus_product,antivirus_seen,lifecycle",
                 SubjectKind::computer},
        KindCase{"computers_without_diacritics", "ma may,co quan,ten may tinh,so seri,he dieu hanh",
                 SubjectKind::computer},
        KindCase{"computers_marked", "Mã máy (*),Đơn vị :,Tên máy,Địa chỉ MAC (LAN)", SubjectKind::computer}),
    [](const auto& test) { return test.param.name; });

struct RefusedCase {
    const char* name;
    const char* text;
    const char* defect;
    const char* argument;
    const char* value;
};

class RefusedHeadings : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(RefusedHeadings, AreOneDefectOfTheFile) {
    const ReadResult result = read(GetParam().text);
    ASSERT_THAT(lines_of(result.defects), ElementsAre(GetParam().defect));
    EXPECT_THAT(argument(result.defects[0], GetParam().argument), HasSubstr(GetParam().value));
    EXPECT_TRUE(result.rows.empty());
    EXPECT_TRUE(result.inventory.empty());
}

INSTANTIATE_TEST_SUITE_P(Headings, RefusedHeadings,
                         ::testing::Values(RefusedCase{"unknown", "màu,cân nặng\nđỏ,2\n", "1 inventory.unknown_kind",
                                                       "headings", "cân nặng"},
                                           RefusedCase{"unknown_names_kinds", "màu,cân nặng\nđỏ,2\n",
                                                       "1 inventory.unknown_kind", "website", "id, url, agency"},
                                           RefusedCase{"console",
                                                       "record,name,serial,mac,ip,group,last_seen\n1,A,S,,,,\n",
                                                       "1 inventory.missing_columns", "missing", "id, agency"},
                                           RefusedCase{"computers_without_id", "agency,name,serial,uuid\na,b,c,d\n",
                                                       "1 inventory.missing_columns", "needed", "id, agency, name"},
                                           RefusedCase{"ambiguous", "id,name,agency\n1,b,c\n",
                                                       "1 inventory.ambiguous_kind", "headings", "id, name, agency"},
                                           RefusedCase{"twice", "id,url,agency,name,Tên trang\n1,b,c,d,e\n",
                                                       "1 inventory.same_column", "second", "Tên trang"},
                                           RefusedCase{"empty", "", "0 csv.empty", "", ""}),
                         [](const auto& test) { return test.param.name; });

TEST(Headings, AsSettlesTheKind) {
    const ReadResult result = read("id,name,agency\nm1,MAY-01,so-mau\n", "x.csv", ListKind::computers, one_agency());
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    ASSERT_EQ(result.inventory.computers.size(), 1U);
    EXPECT_EQ(result.inventory.computers[0].name, "MAY-01");
}

TEST(Headings, AsDoesNotForgiveMissingColumns) {
    const ReadResult result = read("id,name\nm1,MAY-01\n", "x.csv", ListKind::websites);
    ASSERT_THAT(lines_of(result.defects), ElementsAre("1 inventory.missing_columns"));
    EXPECT_EQ(argument(result.defects[0], "missing"), "url, agency");
}

TEST(Headings, UnknownOnesAreWarnedOfWithTheNearest) {
    const ReadResult result =
        read("id,url,agency,lifecicle,màu sắc\nw,https://a.example/,so-mau,,đỏ\n", "x.csv", {}, one_agency());
    ASSERT_THAT(lines_of(result.warnings),
                ElementsAre("1 inventory.unknown_heading_near", "1 inventory.unknown_heading"));
    EXPECT_EQ(argument(result.warnings[0], "nearest"), "lifecycle");
    EXPECT_EQ(argument(result.warnings[1], "heading"), "màu sắc");
    EXPECT_EQ(result.inventory.websites.size(), 1U);
    EXPECT_EQ(result.rows[0].cells["màu sắc"].string_or(""), "đỏ");
}

TEST(Headings, AColumnWithoutOneIsNotKept) {
    const ReadResult result = read("id,,name\na,gì đó,Sở Mẫu\n");
    ASSERT_THAT(lines_of(result.warnings), ElementsAre("1 inventory.no_heading"));
    EXPECT_EQ(argument(result.warnings[0], "number"), "2");
    EXPECT_EQ(result.rows[0].cells.if_object()->size(), 2U);
}

TEST(Headings, ARowWiderThanThemIsRefusedAlone) {
    const ReadResult result = read("id,name\n1,b,c\n2,Sở Mẫu\n");
    ASSERT_THAT(lines_of(result.defects), ElementsAre("2 csv.too_many_cells"));
    EXPECT_EQ(argument(result.defects[0], "found"), "3");
    EXPECT_EQ(result.inventory.agencies.size(), 1U);
}

TEST(Headings, AFileOfHeadingsAloneIsSaidToBeEmpty) {
    const ReadResult result = read("id,name\n");
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_THAT(lines_of(result.warnings), ElementsAre("1 inventory.no_rows"));
}

TEST(Headings, MayStandBelowATitle) {
    const ReadResult result = read("\"DANH SÁCH\nCƠ QUAN\",\nnăm 2023,\n\nMã,\"Tên\ncơ quan\"\na,Sở Mẫu\n,Sở Khác\n");
    EXPECT_THAT(lines_of(result.defects), ElementsAre("8 inventory.no_id"));
    ASSERT_EQ(result.inventory.agencies.size(), 1U);
    EXPECT_EQ(result.rows[0].line, 7);
}

}  // namespace
}  // namespace attt::inventory::testing
