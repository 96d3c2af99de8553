// What people do about a finding: every step is an event, and where the work stands is folded from the events, so that
// nothing of it is stored twice.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"

namespace attt::model {

// Names are permanent: they stand in the store and in what is exported.
enum class EventKind {
    // what evaluations found
    opened,
    reopened,
    verified_fixed,
    retired,
    not_applicable,
    rule_changed,
    unverified,     // {"reason"}: it could not be looked at again
    claim_refuted,  // {"observed_at"}: a look after the claim still failed
    waiver_ended,   // {"kind", "until"}: it ran out; the finding is open again
    // what people did; {"reason"} wherever there is one
    assigned,            // {"assignee"}: a post; empty: nobody any more
    due_set,             // {"due"}: a day; empty: as the table of due days says
    noted,               // {"note"}
    repair_begun,        //
    claimed,             // {"reason", "evidence"}
    claim_withdrawn,     // by whom had claimed it, or by an officer: open again
    claim_rejected,      //
    waiver_asked,        // {"kind", "until", "reason"}
    waiver_approved,     // {"kind", "until", "asked_by"}
    waiver_rejected,     //
    waiver_revoked,      // {"kind"}: ended before its day
    objected,            // {"reason", "evidence"}: the agency says that it is not so
    objection_answered,  // {"answer": "upheld"|"dismissed", "reason"}
    paused,              // {"until", "reason"}: the days do not count
    resumed,
};
inline constexpr std::array<std::string_view, 24> event_kind_names = {"opened",          "reopened",
                                                                      "verified_fixed",  "retired",
                                                                      "not_applicable",  "rule_changed",
                                                                      "unverified",      "claim_refuted",
                                                                      "waiver_ended",    "assigned",
                                                                      "due_set",         "noted",
                                                                      "repair_begun",    "claimed",
                                                                      "claim_withdrawn", "claim_rejected",
                                                                      "waiver_asked",    "waiver_approved",
                                                                      "waiver_rejected", "waiver_revoked",
                                                                      "objected",        "objection_answered",
                                                                      "paused",          "resumed"};
inline std::string_view name_of(EventKind kind) {
    return event_kind_names[static_cast<std::size_t>(kind)];
}
std::optional<EventKind> event_kind_of(std::string_view name);

struct FindingEvent {
    std::int64_t number = 0;  // its place among all events of the store; 0: not stored yet
    std::string finding;
    base::Time at;
    EventKind kind = EventKind::opened;
    std::string actor;
    std::string system_user;
    base::Value detail = base::Object();
};

enum class WaiverKind {
    risk,            // the risk is accepted for a time
    false_positive,  // the finding is none
    extension,       // a longer deadline
};
inline constexpr std::array<std::string_view, 3> waiver_kind_names = {"risk", "false_positive", "extension"};
inline std::string_view name_of(WaiverKind kind) {
    return waiver_kind_names[static_cast<std::size_t>(kind)];
}
std::optional<WaiverKind> waiver_kind_of(std::string_view name);

struct Waiver {
    WaiverKind kind = WaiverKind::risk;
    std::string asked_by;
    std::string approver;  // empty: waits for one
    std::string reason;
    base::Date until;  // the last day, in Vietnam's time
    base::Time asked;
    std::optional<base::Time> approved;
    // Approved, and the last day is not over.
    bool in_force(base::Time at) const { return approved && *approved <= at && at < base::end_of_day(until); }
};

struct Claim {
    base::Time at;
    std::string by;
    std::string reason;
};

struct Objection {
    base::Time at;
    std::string by;
    std::string reason;
    std::string answer;  // "upheld" or "dismissed"; empty: waits for one
    std::string answer_reason;
    std::string answered_by;
    bool waits() const { return answer.empty(); }
};

struct Pause {
    base::Date from;
    base::Date until;  // the last day on which the clock stands
};

// Where the work on the newest episode stands. The assignee and the note outlive an episode; all else begins anew.
struct Work {
    std::string assignee;
    std::string note;
    std::optional<base::Date> due;  // set by hand
    bool repair_begun = false;
    std::optional<Claim> claim;  // standing: neither refuted nor rejected nor withdrawn
    std::optional<Waiver> asked;
    std::vector<Waiver> waivers;  // approved and not revoked, the newest of each kind
    std::vector<Objection> objections;
    std::vector<Pause> pauses;

    const Waiver* waiver(WaiverKind kind) const;
    bool accepted(base::Time at) const;        // a waiver of risk is in force
    bool false_positive(base::Time at) const;  //
    bool paused(base::Date day) const;
    const Objection* waiting_objection() const;
};

// One event more. REQUIRES: events of one finding in their order.
void follow(Work& work, const FindingEvent& event);
Work work_of(std::span<const FindingEvent> events);

}  // namespace attt::model
