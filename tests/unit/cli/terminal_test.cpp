#include "cli/terminal.h"

#include <gtest/gtest.h>

namespace attt::cli {
namespace {

TEST(TextTable, aligns_by_what_a_terminal_shows) {
    TextTable table({"Cơ quan", "n"}, {TextTable::Align::left, TextTable::Align::right});
    table.add({"Sở Y tế", "7"});
    table.add({"Đài", "120"});
    EXPECT_EQ(table.text(), "Cơ quan    n\n────────────\nSở Y tế    7\nĐài      120\n");
}

TEST(TextTable, wraps_between_words_to_fit_the_terminal) {
    TextTable table({"Chỉ tiêu", "n"}, {TextTable::Align::left, TextTable::Align::right});
    table.add({"Máy tính trong cơ quan hành chính nhà nước", "484"});
    EXPECT_EQ(
        table.text(25),
        "Chỉ tiêu                n\n─────────────────────────\nMáy tính trong cơ     484\nquan hành chính nhà\nnước\n");
}

TEST(TextTable, lets_no_control_character_through) {
    TextTable table({"x"});
    table.add({"\x1b[2Jabc"});
    EXPECT_EQ(table.text().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace attt::cli
