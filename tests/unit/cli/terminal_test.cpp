#include "cli/terminal.h"

#include <gtest/gtest.h>

#include "base/text.h"

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

// The table that a scan ends with, on a terminal of 80 columns.
TEST(TextTable, breaks_between_words_before_it_runs_over) {
    using enum TextTable::Align;
    TextTable table({"Trang", "Đáp ứng", "Chưa đáp ứng", "Chưa xác định", "Chưa đáp ứng tiêu chí"},
                    {left, right, right, right, left});
    table.add({"https://tpcaolanh.dongthap.example/", "23", "7", "16",
               "certificate.days-left, http.csp, http.frame-protection, http.nosniff, ipv6.ready"});
    for (const std::string& line : base::split(table.text(80), '\n'))
        EXPECT_LE(base::display_width(line), 80U) << line;
    EXPECT_NE(table.text(80).find("certificate.days-left,"), std::string::npos);
}

TEST(TextTable, lets_no_control_character_through) {
    TextTable table({"x"});
    table.add({"\x1b[2Jabc"});
    EXPECT_EQ(table.text().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace attt::cli
