#include "base/workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/table_columns.h"

namespace attt::base {
namespace {

using testing::ElementsAre;

Workbook sample() {
    Workbook out;
    out.title = "Máy tính";
    out.created = *parse_rfc3339("2026-01-05T00:00:00Z");
    WorkbookSheet sheet;
    sheet.name = "Máy tính";
    sheet.titles = {"DANH SÁCH"};
    sheet.columns = {{"Mã", WorkbookColumnKind::text, 0, "Bắt buộc", {}},
                     {"Số lượng", WorkbookColumnKind::number, 0, {}, {}},
                     {"Ngày", WorkbookColumnKind::date, 20, {}, {}},
                     {"Loại", WorkbookColumnKind::text, 0, {}, {"sở", "đơn vị sự nghiệp, công lập"}},
                     {"Có", WorkbookColumnKind::text, 0, {}, {"có", "không"}}};
    sheet.example = {{"ví dụ", std::int64_t{1}, {}, "sở", {}}};
    sheet.rows = {{"=1+1", std::int64_t{-5}, parse_date("31/12/2022").value(), "@x", "001"}, {"-a", 0.5, {}, "+b", {}}};
    out.sheets.push_back(std::move(sheet));
    return out;
}

std::vector<std::string> read_back(const std::string& bytes) {
    auto file = TableFile::open(bytes, "f.xlsx");
    EXPECT_TRUE(file) << debug_string(file.error());
    std::vector<std::string> out;
    if (!file) return out;
    auto read = file->read_rows(0, [&](const SheetRow& row) {
        std::string line = std::to_string(row.number);
        for (const Cell& cell : row.cells)
            line += "|" + std::string(cell.text) + (cell.from_formula ? "!formula" : "");
        out.push_back(line);
        return true;
    });
    EXPECT_TRUE(read);
    return out;
}

TEST(Workbook, comes_back_as_it_was_written) {
    const auto bytes = write_workbook(sample());
    ASSERT_TRUE(bytes) << debug_string(bytes.error());
    EXPECT_THAT(read_back(*bytes), ElementsAre("1|DANH SÁCH", "2|Mã|Số lượng|Ngày|Loại|Có", "3|ví dụ|1|sở",
                                               "4|=1+1|-5|2022-12-31|@x|001", "5|-a|0.5|+b"));
}

TEST(Workbook, of_the_same_content_has_the_same_bytes) {
    EXPECT_EQ(*write_workbook(sample()), *write_workbook(sample()));
}

TEST(Workbook, hides_the_sheet_of_its_long_lists) {
    const auto bytes = write_workbook(sample());
    auto file = TableFile::open(*bytes, "f.xlsx");
    ASSERT_TRUE(file);
    ASSERT_EQ(file->sheets().size(), 2U);
    EXPECT_FALSE(file->sheets()[0].hidden);
    EXPECT_TRUE(file->sheets()[1].hidden);
}

TEST(Workbook, refuses_what_a_spreadsheet_cannot_hold) {
    for (const char* name : {"", "a/b", "lists", "a name that is longer than thirty-one characters"}) {
        Workbook book = sample();
        book.sheets[0].name = name;
        EXPECT_EQ(write_workbook(book).error().message, "workbook.bad_sheet_name") << name;
    }
    Workbook book = sample();
    book.sheets[0].rows = {{std::string(32'768, 'x')}};
    EXPECT_EQ(write_workbook(book).error().message, "workbook.text_too_long");
    book.sheets[0].rows = {{"1", "2", "3", "4", "5", "6"}};
    EXPECT_EQ(write_workbook(book).error().message, "workbook.too_large");
}

}  // namespace
}  // namespace attt::base
