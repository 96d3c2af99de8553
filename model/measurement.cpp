#include "model/measurement.h"

#include <algorithm>

namespace attt::model {

std::optional<Comparator> comparator_of(std::string_view sign) {
    const auto found = std::find(comparator_signs.begin(), comparator_signs.end(), sign);
    if (found == comparator_signs.end()) return std::nullopt;
    return static_cast<Comparator>(found - comparator_signs.begin());
}

bool holds(Comparator comparator, const base::Rational& value, const base::Rational& threshold) {
    switch (comparator) {
        case Comparator::above: return value > threshold;
        case Comparator::at_least: return value >= threshold;
        case Comparator::equal: return value == threshold;
        case Comparator::at_most: return value <= threshold;
        case Comparator::below: return value < threshold;
    }
    return false;
}

base::Result<Quantity> parse_quantity(std::string_view text) {
    Quantity out;
    out.text = std::string(text);
    std::string_view rest = text;
    for (const std::string_view sign : {">=", "<=", ">", "<"}) {
        if (!rest.starts_with(sign)) continue;
        out.bound = comparator_of(sign);
        rest.remove_prefix(sign.size());
        break;
    }
    while (rest.starts_with(' '))
        rest.remove_prefix(1);
    auto value = base::parse_rational(rest);
    if (!value) return tl::unexpected(value.error());
    out.value = *value;
    return out;
}

}  // namespace attt::model
