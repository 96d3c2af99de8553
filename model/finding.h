// A failing (subject, rule, instance) followed through time. Identity has no text, severity or address in it, so that
// new rule versions and moved servers keep it. Status is computed from episodes, never stored.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/subject.h"
#include "model/verdict.h"

namespace attt::model {

struct FindingKey {
    SubjectRef subject;
    std::string rule;
    std::string instance;
    auto operator<=>(const FindingKey&) const = default;
};

// "F-" and 12 hexadecimal digits of the SHA-256 over a length-prefixed, versioned form of the key.
std::string finding_id(const FindingKey& key);

enum class CloseKind {
    verified_fixed,  // a later observation passed; the only way in which an agency closes a finding
    retired,         // the subject is gone
    not_applicable,  // the rule no longer speaks about the subject
};
inline constexpr std::array<std::string_view, 3> close_kind_names = {"verified_fixed", "retired", "not_applicable"};
inline std::string_view name_of(CloseKind kind) {
    return close_kind_names[static_cast<std::size_t>(kind)];
}
std::optional<CloseKind> close_kind_of(std::string_view name);

// One open stretch of a finding.
struct Episode {
    int number = 1;
    base::Time opened;
    std::optional<base::Time> closed;
    std::optional<CloseKind> close_kind;
    bool operator==(const Episode&) const = default;
};

struct Finding {
    std::string id;
    FindingKey key;
    Severity severity = Severity::info;  // of the newest failing verdict
    std::vector<Episode> episodes;       // by number; never empty
    base::Time last_failed;              // when a verdict last failed
    // Set while the newest verdict is unknown: the finding stays open and this says why it could not be looked at
    // again.
    std::string unverified_reason;
    base::Value evidence = base::Object();  // of the newest failing verdict
    std::optional<Endpoint> endpoint;       // of the newest failing verdict: the first that failed

    bool is_open() const { return !episodes.back().closed.has_value(); }
};

enum class FindingState { fresh, open, regressed, fixed, closed };  // fresh is "new", which C++ keeps for itself
inline constexpr std::array<std::string_view, 5> finding_state_names = {"new", "open", "regressed", "fixed", "closed"};
inline std::string_view name_of(FindingState state) {
    return finding_state_names[static_cast<std::size_t>(state)];
}
// new: its first episode opened at or after `since` (the start of the newest evaluation); regressed: a later episode is
// open.
FindingState state_of(const Finding& finding, base::Time since);

// What a set of verdicts changes in the findings. Pure result of remediation::settle; the store applies it.
struct Changes {
    struct Open {
        FindingKey key;
        int episode = 1;  // above 1: it came back
        Severity severity = Severity::info;
        base::Value evidence;
        std::optional<Endpoint> endpoint;
    };
    struct Close {
        std::string finding;
        FindingKey key;
        int episode = 1;
        CloseKind kind = CloseKind::verified_fixed;
    };
    struct StillOpen {
        std::string finding;
        Severity severity = Severity::info;
        base::Value evidence;
        std::optional<Endpoint> endpoint;
    };
    struct Unverified {
        std::string finding;
        std::string reason;
    };
    base::Time at;
    std::vector<Open> opened;
    std::vector<Close> closed;
    std::vector<StillOpen> still_open;
    std::vector<Unverified> unverified;
};

}  // namespace attt::model
