#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attt::base {
namespace {

using testing::ElementsAre;

TEST(Csv, reads_what_offices_write) {
    struct Case {
        const char* name;
        std::string text;
    };
    for (const Case& c :
         {Case{"comma", "id,name\nso-tttt,\"Sở TTTT, Đồng Tháp\"\n"},
          Case{"semicolon", "id;name\nso-tttt;\"Sở TTTT, Đồng Tháp\"\n"},
          Case{"tab", "id\tname\nso-tttt\tSở TTTT, Đồng Tháp\n"},
          Case{"byte order mark", "\xEF\xBB\xBFid,name\nso-tttt,\"Sở TTTT, Đồng Tháp\"\n"},
          Case{"CRLF and no last line end", "id,name\r\nso-tttt,\"Sở TTTT, Đồng Tháp\""},
          Case{"blank lines and trailing separators", "\nid,name,,\n\nso-tttt,\"Sở TTTT, Đồng Tháp\",,,\n"}}) {
        const auto table = read_csv(c.text, "ds.csv");
        ASSERT_TRUE(table) << c.name << ": " << debug_string(table.error());
        EXPECT_THAT(table->headings, ElementsAre("id", "name")) << c.name;
        ASSERT_EQ(table->rows.size(), 1U) << c.name;
        EXPECT_THAT(table->rows[0].cells, ElementsAre("so-tttt", "Sở TTTT, Đồng Tháp")) << c.name;
    }
}

TEST(Csv, keeps_quotes_line_ends_and_line_numbers) {
    const auto table = read_csv("a,b\n\"x \"\"y\"\"\",\"one\ntwo\"\nlast,row\n", "f.csv");
    ASSERT_TRUE(table);
    EXPECT_THAT(table->rows[0].cells, ElementsAre("x \"y\"", "one\ntwo"));
    EXPECT_EQ(table->rows[0].line, 2);
    EXPECT_EQ(table->rows[1].line, 4);
}

TEST(Csv, composes_decomposed_vietnamese) {
    const auto table = read_csv("a\nĐo\xCC\x82\xCC\x80ng\n", "f.csv");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->rows[0].cells[0], "Đồng");
}

TEST(Csv, names_what_is_wrong_and_where) {
    struct Case {
        std::string text;
        const char* message;
        int line;
    };
    for (const Case& c :
         {Case{"", "csv.empty", 0}, Case{" \n\n", "csv.empty", 0}, Case{"a,b\n1,2,3\n", "csv.too_many_cells", 2},
          Case{"a\nok\n\"open\n", "csv.unclosed_quote", 3}, Case{"a\nok\nS\xE1\xBB\n", "encoding.not_utf8", 3}}) {
        const auto table = read_csv(c.text, "f.csv");
        ASSERT_FALSE(table) << c.message;
        EXPECT_EQ(table.error().message, c.message);
        EXPECT_EQ(table.error().place.line, c.line) << c.message;
    }
}

TEST(Csv, bounds_rows_columns_and_cells) {
    EXPECT_EQ(read_csv("a\n1\n2\n", "f", {.rows = 1}).error().message, "csv.too_large");
    EXPECT_EQ(read_csv("a,b,c\n", "f", {.columns = 2}).error().message, "csv.too_large");
    EXPECT_EQ(read_csv("a\n" + std::string(100, 'x'), "f", {.cell = 50}).error().message, "csv.too_large");
}

TEST(Csv, writes_fields_that_a_spreadsheet_cannot_run) {
    EXPECT_EQ(csv_field("=1+1"), "'=1+1");
    EXPECT_EQ(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
    EXPECT_EQ(csv_field("Sở Y tế"), "Sở Y tế");
}

}  // namespace
}  // namespace attt::base
