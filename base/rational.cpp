#include "base/rational.h"

#include <fmt/format.h>

#include <charconv>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace attt::base {
namespace {

// GCC and clang have it on every 64-bit platform; -Wpedantic wants the marker.
__extension__ using Wide = __int128;

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

Rational::Rational(std::int64_t numerator, std::int64_t denominator) {
    if (denominator <= 0) throw std::invalid_argument("Rational: the denominator must be positive");
    const std::int64_t divisor = std::gcd(numerator, denominator);
    numerator_ = divisor == 0 ? 0 : numerator / divisor;
    denominator_ = divisor == 0 ? 1 : denominator / divisor;
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
    const Wide left = Wide{a.numerator_} * b.denominator_;
    const Wide right = Wide{b.numerator_} * a.denominator_;
    return left < right ? std::strong_ordering::less
                        : (left > right ? std::strong_ordering::greater : std::strong_ordering::equal);
}

Result<Rational> parse_rational(std::string_view text) {
    const auto bad = [&] { return fail(ErrorCode::bad_input, "number.syntax", {{"value", std::string(text)}}); };
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        const auto n = whole(text.substr(0, slash));
        const auto d = whole(text.substr(slash + 1));
        if (!n || !d || *d <= 0) return bad();
        return Rational(*n, *d);
    }
    const auto point = text.find_first_of(",.");
    if (point == std::string_view::npos) {
        const auto n = whole(text);
        if (!n) return bad();
        return Rational(*n);
    }
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.empty() || fraction.size() > 9 || fraction[0] == '-') return bad();
    const auto n = whole(std::string(text.substr(0, point)).append(fraction));
    if (!n) return bad();
    std::int64_t scale = 1;
    for (std::size_t i = 0; i < fraction.size(); ++i)
        scale *= 10;
    return Rational(*n, scale);
}

std::string show_percent(std::int64_t numerator, std::int64_t denominator, bool decimal_comma) {
    if (denominator <= 0) throw std::invalid_argument("show_percent: the denominator must be positive");
    const auto tenths = static_cast<std::int64_t>(Wide{numerator} * 1000 / denominator);
    return fmt::format("{}{}{}", tenths / 10, decimal_comma ? ',' : '.', tenths % 10);
}

}  // namespace attt::base
