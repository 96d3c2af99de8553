#include "base/table_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zip_writer.h"

namespace attt::base {
namespace {

using testing::ElementsAre;

constexpr std::array<ColumnSpec, 4> specs = {{{"id", "mã | mã máy", true},
                                              {"name", "tên máy | tên máy tính", true},
                                              {"product", "phần mềm phòng chống mã độc tên | antivirus"},
                                              {"updated", "ngày cập nhật"}}};

// "1-2: id<0 name<1 ?<2": heading rows, then what each column is taken for.
std::string shown(const std::optional<TableLayout>& layout) {
    if (!layout) return "none";
    std::string out = std::to_string(layout->first_heading_row) + "-" + std::to_string(layout->last_heading_row) + ":";
    for (const TableColumn& column : layout->columns)
        out += " " + (column.spec ? std::string(specs.at(*column.spec).name) : "?") + "<" + column_name(column.column);
    return out + (layout->complete ? "" : " incomplete");
}

std::string layout_of(std::string bytes, const std::string& name = "f.csv") {
    auto file = TableFile::open(std::move(bytes), name);
    EXPECT_TRUE(file) << debug_string(file.error());
    if (!file) return "";
    auto top = read_top(*file, 0);
    EXPECT_TRUE(top);
    return top ? shown(find_layout(*top, ColumnWords(specs))) : "";
}

TEST(TableColumns, are_found_in_any_order_language_and_spelling) {
    EXPECT_EQ(layout_of("id,name\n"), "1-1: id<A name<B");
    EXPECT_EQ(layout_of("TÊN MÁY;;Mã (bắt buộc);Ghi chú\nPC;;1;x\n"), "1-1: name<A id<C ?<D");
    EXPECT_EQ(layout_of("ten may tinh\tMa_may\n"), "1-1: name<A id<B");
    EXPECT_EQ(layout_of("a,b\n1,2\n"), "none");
    EXPECT_EQ(layout_of("mã,b\n"), "1-1: id<A ?<B incomplete");
}

TEST(TableColumns, are_found_below_titles) {
    EXPECT_EQ(layout_of("SỞ Y TẾ\n\"Danh sách máy tính, năm 2023\"\n\nSTT;Mã;Tên máy\n1;2;3\n4;5;6\n"),
              "4-4: ?<A id<B name<C");
    std::string fifteen;
    for (int i = 0; i < 14; ++i)
        fifteen += "tiêu đề\n";
    EXPECT_EQ(layout_of(fifteen + "id,name\na,b\n"), "15-15: id<A name<B");
}

TEST(TableColumns, join_two_rows_of_headings) {
    EXPECT_EQ(layout_of("Mã;Tên máy;Phần mềm phòng chống mã độc;;Ghi chú\n;;Tên;Ngày cập nhật;\n1;PC;K;2022-12-31;\n"),
              "1-2: id<A name<B product<C updated<D ?<E");
    const std::string sheet =
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>DANH SÁCH</v></c></row>"
        "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>Mã</v></c><c r=\"B3\" t=\"str\"><v>Tên máy</v></c>"
        "<c r=\"C3\" t=\"str\"><v>Phần mềm phòng chống mã độc</v></c></row>"
        "<row r=\"4\"><c r=\"C4\" t=\"str\"><v>Tên</v></c><c r=\"D4\" t=\"str\"><v>Ngày cập "
        "nhật</v></c></row></sheetData>"
        "<mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A3:A4\"/><mergeCell ref=\"B3:B4\"/><mergeCell "
        "ref=\"C3:D3\"/></mergeCells>";
    EXPECT_EQ(layout_of(workbook_of(sheet), "f.xlsx"), "3-4: id<A name<B product<C updated<D");
}

TEST(TableColumns, name_what_is_missing_and_what_is_near) {
    const ColumnWords words(specs);
    EXPECT_EQ(words.nearest("tên máy tín"), "tên máy tính");
    EXPECT_EQ(words.nearest("xyzxyzxyz"), "");
    auto file = TableFile::open("mã,antivirus\n", "f.csv");
    ASSERT_TRUE(file);
    EXPECT_THAT(missing_columns(*find_layout(*read_top(*file, 0), words), words), ElementsAre("name"));
}

TEST(TableFile, reads_csv_and_xlsx_alike) {
    const std::string sheet =
        "<sheetData><row r=\"1\"><c t=\"str\"><v>id</v></c><c t=\"str\"><v>name</v></c></row>"
        "<row r=\"3\"><c><v>1</v></c><c t=\"str\"><v>Sở Y tế</v></c></row></sheetData>";
    for (const auto& [name, bytes] : {std::pair<std::string, std::string>("f.csv", "id;name\n\n1;Sở Y tế\n"),
                                      std::pair<std::string, std::string>("f.xlsx", workbook_of(sheet)),
                                      std::pair<std::string, std::string>("no ending", workbook_of(sheet))}) {
        auto file = TableFile::open(bytes, name);
        ASSERT_TRUE(file) << name;
        std::vector<std::string> rows;
        ASSERT_TRUE(file->read_rows(0, [&](const SheetRow& row) {
            rows.push_back(std::to_string(row.number) + " " + std::string(row.text_at(0)) + " " +
                           std::string(row.text_at(1)));
            return true;
        }));
        EXPECT_THAT(rows, ElementsAre("1 id name", "3 1 Sở Y tế")) << name;
    }
    EXPECT_EQ(TableFile::open("", "f.csv").error().message, "csv.empty");
    EXPECT_EQ(TableFile::open("id,name\n", "f.xlsx").error().message, "spreadsheet.is_text");
    EXPECT_EQ(TableFile::open("<table>", "f.csv").error().message, "spreadsheet.is_markup");
}

}  // namespace
}  // namespace attt::base
