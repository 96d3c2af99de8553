#include "base/spreadsheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/number_format.h"
#include "zip_writer.h"

namespace attt::base {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// "A1=text C1=number:3", one string a row, with what is odd about a cell after it.
std::string shown(const SheetRow& row) {
    static constexpr std::array kinds = {"", "number:", "boolean:", "date:", "time:", "error:"};
    std::string out;
    for (const Cell& cell : row.cells) {
        out += (out.empty() ? "" : " ") + column_name(cell.column) + std::to_string(row.number) + "=" +
               kinds.at(static_cast<std::size_t>(cell.kind)) + std::string(cell.text);
        out += cell.from_formula ? "!formula" : "";
        out += cell.without_value ? "!empty" : "";
        out += cell.digits_lost ? "!lost" : "";
        out += cell.merged_down ? "!down" : "";
        out += cell.merged_across ? "!across" : "";
    }
    return out + (row.hidden ? " hidden" : "");
}

std::vector<std::string> rows_of(const std::string& bytes, std::size_t sheet = 0) {
    auto spreadsheet = Spreadsheet::open(bytes, "f.xlsx");
    EXPECT_TRUE(spreadsheet) << debug_string(spreadsheet.error());
    std::vector<std::string> out;
    if (!spreadsheet) return out;
    auto read = spreadsheet->read_rows(sheet, [&](const SheetRow& row) {
        out.push_back(shown(row));
        return true;
    });
    if (!read) out.push_back(debug_string(read.error()));
    return out;
}

TEST(Spreadsheet, reads_every_kind_of_string) {
    const std::string strings =
        "<si><t>Sở Y tế</t></si>"
        "<si><r><t>Sở</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> Tư pháp</t></r><rPh sb=\"0\" "
        "eb=\"1\"><t>XX</t></rPh></si>"
        "<si><t>Đo\xCC\x82\xCC\x80ng_x0020_Tha\xCC\x81p</t></si>"
        "<si><t xml:space=\"preserve\">\xC2\xA0 a &amp; b \xC2\xA0</t></si><si/>";
    EXPECT_THAT(
        rows_of(workbook_of(
            "<sheetData><row r=\"1\">"
            "<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>"
            "<c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c></row>"
            "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>trong</t></is></c>"
            "<c r=\"B2\" t=\"inlineStr\"><is><r><t>hai </t></r><r><t>đoạn</t></r></is></c>"
            "<c r=\"C2\" t=\"str\"><f>A1</f><v>công thức</v></c></row></sheetData>",
            strings)),
        ElementsAre("A1=Sở Y tế B1=Sở Tư pháp C1=Đồng Tháp D1=a & b", "A2=trong B2=hai đoạn C2=công thức!formula"));
}

TEST(Spreadsheet, reads_values_formulas_and_gaps) {
    EXPECT_THAT(
        rows_of(workbook_of(
            "<sheetData>"
            "<row><c><v>1</v></c><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c></row>"
            "<row r=\"5\"><c r=\"C5\"><v>0.84999999999999998</v></c><c r=\"AA5\"><v>-12.5</v></c></row>"
            "<row r=\"6\"><c r=\"A6\"><f>1+1</f><v>2</v></c><c r=\"B6\"><f>C6</f></c><c r=\"C6\" s=\"9\"/></row>"
            "<row r=\"7\"/><row r=\"8\" hidden=\"1\"><c r=\"B8\"><v>8</v></c><c r=\"A8\"><v>7</v></c></row>"
            "<row r=\"9\"><c r=\"A9\"><v>1.2345678901234E+15</v></c><c r=\"B9\"><v>123456789012345</v></c>"
            "<c r=\"C9\" t=\"str\"><v>1,23E+15</v></c><c r=\"D9\"><v>4.0E-2</v></c></row></sheetData>")),
        ElementsAre("A1=number:1 B1=boolean:true C1=boolean:false D1=error:#N/A", "C5=number:0.85 AA5=number:-12.5",
                    "A6=number:2!formula B6=!formula!empty", "A8=number:7 B8=number:8 hidden",
                    "A9=number:1234567890123400!lost B9=number:123456789012345 C9=1,23E+15!lost D9=number:0.04"));
}

TEST(Spreadsheet, tells_dates_by_their_number_format) {
    const std::string styles =
        "<numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy;@\"/>"
        "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm:ss\"/><numFmt numFmtId=\"166\" formatCode=\"&quot;ngày&quot; "
        "0\"/></numFmts>"
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf "
        "numFmtId=\"166\"/>"
        "<xf numFmtId=\"22\"/></cellXfs>";
    const std::string sheet =
        "<sheetData><row r=\"1\"><c r=\"A1\"><v>44926</v></c><c r=\"B1\" s=\"1\"><v>44926</v></c><c r=\"C1\" "
        "s=\"2\"><v>44926</v></c>"
        "<c r=\"D1\" s=\"3\"><v>1.5</v></c><c r=\"E1\" s=\"4\"><v>12</v></c><c r=\"F1\" "
        "s=\"5\"><v>44926.354166666664</v></c>"
        "<c r=\"G1\" s=\"1\"><v>-5</v></c><c r=\"H1\" t=\"d\"><v>2022-12-31T00:00:00</v></c></row></sheetData>";
    EXPECT_THAT(rows_of(workbook_of(sheet, "", styles)),
                ElementsAre("A1=number:44926 B1=date:2022-12-31 C1=date:2022-12-31 D1=time:36:00:00 E1=number:12 "
                            "F1=date:2022-12-31 08:30:00 G1=number:-5 H1=date:2022-12-31"));
    Parts parts =
        parts_of("<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>43464</v></c></row></sheetData>", "", styles);
    parts[1].second.insert(parts[1].second.find("<sheets>"), "<workbookPr date1904=\"1\"/>");
    EXPECT_THAT(rows_of(zipped(parts)), ElementsAre("A1=date:2022-12-31"));
}

TEST(NumberFormat, is_read_as_a_spreadsheet_reads_it) {
    for (const char* date :
         {"dd/mm/yyyy", "d-mmm-yy", "yyyy\\-mm\\-dd", "[$-42A]dd mmmm yyyy", "mmm-yy", "dd/mm/yyyy hh:mm",
          "m/d/yy h:mm", "[Red]dd/mm/yyyy;@", "\"ngày\" dd \"tháng\" mm", "mm/dd"})
        EXPECT_EQ(number_style(date), NumberStyle::date) << date;
    for (const char* time : {"hh:mm", "[h]:mm:ss", "[mm]:ss", "mm:ss.0", "h:mm AM/PM"})
        EXPECT_EQ(number_style(time), NumberStyle::time) << time;
    for (const char* plain :
         {"General", "0", "0.00%", "#,##0 \"đồng\"", "@", "\"d\"0", "\\d0", "_d0", "0;[Red]-0", "GENERAL", ""})
        EXPECT_EQ(number_style(plain), NumberStyle::plain) << plain;
    EXPECT_EQ(number_style("0.00E+00"), NumberStyle::scientific);
    EXPECT_EQ(date_text(1, DateSystem::from_1900), "1900-01-01");
    EXPECT_EQ(date_text(59, DateSystem::from_1900), "1900-02-28");
    EXPECT_EQ(date_text(60, DateSystem::from_1900), std::nullopt);
    EXPECT_EQ(date_text(61, DateSystem::from_1900), "1900-03-01");
    EXPECT_EQ(date_text(2958465, DateSystem::from_1900), "9999-12-31");
    EXPECT_EQ(date_text(2958466, DateSystem::from_1900), std::nullopt);
    EXPECT_EQ(date_text(44926.999999, DateSystem::from_1900), "2023-01-01");
}

TEST(Spreadsheet, fills_merged_cells_down_and_across) {
    EXPECT_THAT(
        rows_of(workbook_of(
            "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>DANH SÁCH</v></c></row>"
            "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>Sở Y tế</v></c><c r=\"B2\"><v>1</v></c></row>"
            "<row r=\"3\"><c r=\"B3\"><v>2</v></c></row><row r=\"4\"><c r=\"A4\" t=\"str\"><v>Sở Tư pháp</v></c></row>"
            "</sheetData><mergeCells count=\"3\"><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A2:A3\"/>"
            "<mergeCell ref=\"C4:D4\"/></mergeCells>")),
        ElementsAre("A1=DANH SÁCH B1=DANH SÁCH!across", "A2=Sở Y tế B2=number:1", "A3=Sở Y tế!down B3=number:2",
                    "A4=Sở Tư pháp"));
}

TEST(Spreadsheet, reads_namespace_prefixes_comments_and_odd_white_space) {
    Parts parts = parts_of("");
    parts[1].second =
        "<?xml version=\"1.0\"?><x:workbook xmlns:x=\"m\" xmlns:rel=\"r\"><x:sheets><x:sheet name=\"Một\" "
        "sheetId=\"7\" "
        "rel:id=\"rId1\"/></x:sheets></x:workbook>";
    parts[3].second =
        "<x:worksheet><!-- <row r=\"1\"> --><x:sheetData ><x:row\nr='1'  spans=\"a>b\"><x:c r=\"A1\" t=\"inlineStr\">"
        "<x:is><x:t>một</x:t></x:is></x:c></x:row ><x:rowBreaks/></x:sheetData></x:worksheet>";
    EXPECT_THAT(rows_of(zipped(parts)), ElementsAre("A1=một"));
}

TEST(Spreadsheet, finds_sheets_where_the_workbook_says_and_reports_what_is_hidden) {
    Parts parts = parts_of(
        "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"4\" max=\"4\"/></cols>"
        "<sheetData><row r=\"2\" hidden=\"1\"><c><v>1</v></c></row><row r=\"3\"><c><v>2</v></c></row></sheetData>");
    parts[1].second =
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Ẩn\" state=\"hidden\" r:id=\"rId1\"/><sheet name=\"Biểu đồ\" "
        "r:id=\"rId9\"/>"
        "</sheets></workbook>";
    parts[2].second.insert(parts[2].second.find("</Relationships>"),
                           "<Relationship Id=\"rId9\" Type=\"x/chartsheet\" Target=\"chartsheets/sheet1.xml\"/>");
    const std::string bytes = zipped(parts);
    auto spreadsheet = Spreadsheet::open(bytes, "f.xlsx");
    ASSERT_TRUE(spreadsheet) << debug_string(spreadsheet.error());
    ASSERT_EQ(spreadsheet->sheets().size(), 1U);
    EXPECT_EQ(spreadsheet->sheets()[0].name, "Ẩn");
    EXPECT_TRUE(spreadsheet->sheets()[0].hidden);
    const auto summary = spreadsheet->read_rows(0, [](const SheetRow&) { return true; });
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->rows, 2U);
    EXPECT_EQ(summary->hidden_rows, 1U);
    EXPECT_THAT(summary->hidden_columns, ElementsAre(std::pair<std::size_t, std::size_t>(1, 2)));
}

