// Exact fractions of 64-bit integers, for targets: 80.0 % is not above 80 %, and a third of 18 is 6, whatever a double
// thinks.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace attt::base {

class Rational {
  public:
    Rational() = default;
    Rational(std::int64_t whole) : numerator_(whole) {}
    // REQUIRES: denominator > 0
    Rational(std::int64_t numerator, std::int64_t denominator);

    std::int64_t numerator() const { return numerator_; }
    std::int64_t denominator() const { return denominator_; }

    friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);
    friend bool operator==(const Rational& a, const Rational& b) { return (a <=> b) == 0; }

  private:
    std::int64_t numerator_ = 0;
    std::int64_t denominator_ = 1;
};

// "80", "99,21", "99.21", "1/3", "-2". Error: number.syntax.
Result<Rational> parse_rational(std::string_view text);

// numerator / denominator × 100 with one decimal, cut and not rounded, so that 79.96 % never reads as 80.0; decimal
// comma for Vietnamese ("79,9"), point else. REQUIRES: denominator > 0.
std::string show_percent(std::int64_t numerator, std::int64_t denominator, bool decimal_comma);

}  // namespace attt::base
