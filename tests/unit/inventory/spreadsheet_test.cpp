// Lists in .xlsx: as offices fill them in, and as Excel spoils them.
#include <gmock/gmock.h>

#include "base/workbook.h"
#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string workbook(const std::vector<std::string>& headings, std::vector<base::WorkbookRow> rows,
                     std::vector<std::string> titles = {}) {
    base::Workbook book;
    base::WorkbookSheet sheet;
    sheet.name = "Danh sách";
    for (const std::string& heading : headings)
        sheet.columns.push_back({heading, base::WorkbookColumnKind::text, 0, {}, {}});
    sheet.rows = std::move(rows);
    sheet.titles = std::move(titles);
    book.sheets.push_back(std::move(sheet));
    return base::write_workbook(book).value();
}

TEST(Workbooks, AreReadLikeCsv) {
    const auto day = base::parse_date("31/12/2022").value();
    const ReadResult result = read(workbook({"STT", "Mã máy", "Đơn vị", "Tên máy", "Số serial", "Ngày kiểm kê"},
                                            {{std::int64_t{1}, "m1", "so-mau", "PC-01", "00123", day},
                                             {std::int64_t{2}, "m2", "so-mau", "=PC", std::int64_t{456}, "31/12/2022"}},
                                            {"DANH SÁCH MÁY TÍNH", "Năm 2022"}),
                                   "may.xlsx", {}, one_agency());
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_THAT(lines_of(result.warnings), IsEmpty());
    ASSERT_EQ(result.inventory.computers.size(), 2U);
    EXPECT_EQ(result.inventory.computers[0].serial, "00123");
    EXPECT_EQ(result.inventory.computers[0].antivirus_seen, day);
    EXPECT_EQ(result.inventory.computers[1].name, "=PC");
    EXPECT_EQ(result.inventory.computers[1].antivirus_seen, day);
    EXPECT_EQ(result.rows[0].line, 4);
    EXPECT_EQ(result.rows[0].cells["(sheet)"].string_or(""), "Danh sách");
}

TEST(Workbooks, OfLibreOfficeAndOfExcelsFormatAreReadAlike) {
    const auto date = [](const char* text) { return base::parse_date(text).value(); };
    const std::string ours = workbook(
        {"STT", "Mã máy", "Đơn vị sử dụng", "Tên máy tính", "Số serial", "Địa chỉ MAC", "Ngày kiểm kê"},
        {{std::int64_t{1}, "mau-001", "so-mau", "MAU-PC-001", "00123456", "aa:bb:cc:dd:ee:01", date("31/12/2022")},
         {std::int64_t{2}, "mau-002", "so-mau", "MAU-PC-002", "4CE1234XYZ", "aa:bb:cc:dd:ee:02", date("01/01/2023")},
         {std::int64_t{3}, "mau-003", "so-mau", "Máy trạm Đồng Tháp", "5CD9876ABC", "aa:bb:cc:dd:ee:03",
          date("15/06/2023")}},
        {"DANH SÁCH MÁY TÍNH"});
    const ReadResult a = read(ours, "may-tinh.xlsx", {}, one_agency());
    const ReadResult b = read_fixture("may-tinh-libreoffice.xlsx", one_agency());
    EXPECT_THAT(lines_of(b.defects), IsEmpty());
    EXPECT_THAT(lines_of(b.warnings), IsEmpty());
    EXPECT_EQ(a.inventory.computers.size(), 3U);
    EXPECT_EQ(a.inventory.computers, b.inventory.computers);
}

TEST(Workbooks, NameFileSheetRowAndColumnOfABadCell) {
    const ReadResult result = read(
        workbook({"id", "url", "agency"}, {{"w1", "so-mau.example", "so-mau"}, {"w2", "https://a.example", "so-mua"}}),
        "trang.xlsx", {}, one_agency());
    ASSERT_THAT(lines_of(result.defects), ElementsAre("2 inventory.url_no_scheme", "3 inventory.unknown_agency_near"));
    EXPECT_EQ(result.defects[0].place.file, "trang.xlsx [Danh sách]");
    EXPECT_EQ(result.defects[0].place.detail, "url");
    EXPECT_EQ(argument(result.defects[1], "nearest"), "so-mau");
    EXPECT_EQ(argument(result.defects[1], "column"), "agency");
}

TEST(Workbooks, FlagDigitsThatExcelLost) {
    const ReadResult result = read(
        workbook({"id", "agency", "name", "serial"},
                 {{"m1", "so-mau", "A", 1.23e15}, {"m2", "so-mau", "B", "1.23E+15"}, {1.23e17, "so-mau", "C", "S1"}}),
        "may.xlsx", {}, one_agency());
    EXPECT_THAT(lines_of(result.warnings), ElementsAre("2 inventory.digits_lost", "3 inventory.digits_lost"));
    EXPECT_THAT(lines_of(result.defects), ElementsAre("4 inventory.digits_lost"));
    ASSERT_EQ(result.inventory.computers.size(), 2U);
    EXPECT_EQ(result.inventory.computers[0].serial, "");
    EXPECT_EQ(result.inventory.computers[1].serial, "");
}

TEST(Workbooks, RefuseRowsInLegacyFonts) {
    const ReadResult result =
        read(workbook({"id", "name"}, {{"a", "Sở Y tế"}, {"b", "§ång Th¸p"}, {"c", "Ñoàng Thaùp"}}), "co-quan.xlsx");
    ASSERT_THAT(lines_of(result.defects), ElementsAre("3 inventory.legacy_text", "4 inventory.legacy_text"));
    EXPECT_EQ(argument(result.defects[0], "name"), "TCVN3 (ABC)");
    EXPECT_EQ(argument(result.defects[0], "nearest"), "Đồng Tháp");
    EXPECT_EQ(argument(result.defects[1], "name"), "VNI");
    EXPECT_EQ(result.inventory.agencies.size(), 1U);
}

TEST(Workbooks, LeaveTheExampleRowOfATemplateOut) {
    const ReadResult result =
        read(workbook({"id", "name"}, {{"ví dụ: so-mau", "Sở Mẫu"}, {"so-y-te", "Sở Y tế"}}), "a.xlsx");
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_THAT(lines_of(result.warnings), ElementsAre("2 inventory.example_row"));
    EXPECT_EQ(result.inventory.agencies.size(), 1U);
}

TEST(Workbooks, MayHoldOtherSheetsBesideTheList) {
    base::Workbook book;
    book.sheets.push_back({"Ghi chú", {{"Người lập"}}, {{"x"}}});
    book.sheets.push_back({"Cơ quan", {{"id"}, {"name"}}, {{"so-y-te", "Sở Y tế"}}});
    const ReadResult result = read(base::write_workbook(book).value(), "a.xlsx");
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_THAT(lines_of(result.warnings), ElementsAre("1 inventory.sheet_not_a_list"));
    EXPECT_EQ(result.inventory.agencies.size(), 1U);
}

}  // namespace
}  // namespace attt::inventory::testing