TEST(Spreadsheet, stops_when_the_visitor_has_enough_and_can_be_read_again) {
    std::string rows;
    for (int i = 1; i <= 100; ++i)
        rows += "<row r=\"" + std::to_string(i) + "\"><c><v>1</v></c></row>";
    const std::string bytes = workbook_of("<sheetData>" + rows + "</sheetData>");
    auto spreadsheet = Spreadsheet::open(bytes, "f.xlsx");
    ASSERT_TRUE(spreadsheet);
    for (const std::size_t wanted : {3U, 100U}) {
        std::size_t seen = 0;
        ASSERT_TRUE(spreadsheet->read_rows(0, [&](const SheetRow&) { return ++seen < wanted; }));
        EXPECT_EQ(seen, wanted);
    }
}

std::string compound_file(const std::string& stream) {
    std::string out = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(504, '\0');
    for (const char c : stream)
        out.append({c, '\0'});
    return out;
}

TEST(Spreadsheet, says_what_a_file_is_instead) {
    struct Case {
        const char* name;
        std::string bytes;
        const char* message;
    };
    const std::string types = "<Relationships/>";
    for (const Case& c :
         {Case{"nothing", "", "spreadsheet.empty"},
          Case{"a renamed .xls", compound_file("Workbook"), "spreadsheet.is_xls"},
          Case{"a password", compound_file("EncryptedPackage"), "spreadsheet.encrypted"},
          Case{"an old .doc", compound_file("WordDocument"), "spreadsheet.is_document"},
          Case{"PDF", "%PDF-1.7", "spreadsheet.is_document"},
          Case{"HTML under a false name", "\xEF\xBB\xBF <html>", "spreadsheet.is_markup"},
          Case{"CSV under a false name", "id,name\n", "spreadsheet.is_text"},
          Case{"rubbish", "\1\2\0\3"s, "spreadsheet.damaged"},
          Case{"half a zip", "PK\3\4abcdef", "spreadsheet.damaged"},
          Case{"ODS", zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}}), "spreadsheet.is_ods"},
          Case{"ODT", zipped({{"mimetype", "application/vnd.oasis.opendocument.text"}}), "spreadsheet.is_document"},
          Case{"XLSB", zipped({{"xl/workbook.bin", "x"}}), "spreadsheet.is_xlsb"},
          Case{"DOCX", zipped({{"word/document.xml", "x"}}), "spreadsheet.is_document"},
          Case{"another zip", zipped({{"a.txt", "x"}}), "spreadsheet.not_workbook"},
          Case{"no sheet", zipped({{"xl/workbook.xml", "<workbook><sheets/></workbook>"}}), "spreadsheet.no_sheets"},
          Case{"no XML", zipped({{"xl/workbook.xml", "<workbook"}}), "spreadsheet.damaged"}}) {
        const auto opened = Spreadsheet::open(c.bytes, "f.xlsx");
        ASSERT_FALSE(opened) << c.name;
        EXPECT_EQ(opened.error().message, c.message) << c.name;
        EXPECT_EQ(opened.error().place.file, "f.xlsx") << c.name;
    }
}

