// What people may do about a finding, and when: a request becomes an event or a refusal. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "model/finding.h"

namespace attt::remediation {

enum class Action {
    assign,
    due,
    note,
    repair,
    claim,
    withdraw,  // a claim
    accept,    // ask for a waiver
    approve,   // the waiver that was asked for
    reject,    // what waits: a waiver, else a claim
    revoke,    // a waiver in force
    object,
    answer,  // an objection
    pause,
    resume,
};

struct Request {
    Action action = Action::note;
    std::string text;                // assignee, note or reason
    std::optional<base::Date> date;  // due; last day of a waiver or a pause
    model::WaiverKind waiver = model::WaiverKind::risk;
    bool upheld = false;             // answer
    base::Value evidence = nullptr;  // of a claim or an objection: {"name", "sha256", "size"}, or null
};

// Whether nothing would change: the request is what already holds.
bool holds_already(const model::Finding& finding, const Request& request);

// The event that the request is. Errors, all bad_usage: step.closed (finding), step.no_claim, step.no_waiver_asked,
// step.no_waiver, step.no_objection, step.not_paused, step.nothing_waits, step.needs_reason, step.needs_date,
// step.date_past (date), step.own_waiver (actor): who asked does not approve.
base::Result<model::FindingEvent> step(const model::Finding& finding, const Request& request, const std::string& actor,
                                       base::Time at);

}  // namespace attt::remediation
