#include "rules/judge_target.h"

#include <algorithm>

#include "rules/task_unit.h"

namespace attt::rules {
namespace {

using base::Rational;
using model::Comparator;
using model::Measurement;
using model::Quantity;
using model::TargetOutcome;

// GCC and clang have it on every 64-bit platform; -Wpedantic wants the marker.
__extension__ using Wide = __int128;

// What a count of members is worth in the target's unit: percent, a ratio, or the count itself.
Rational worth(const Target& target, std::int64_t count, std::int64_t denominator) {
    if (target.unit == "%") return Rational(count * 100, denominator);
    if (target.unit == "tỷ lệ") return Rational(count, denominator);
    return Rational(count);
}

bool wants_more(Comparator comparator) {
    return comparator == Comparator::above || comparator == Comparator::at_least;
}
bool wants_less(Comparator comparator) {
    return comparator == Comparator::below || comparator == Comparator::at_most;
}

bool strictly_better(Comparator comparator, const Rational& value, const Rational& goal) {
    return (comparator == Comparator::at_least && value > goal) || (comparator == Comparator::at_most && value < goal);
}

// The fewest members that meet a target that wants more; nothing for the others.
std::optional<std::int64_t> members_needed(const Target& target, std::int64_t denominator) {
    const std::int64_t scale = target.unit == "%" ? 100 : 1;
    const std::int64_t whole = target.unit == "%" || target.unit == "tỷ lệ" ? denominator : 1;
    const Wide product = Wide{target.value.numerator()} * whole;
    const Wide divisor = Wide{target.value.denominator()} * scale;
    const Wide floor = product >= 0 ? product / divisor : -((-product + divisor - 1) / divisor);
    const bool exact = floor * divisor == product;
    Wide needed = floor;
    if (target.comparator == Comparator::above || (target.comparator == Comparator::at_least && !exact))
        needed = floor + 1;
    if (target.comparator == Comparator::equal && !exact) return std::nullopt;
    if (wants_less(target.comparator) || needed > denominator) return std::nullopt;
    return static_cast<std::int64_t>(std::max(needed, Wide{0}));
}

// Whether some number of passing members between `least` and `most` would meet the target.
bool could_meet(const Target& target, std::int64_t least, std::int64_t most, std::int64_t denominator) {
    if (wants_more(target.comparator))
        return model::holds(target.comparator, worth(target, most, denominator), target.value);
    if (wants_less(target.comparator))
        return model::holds(target.comparator, worth(target, least, denominator), target.value);
    const auto needed = members_needed(target, denominator);
    return needed && least <= *needed && *needed <= most;
}

// A recorded value as an interval: all that a bound allows.
struct Interval {
    std::optional<Rational> low, high;
    bool low_open = false, high_open = false;
};

Interval interval_of(const model::Quantity& quantity, bool percent) {
    Interval out;
    if (percent) out.high = Rational(100);
    if (percent) out.low = Rational(0);
    if (!quantity.bound || wants_more(*quantity.bound) || *quantity.bound == Comparator::equal) {
        out.low = quantity.value;
        out.low_open = quantity.bound == Comparator::above;
    }
    if (!quantity.bound || wants_less(*quantity.bound) || *quantity.bound == Comparator::equal) {
        out.high = quantity.value;
        out.high_open = quantity.bound == Comparator::below;
    }
    return out;
}

bool all_above(const Interval& interval, const Rational& goal) {
    return interval.low && (*interval.low > goal || (*interval.low == goal && interval.low_open));
}
bool all_below(const Interval& interval, const Rational& goal) {
    return interval.high && (*interval.high < goal || (*interval.high == goal && interval.high_open));
}
bool none_below(const Interval& interval, const Rational& goal) {
    return interval.low && *interval.low >= goal;
}
bool none_above(const Interval& interval, const Rational& goal) {
    return interval.high && *interval.high <= goal;
}

// Every value of the interval holds, none does, or it does not tell.
std::optional<bool> holds_for_all(Comparator comparator, const Interval& interval, const Rational& goal) {
    const bool above = all_above(interval, goal);
    const bool below = all_below(interval, goal);
    const bool at_least = none_below(interval, goal);
    const bool at_most = none_above(interval, goal);
    const auto told = [](bool yes, bool no) {
        return yes ? std::optional(true) : (no ? std::optional(false) : std::nullopt);
    };
    switch (comparator) {
        case Comparator::above: return told(above, at_most);
        case Comparator::at_least: return told(at_least, below);
        case Comparator::equal: return told(at_least && at_most, above || below);
        case Comparator::at_most: return told(at_most, above);
        case Comparator::below: return told(below, at_least);
    }
    return std::nullopt;
}

// Not met by what is known: so it is, unless the unknown members could still decide.
void decide(bool possible, Measurement& measurement, TargetOutcome not_met = TargetOutcome::not_met) {
    measurement.undecided = possible;
    measurement.outcome = possible ? TargetOutcome::no_data : not_met;
}

// The fewest members that reach a share, rounded up: a third of 17 is 6.
std::int64_t rounded_up(const Rational& share, std::int64_t whole) {
    const Wide product = Wide{share.numerator()} * whole;
    const Wide divisor = share.denominator();
    return static_cast<std::int64_t>((product + divisor - 1) / divisor);
}

}  // namespace

// Met only if it is met whatever the unknown members turn out to be.
void judge_share(const Target& target, Measurement& measurement) {
    const std::int64_t denominator = measurement.denominator;
    if (denominator == 0) return;
    const std::int64_t least = measurement.numerator;
    const std::int64_t most = least + measurement.unknown;
    const Rational low = worth(target, least, denominator);
    const Rational high = worth(target, most, denominator);
    const bool met =
        model::holds(target.comparator, low, target.value) && model::holds(target.comparator, high, target.value);
    if (met) {
        const bool better = strictly_better(target.comparator, low, target.value) &&
                            strictly_better(target.comparator, high, target.value);
        measurement.outcome = better ? TargetOutcome::exceeded : TargetOutcome::met;
        return;
    }
    decide(could_meet(target, least, most, denominator), measurement);
    if (const auto needed = members_needed(target, denominator); needed && *needed > least)
        measurement.missing = *needed - least;
}

void judge_every(Measurement& measurement) {
    if (measurement.denominator == 0) return;
    measurement.missing = measurement.denominator - measurement.numerator;
    if (measurement.missing == 0)
        measurement.outcome = TargetOutcome::met;
    else
        decide(measurement.missing == measurement.unknown, measurement);
}

void judge_parts(const Target& target, Measurement& measurement) {
    bool met = true, exceeded = target.comparator == Comparator::at_least, possible = true;
    for (model::Part& part : measurement.parts) {
        if (part.denominator == 0) return;
        part.needed = rounded_up(target.value, part.denominator);
        if (target.comparator == Comparator::above && Rational(part.needed, part.denominator) == target.value)
            ++part.needed;
        met = met && part.numerator >= part.needed;
        exceeded = exceeded && part.numerator > part.needed;
        possible = possible && part.numerator + part.unknown >= part.needed;
        measurement.missing += std::max<std::int64_t>(0, part.needed - part.numerator);
    }
    if (measurement.parts.empty()) return;
    if (met)
        measurement.outcome = exceeded ? TargetOutcome::exceeded : TargetOutcome::met;
    else
        decide(possible, measurement);
}

void judge_count(const Target& target, Measurement& measurement) {
    const std::int64_t least = measurement.numerator;
    if (is_task_unit(target.unit)) {
        // the deed is done once: more of it is no more than done
        measurement.missing = least >= 1 ? 0 : 1;
        if (least >= 1)
            measurement.outcome = TargetOutcome::completed;
        else
            decide(measurement.unknown > 0, measurement, TargetOutcome::not_completed);
        return;
    }
    // of a sum, a record that does not tell its summand may add anything
    const bool sums = target.count && !target.count->sum.empty();
    const bool open_above = sums && measurement.unknown > 0;
    const Rational low(least), high(least + (sums ? 0 : measurement.unknown));
    const bool low_holds = model::holds(target.comparator, low, target.value);
    const bool high_holds =
        open_above ? wants_more(target.comparator) : model::holds(target.comparator, high, target.value);
    if (low_holds && high_holds) {
        const bool better = strictly_better(target.comparator, low, target.value) &&
                            (open_above || strictly_better(target.comparator, high, target.value));
        measurement.outcome = better ? TargetOutcome::exceeded : TargetOutcome::met;
        return;
    }
    const bool between =
        target.comparator == Comparator::equal && low <= target.value && (open_above || target.value <= high);
    decide(low_holds || high_holds || between, measurement);
    if (low_holds || !wants_more(target.comparator)) return;
    const std::int64_t goal = rounded_up(target.value, 1);
    const bool one_more = target.comparator == Comparator::above && Rational(goal) == target.value;
    measurement.missing = goal + (one_more ? 1 : 0) - least;
}

TargetOutcome outcome_of(const Target& target, const Quantity& quantity) {
    const Interval interval = interval_of(quantity, target.unit == "%");
    const auto holds = holds_for_all(target.comparator, interval, target.value);
    if (!holds) return TargetOutcome::no_data;
    if (is_task_unit(target.unit)) return *holds ? TargetOutcome::completed : TargetOutcome::not_completed;
    if (!*holds) return TargetOutcome::not_met;
    const bool better = (target.comparator == Comparator::at_least && all_above(interval, target.value)) ||
                        (target.comparator == Comparator::at_most && all_below(interval, target.value));
    return better ? TargetOutcome::exceeded : TargetOutcome::met;
}

}  // namespace attt::rules