std::string problem_of(const std::string& bytes, SpreadsheetLimits limits = {}) {
    auto spreadsheet = Spreadsheet::open(bytes, "f.xlsx", limits);
    if (!spreadsheet) return spreadsheet.error().message;
    const auto read = spreadsheet->read_rows(0, [](const SheetRow&) { return true; });
    return read ? "" : read.error().message;
}

TEST(Spreadsheet, refuses_bombs_before_they_go_off) {
    const std::string many(4U << 20U, 'x');
    EXPECT_EQ(problem_of(
                  workbook_of("<sheetData><row><c t=\"inlineStr\"><is><t>" + many + "</t></is></c></row></sheetData>")),
              "spreadsheet.bomb");
    EXPECT_EQ(problem_of(workbook_of("<sheetData/>", "<si><t>" + many + "</t></si>")), "spreadsheet.bomb");
    // entities are not expanded, and a document type is no part of a sheet
    Parts parts = parts_of("");
    parts[3].second =
        "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet><sheetData><row>"
        "<c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>";
    EXPECT_THAT(rows_of(zipped(parts)), ElementsAre("A1=&b;"));
}

TEST(Spreadsheet, bounds_everything) {
    const auto sheet = [](const std::string& cells) {
        return workbook_of("<sheetData><row>" + cells + "</row></sheetData>");
    };
    EXPECT_EQ(problem_of(sheet("<c r=\"XFE1\"><v>1</v></c>")), "spreadsheet.too_large");
    EXPECT_EQ(problem_of(sheet("<c t=\"str\"><v>" + std::string(40'000, 'x') + "</v></c>")),
              "spreadsheet.cell_too_long");
    EXPECT_EQ(problem_of(workbook_of("<sheetData><row r=\"1048577\"><c><v>1</v></c></row></sheetData>")),
              "spreadsheet.too_large");
    EXPECT_EQ(problem_of(workbook_of("<sheetData/>"), {.entries = 3}), "spreadsheet.too_large");
    EXPECT_EQ(problem_of(workbook_of("<sheetData/>", "<si><t>abcdef</t></si>"), {.shared_strings = 5}),
              "spreadsheet.too_large");
    EXPECT_EQ(
        problem_of(
            workbook_of("<sheetData/><mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A2:B2\"/></mergeCells>"),
            {.merged_ranges = 1}),
        "spreadsheet.too_large");
}

TEST(Spreadsheet, names_damage_with_sheet_and_row) {
    struct Case {
        const char* name;
        const char* sheet;
        int line;
    };
    for (const Case& c :
         {Case{"a string that is not there", "<row r=\"3\"><c t=\"s\"><v>5</v></c></row>", 3},
          Case{"a number that is none", "<row r=\"4\"><c><v>abc</v></c></row>", 4},
          Case{"a reference that is none", "<row r=\"5\"><c r=\"5\"><v>1</v></c></row>", 5},
          Case{"rows out of order", "<row r=\"5\"><c><v>1</v></c></row><row r=\"4\"><c><v>1</v></c></row>", 4},
          Case{"tags crossed", "<row r=\"6\"><c></row>", 0}, Case{"an unfinished row", "<row r=\"7\"><c>", 0}}) {
        const std::string bytes = workbook_of(std::string("<sheetData>") + c.sheet + "</sheetData>");
        auto spreadsheet = Spreadsheet::open(bytes, "f.xlsx");
        ASSERT_TRUE(spreadsheet);
        const auto read = spreadsheet->read_rows(0, [](const SheetRow&) { return true; });
        ASSERT_FALSE(read) << c.name;
        EXPECT_EQ(read.error().message, "spreadsheet.damaged") << c.name;
        EXPECT_EQ(read.error().place.line, c.line) << c.name;
    }
    std::string bytes = workbook_of("<sheetData>" + std::string(2000, ' ') + "</sheetData>");
    for (std::size_t at = 40; at < bytes.size(); at += 7) {
        std::string broken = bytes;
        broken[at] = static_cast<char>(~broken[at]);
        problem_of(broken);  // any answer will do, but a crash
        problem_of(bytes.substr(0, at));
    }
}

TEST(Spreadsheet, names_columns_as_a_spreadsheet_does) {
    EXPECT_EQ(column_name(0), "A");
    EXPECT_EQ(column_name(25), "Z");
    EXPECT_EQ(column_name(26), "AA");
    EXPECT_EQ(column_name(16383), "XFD");
    for (const char* lost : {"1.23E+15", "1,2345E+11", "5E+20"})
        EXPECT_TRUE(looks_like_lost_digits(lost)) << lost;
    for (const char* kept : {"", "1E5", "12.3E+15", "1.23E-15", "SN1.2E+10", "1.E+10", "1.2E+1"})
        EXPECT_FALSE(looks_like_lost_digits(kept)) << kept;
}

}  // namespace
}  // namespace attt::base
