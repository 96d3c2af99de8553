#include "model/verdict.h"

#include <algorithm>

namespace attt::model {

std::optional<Outcome> outcome_of(std::string_view name) {
    for (std::size_t i = 0; i < outcome_names.size(); ++i) {
        if (outcome_names[i] == name) return static_cast<Outcome>(i);
    }
    return std::nullopt;
}

std::optional<Severity> severity_of(std::string_view name) {
    for (std::size_t i = 0; i < severity_names.size(); ++i) {
        if (severity_names[i] == name) return static_cast<Severity>(i);
    }
    return std::nullopt;
}

Outcome combined(const std::vector<const Verdict*>& verdicts) {
    const auto any = [&](Outcome outcome) {
        return std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict* v) { return v->outcome == outcome; });
    };
    for (const Outcome outcome : {Outcome::fail, Outcome::unknown, Outcome::pass}) {
        if (any(outcome)) return outcome;
    }
    return Outcome::not_applicable;
}

}  // namespace attt::model
