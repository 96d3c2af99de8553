#include "base/rational.h"

#include <gtest/gtest.h>

namespace attt::base {
namespace {

TEST(Rational, reads_what_plans_print) {
    EXPECT_EQ(parse_rational("80").value(), Rational(80));
    EXPECT_EQ(parse_rational("99,21").value(), Rational(9921, 100));
    EXPECT_EQ(parse_rational("99.21").value(), Rational(9921, 100));
    EXPECT_EQ(parse_rational("1/3").value(), Rational(2, 6));
    for (const char* bad : {"", "abc", "1/0", "1/-3", "1,", "1.2.3", "80%", "1e3", "99999999999999999999"})
        EXPECT_FALSE(parse_rational(bad)) << bad;
}

TEST(Rational, compares_exactly_where_doubles_do_not) {
    EXPECT_TRUE(Rational(1, 3) == Rational(6, 18));
    EXPECT_TRUE(Rational(800, 1000) == Rational(80, 100));
    EXPECT_FALSE(Rational(800, 1000) > Rational(80, 100));
    EXPECT_TRUE(Rational(INT64_MAX, INT64_MAX - 1) > Rational(1));
    EXPECT_TRUE(Rational(INT64_MAX - 1, INT64_MAX) < Rational(1));
}

TEST(ShowPercent, is_cut_and_never_rounded_up) {
    EXPECT_EQ(show_percent(4, 5, true), "80,0");
    EXPECT_EQ(show_percent(7999, 10000, true), "79,9");
    EXPECT_EQ(show_percent(2, 3, false), "66.6");
    EXPECT_EQ(show_percent(0, 7, false), "0.0");
    EXPECT_EQ(show_percent(7, 7, false), "100.0");
}

}  // namespace
}  // namespace attt::base
