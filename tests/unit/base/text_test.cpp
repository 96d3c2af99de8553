#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace attt::base {
namespace {

TEST(Text, folds_diacritics_case_and_blanks) {
    EXPECT_EQ(fold("  Sở   Thông tin và\tTRUYỀN THÔNG "), "so thong tin va truyen thong");
    EXPECT_EQ(fold("Đồng Tháp"), fold("ĐÔ\xCC\x80NG THA\xCC\x81P"));
    EXPECT_EQ(fold("Mã\xE2\x80\x8B đơn vị"), "ma don vi");
}

TEST(Text, sorts_as_a_vietnamese_dictionary) {
    std::vector<std::string> words = {"Đông", "Dương", "Âu", "An", "Ăn", "Bình", "Á", "dưa"};
    std::sort(words.begin(), words.end(), less_vietnamese);
    EXPECT_THAT(words, testing::ElementsAre("Á", "An", "Ăn", "Âu", "Bình", "dưa", "Dương", "Đông"));
}

TEST(Text, finds_the_nearest_within_a_slip_of_the_hand) {
    const std::vector<std::string> ids = {"so-tttt", "so-y-te", "ubnd-lap-vo"};
    EXPECT_EQ(nearest("so-ttt", ids), "so-tttt");
    EXPECT_EQ(nearest("Ubnd-Lấp-Vò", ids), "ubnd-lap-vo");
    EXPECT_EQ(nearest("cong-an-tinh", ids), std::nullopt);
    const std::vector<std::string> probes = {"tcp", "tls", "http"};
    EXPECT_EQ(nearest("tsl", probes), "tls") << "neighbours that changed places are one slip";
}

TEST(Text, is_harmless_on_a_terminal) {
    EXPECT_EQ(printable("a\x1b[2J\nb"), "a\\u{1b}[2J b");
    EXPECT_EQ(printable("\xE2\x80\xAE gnp"), "\\u{202e} gnp");
    EXPECT_EQ(printable("ấ" + std::string(2000, 'x'), 10), "ấxxxxxxx…");
    EXPECT_EQ(printable("\xFF"), "\xEF\xBF\xBD");
}

TEST(Text, knows_the_columns_it_takes) {
    EXPECT_EQ(display_width("Đồng Tháp"), 9U);
    EXPECT_EQ(display_width("o\xCC\x82\xCC\x80"), 1U);
    EXPECT_EQ(display_width("漢字"), 4U);
}

TEST(Text, tells_utf8_from_other_bytes) {
    EXPECT_TRUE(is_utf8("Tỉnh"));
    EXPECT_FALSE(is_utf8("\xC0\x80"));
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
}

}  // namespace
}  // namespace attt::base
