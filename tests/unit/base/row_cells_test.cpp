// Rows of a worksheet as written: the quick reader takes only what it reads like pugixml, and leaves the rest to it.
#include "base/row_cells.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <string>

namespace attt::base {
namespace {

struct Case {
    const char* what;
    std::string row;
    bool plain;
};

const Case cases[] = {
    {"nothing", "<row/>", true},
    {"an empty row", "<row r=\"3\" hidden=\"1\"></row>", true},
    {"shared and plain numbers",
     "<row r=\"3\" spans=\"1:2\" x14ac:dyDescent=\"0.2\"><c r=\"A3\" s=\"1\" t=\"s\"><v>0</v></c>"
     "<c r=\"B3\"><v>1.5</v></c></row>",
     true},
    {"an empty cell", "<row><c r=\"A1\" s=\"2\"/><c r=\"B1\"></c></row>", true},
    {"a formula with its value", "<row><c r=\"A1\" t=\"str\"><f t=\"shared\" si=\"0\">B1+1</f><v>Sở Mẫu</v></c></row>",
     true},
    {"a formula without a value", "<row><c r=\"A1\"><f>B1&gt;1</f></c><c><f/></c></row>", false},
    {"an inline string", "<row><c t=\"inlineStr\"><is><t xml:space=\"preserve\"> Sở </t></is></c></row>", true},
    {"an empty inline string", "<row><c t=\"inlineStr\"><is><t/></is></c></row>", true},
    {"a text of spaces", "<row><c t=\"str\"><v>  </v></c></row>", true},
    {"an entity", "<row><c t=\"str\"><v>a &amp; b</v></c></row>", false},
    {"an entity in an attribute", "<row><c r=\"A&#49;\"><v>1</v></c></row>", false},
    {"a line end of Windows", "<row><c t=\"str\"><v>a\r\nb</v></c></row>", false},
    {"CDATA", "<row><c t=\"str\"><v><![CDATA[</v></c></row>]]></v></c></row>", false},
    {"a comment", "<row><!-- </row> --><c><v>1</v></c></row>", false},
    {"a prefix", "<x:row><x:c r=\"A1\"><x:v>1</x:v></x:c></x:row>", false},
    {"runs", "<row><c t=\"inlineStr\"><is><r><t>a</t></r><rPh><t>b</t></rPh><r><t>c</t></r></is></c></row>", false},
    {"an escape of spreadsheets", "<row><c t=\"inlineStr\"><is><t>a_x000D_b</t></is></c></row>", false},
    {"an inline string of another type", "<row><c><is><t>12</t></is></c></row>", false},
    {"two values", "<row><c><v>1</v><v>2</v></c></row>", false},
    {"space between cells", "<row> <c r=\"A1\"><v>1</v></c>\n</row>", false},
    {"single quotes", "<row r='2'><c r='A2'><v>1</v></c></row>", false},
    {"an unknown child", "<row><c><v>1</v><extLst/></c></row>", false},
};

TEST(RowCells, AreReadAlikeByBothReaders) {
    for (const Case& each : cases) {
        WrittenRow plain;
        const std::string followed = each.row + "<row r=\"9\"/>";
        const std::size_t length = read_plain_row(followed, plain);
        EXPECT_EQ(length, each.plain ? each.row.size() : 0U) << each.what;
        if (length == 0) continue;
        pugi::xml_document document;
        ASSERT_TRUE(document.load_buffer(each.row.data(), length,
                                         pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata |
                                             pugi::parse_eol | pugi::parse_ws_pcdata_single,
                                         pugi::encoding_utf8));
        WrittenRow any;
        read_any_row(document.document_element(), any);
        EXPECT_EQ(plain.number, any.number) << each.what;
        EXPECT_EQ(plain.hidden, any.hidden) << each.what;
        EXPECT_EQ(plain.cells, any.cells) << each.what;
    }
}

TEST(RowCells, AreNotReadFromARowThatIsCut) {
    const std::string whole = "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>a</t></is></c></row>";
    WrittenRow row;
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_EQ(read_plain_row(std::string_view(whole).substr(0, length), row), 0U) << length;
    EXPECT_EQ(read_plain_row(whole, row), whole.size());
}

TEST(RowCells, SharedStringsAreCutToo) {
    std::string_view text;
    EXPECT_EQ(read_plain_string("<si><t>Sở</t></si><si>", text), 20U);
    EXPECT_EQ(text, "Sở");
    for (const char* other : {"<si><t>a&lt;</t></si>", "<si><r><t>a</t></r></si>", "<si><t>a_x0041_</t></si>",
                              "<si><t>a</t><phoneticPr/></si>", "<si><t>a</t>", "<x:si><x:t>a</x:t></x:si>"})
        EXPECT_EQ(read_plain_string(other, text), 0U) << other;
}

}  // namespace
}  // namespace attt::base
