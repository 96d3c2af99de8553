// A failing (subject, rule, instance) followed through time. Identity has no text, severity or address in it, so that
// new rule versions and moved servers keep it. Status is computed from episodes and events, never stored.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/finding_work.h"
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
    rule_changed,    // the rule asks for something else now: the same facts pass, nobody repaired anything
};
inline constexpr std::array<std::string_view, 4> close_kind_names = {"verified_fixed", "retired", "not_applicable",
                                                                     "rule_changed"};
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
    Work work;                              // what people did about its newest episode

    bool is_open() const { return !episodes.back().closed.has_value(); }
};

enum class FindingState {
    fresh,  // "new", which C++ keeps for itself: its first episode opened in the newest evaluation
    open,
    in_repair,       // somebody said that the repair has begun
    claimed_fixed,   // somebody said that it is repaired; no later observation has said so
    regressed,       // it had been closed and failed again
    accepted,        // a waiver is in force
    false_positive,  // the same, for a finding that is none
    verified_fixed,
    not_applicable,  // its subject is retired, or its rule no longer speaks about it
};
inline constexpr std::array<std::string_view, 9> finding_state_names = {
    "new",      "open",           "in_repair",      "claimed_fixed", "regressed",
    "accepted", "false_positive", "verified_fixed", "not_applicable"};
inline std::string_view name_of(FindingState state) {
    return finding_state_names[static_cast<std::size_t>(state)];
}
std::optional<FindingState> finding_state_of(std::string_view name);
// At the moment `at`; `since` is the start of the newest evaluation: what opened first at or after it is new.
FindingState state_of(const Finding& finding, base::Time since, base::Time at);
// Open and neither accepted nor a false positive: what somebody must still do something about.
inline bool needs_work(FindingState state) {
    return state <= FindingState::regressed;
}

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
    // What follows for the work of a finding that stays open: a claim that a later look refuted, a waiver that ended.
    struct Followed {
        std::string finding;
        EventKind kind = EventKind::claim_refuted;
        base::Value detail = base::Object();
    };
    base::Time at;
    std::vector<Open> opened;
    std::vector<Close> closed;
    std::vector<StillOpen> still_open;
    std::vector<Unverified> unverified;
    std::vector<Followed> followed = {};
};

}  // namespace attt::model
