// A rule over the facts of a subject: pass, fail, unknown (with its reason) or not applicable. Unknown is never pass.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "model/observation.h"
#include "model/subject.h"

namespace attt::model {

enum class Outcome { pass, fail, unknown, not_applicable };
enum class Severity { critical, high, medium, low, info };  // in this order, gravest first

inline constexpr std::array<std::string_view, 4> outcome_names = {"pass", "fail", "unknown", "not_applicable"};
inline constexpr std::array<std::string_view, 5> severity_names = {"critical", "high", "medium", "low", "info"};

inline std::string_view name_of(Outcome outcome) {
    return outcome_names[static_cast<std::size_t>(outcome)];
}
inline std::string_view name_of(Severity severity) {
    return severity_names[static_cast<std::size_t>(severity)];
}
std::optional<Outcome> outcome_of(std::string_view name);
std::optional<Severity> severity_of(std::string_view name);

struct Verdict {
    SubjectRef subject;
    std::string rule;
    int rule_version = 1;
    std::string instance;              // what the rule names within the subject (a version, a port); often empty
    std::optional<Endpoint> endpoint;  // where the facts were seen; no part of a finding's identity
    Outcome outcome = Outcome::unknown;
    Severity severity = Severity::info;
    // Where neither pass nor fail: an id of the catalogue's "reason." table, then ": " and technical detail if there is
    // any: "not_measured: tls timeout: no answer in 10 s", "stale: …", "undetermined: …", "condition: …".
    std::string reason;
    base::Value evidence = base::Object();  // {"facts": {name: value}, "observed_at": "…", "required": {…}}
};

// The verdict of a subject as a whole from those at its endpoints: any fail is a fail, else any unknown is unknown,
// else pass; not applicable only where all are. REQUIRES: same subject, rule and instance; not empty.
Outcome combined(const std::vector<const Verdict*>& verdicts);

}  // namespace attt::model
