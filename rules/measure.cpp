#include <algorithm>
#include <map>
#include <set>

#include "rules/deciding.h"
#include "rules/target.h"
#include "rules/task_unit.h"

namespace attt::rules {
namespace {

using base::Rational;
using model::Comparator;
using model::Measurement;
using model::Member;
using model::Share;
using model::TargetOutcome;

// GCC and clang have it on every 64-bit platform; -Wpedantic wants the marker.
__extension__ using Wide = __int128;

// A subject of the inventory as a target sees it.
struct Candidate {
    model::SubjectRef subject;
    std::string agency;
    base::Value attributes;
};

template <class Records>
void add_candidates(const Records& records, model::SubjectKind kind, std::vector<Candidate>& out) {
    for (const auto& record : records)
        out.push_back({{kind, record.id}, record.agency, model::to_value(record)});
}

std::vector<Candidate> candidates_of(const model::Inventory& inventory, model::SubjectKind kind) {
    std::vector<Candidate> out;
    switch (kind) {
        case model::SubjectKind::agency:
            for (const model::Agency& agency : inventory.agencies)
                out.push_back({{kind, agency.id}, agency.id, model::to_value(agency)});
            break;
        case model::SubjectKind::system: add_candidates(inventory.systems, kind, out); break;
        case model::SubjectKind::website: add_candidates(inventory.websites, kind, out); break;
        case model::SubjectKind::computer: add_candidates(inventory.computers, kind, out); break;
    }
    return out;
}

// An attribute as `where` writes it.
std::string as_text(const base::Value& value) {
    if (const auto* number = value.if_integer()) return std::to_string(*number);
    if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
    return value.string_or("");
}

// Why a candidate does not count at all; empty when it does.
std::string exclusion_of(const Candidate& candidate, const Target& target, base::Date as_of) {
    const base::Value& attributes = candidate.attributes;
    if (attributes["lifecycle"].string_or("") == "retired") return "retired";
    if (candidate.subject.kind == model::SubjectKind::agency) {
        // ISO dates are in the order of their text
        const std::string today = base::to_iso_date(as_of);
        const std::string to = attributes["valid_to"].string_or("");
        if (!to.empty() && to < today) return "agency_ended: " + to;
        const std::string from = attributes["valid_from"].string_or("");
        if (!from.empty() && today < from) return "agency_not_begun: " + from;
    }
    for (const auto& [field, allowed] : target.where) {
        const std::string value = as_text(attributes[field]);
        if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
            return "excluded: " + field + " " + value;
    }
    return {};
}

using VerdictsBySubject = std::map<std::string_view, std::vector<const model::Verdict*>>;

VerdictsBySubject verdicts_of(const Target& target, std::span<const model::Verdict> verdicts) {
    VerdictsBySubject out;
    for (const model::Verdict& verdict : verdicts) {
        if (verdict.rule == target.rule && verdict.subject.kind == *target.subject)
            out[verdict.subject.id].push_back(&verdict);
    }
    return out;
}

Share share_of(model::Outcome outcome) {
    switch (outcome) {
        case model::Outcome::pass: return Share::counted;
        case model::Outcome::fail: return Share::not_counted;
        case model::Outcome::unknown: return Share::unknown;
        case model::Outcome::not_applicable: return Share::excluded;
    }
    return Share::unknown;
}

Member member_of(const Candidate& candidate, const Target& target, const VerdictsBySubject& verdicts,
                 base::Date as_of) {
    Member member{candidate.subject, candidate.agency, Share::unknown, exclusion_of(candidate, target, as_of)};
    if (!member.reason.empty()) {
        member.share = Share::excluded;
        return member;
    }
    const auto found = verdicts.find(candidate.subject.id);
    if (found == verdicts.end()) {
        member.reason = "no_verdict";
        return member;
    }
    const model::Verdict& verdict = deciding(found->second);
    member.share = share_of(verdict.outcome);
    member.reason = verdict.reason;
    return member;
}

void count_members(Measurement& measurement) {
    for (const Member& member : measurement.members) {
        switch (member.share) {
            case Share::counted: ++measurement.numerator; break;
            case Share::unknown: ++measurement.unknown; break;
            case Share::excluded: ++measurement.excluded; break;
            case Share::not_counted: break;
        }
        if (member.share != Share::excluded) ++measurement.denominator;
    }
}

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

// Met only if it is met whatever the unknown members turn out to be.
void judge_counts(const Target& target, Measurement& measurement) {
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
    measurement.outcome = TargetOutcome::not_met;
    measurement.undecided = could_meet(target, least, most, denominator);
    if (const auto needed = members_needed(target, denominator); needed && *needed > least)
        measurement.missing = *needed - least;
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

void judge_recorded(const Target& target, const model::Quantity& quantity, Measurement& measurement) {
    const Interval interval = interval_of(quantity, target.unit == "%");
    const auto holds = holds_for_all(target.comparator, interval, target.value);
    if (!holds) {
        measurement.outcome = TargetOutcome::no_data;
    } else if (is_task_unit(target.unit)) {
        measurement.outcome = *holds ? TargetOutcome::completed : TargetOutcome::not_completed;
    } else if (!*holds) {
        measurement.outcome = TargetOutcome::not_met;
    } else {
        const bool better = (target.comparator == Comparator::at_least && all_above(interval, target.value)) ||
                            (target.comparator == Comparator::at_most && all_below(interval, target.value));
        measurement.outcome = better ? TargetOutcome::exceeded : TargetOutcome::met;
    }
}

}  // namespace

Measurement measure(const Target& target, const Population* population, const model::Inventory& inventory,
                    std::span<const model::Verdict> verdicts, const std::string& agency, base::Date as_of) {
    Measurement measurement;
    measurement.target = target.id;
    measurement.agency = agency;
    measurement.as_of = as_of;
    if (!target.subject) {
        // recorded for the whole only: it says nothing of one agency, and nothing before its date
        if (!target.recorded || !agency.empty() || as_of < target.recorded->date) return measurement;
        measurement.recorded = target.recorded->quantity;
        judge_recorded(target, *measurement.recorded, measurement);
        return measurement;
    }
    // a population that nobody has defined is not everybody
    if (population == nullptr && !target.population.empty()) return measurement;
    const auto of_population = [&](const std::string& id) {
        return population == nullptr ||
               std::find(population->agencies.begin(), population->agencies.end(), id) != population->agencies.end();
    };
    const VerdictsBySubject by_subject = verdicts_of(target, verdicts);
    for (const Candidate& candidate : candidates_of(inventory, *target.subject)) {
        if (!agency.empty() && candidate.agency != agency) continue;
        if (!of_population(candidate.agency)) continue;
        measurement.members.push_back(member_of(candidate, target, by_subject, as_of));
    }
    count_members(measurement);
    judge_counts(target, measurement);
    return measurement;
}

}  // namespace attt::rules
