// The value of a target as of a date, with the members behind every number.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/rational.h"
#include "base/time.h"
#include "model/subject.h"

namespace attt::model {

// "trên 80%" is above: 80.0 % does not meet it. "90% trở lên" is at_least: 90.0 % does.
enum class Comparator { above, at_least, equal, at_most, below };
inline constexpr std::array<std::string_view, 5> comparator_signs = {">", ">=", "=", "<=", "<"};
std::optional<Comparator> comparator_of(std::string_view sign);
inline std::string_view sign_of(Comparator comparator) {
    return comparator_signs[static_cast<std::size_t>(comparator)];
}
bool holds(Comparator comparator, const base::Rational& value, const base::Rational& threshold);

// A recorded value: exact (no bound) or only a bound, such as "trên 95%" (bound: above, value 95).
struct Quantity {
    base::Rational value;
    std::optional<Comparator> bound;
    std::string text;  // as recorded, for people
};
// "99,21", "320", "> 95", ">= 50". Errors: number.syntax.
base::Result<Quantity> parse_quantity(std::string_view text);

enum class Share { counted, not_counted, unknown, excluded };  // in the numerator; in the denominator only; …
inline constexpr std::array<std::string_view, 4> share_names = {"counted", "not_counted", "unknown", "excluded"};
inline std::string_view name_of(Share share) {
    return share_names[static_cast<std::size_t>(share)];
}

// A record that a number stands on, by its kind ("assessment") and id.
struct RecordRef {
    std::string kind;
    std::string id;
    auto operator<=>(const RecordRef&) const = default;
};

struct Member {
    SubjectRef subject;  // of a target that counts records: the agency they speak of, its id empty where there is none
    std::string agency;
    Share share = Share::unknown;
    std::string reason;                          // of all but counted: the first; form of Verdict::reason
    std::vector<std::string> more_reasons = {};  // where several conditions are not met
    std::vector<RecordRef> records = {};         // that it was decided by
    std::string observed_at = {};                // of the facts behind its verdict, RFC 3339; empty: there are none
    std::string part = {};                       // the population it is counted in, where a target has several
    std::int64_t weight = 1;                     // what it adds: of a sum, the sum's summand
};

// How a target counts.
enum class Form {
    share,     // members of a population: numerator of denominator
    every,     // each member of the population must be counted
    parts,     // a share of several populations, each by itself
    count,     // records, or the sum of one of their fields
    recorded,  // people record the value
};
inline constexpr std::array<std::string_view, 5> form_names = {"share", "every", "parts", "count", "recorded"};
inline std::string_view name_of(Form form) {
    return form_names[static_cast<std::size_t>(form)];
}

// One population of a target that several must meet.
struct Part {
    std::string population;
    std::int64_t numerator = 0, denominator = 0, unknown = 0, excluded = 0;
    std::int64_t needed = 0;  // the fewest that meet it: the goal's share of the denominator, rounded up
};

// Đạt · vượt · chưa đạt; of a task hoàn thành · chưa hoàn thành. no_data: nothing to divide by, or a bound that does
// not decide.
enum class TargetOutcome { met, exceeded, not_met, completed, not_completed, no_data };
inline constexpr std::array<std::string_view, 6> target_outcome_names = {"met",       "exceeded",      "not_met",
                                                                         "completed", "not_completed", "no_data"};
inline std::string_view name_of(TargetOutcome outcome) {
    return target_outcome_names[static_cast<std::size_t>(outcome)];
}

struct Measurement {
    std::string target;
    std::string agency;  // empty: the whole population
    base::Date as_of;
    Form form = Form::share;
    // Computed targets: numerator of denominator; unknown members are in the denominator and never in the numerator.
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::int64_t unknown = 0;   // of the denominator, those without a verdict: numerator + unknown is the upper bound
    std::int64_t excluded = 0;  // not in the denominator
    std::vector<Part> parts;    // of Form::parts
    std::optional<Quantity> recorded;  // targets that people record
    std::vector<RecordRef> said;       // the records that `recorded` comes from; empty: the plan file
    // Of a value that several bodies report: how many are asked, and who has not answered as of the date.
    std::int64_t asked = 0;
    std::vector<std::string> silent;
    std::optional<Quantity> published;  // what a signed document printed for the plan's year
    TargetOutcome published_outcome = TargetOutcome::no_data;
    TargetOutcome outcome = TargetOutcome::no_data;
    // Members still missing to meet the target at this denominator; 0 when met or unknowable.
    std::int64_t missing = 0;
    // True when the unknown members could still decide: not met by what is known, met if all of them passed.
    bool undecided = false;
    std::vector<Member> members;
};

}  // namespace attt::model
