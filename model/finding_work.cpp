#include "model/finding_work.h"

#include <algorithm>

namespace attt::model {
namespace {

template <class Names>
std::optional<std::size_t> place_of(const Names& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::optional<base::Date> date_in(const base::Value& detail, std::string_view key) {
    const auto date = base::parse_date(detail[key].string_or(""));
    return date ? std::optional(*date) : std::nullopt;
}

std::string text_in(const base::Value& detail, std::string_view key) {
    return detail[key].string_or("");
}

// What belongs to an episode ends with it.
void begin_anew(Work& work) {
    Work next;
    next.assignee = std::move(work.assignee);
    next.note = std::move(work.note);
    work = std::move(next);
}

void drop_waiver(Work& work, WaiverKind kind) {
    std::erase_if(work.waivers, [&](const Waiver& waiver) { return waiver.kind == kind; });
}

std::optional<Waiver> waiver_in(const FindingEvent& event) {
    const auto kind = waiver_kind_of(text_in(event.detail, "kind"));
    const auto until = date_in(event.detail, "until");
    if (!kind || !until) return std::nullopt;
    return Waiver{*kind, event.actor, {}, text_in(event.detail, "reason"), *until, event.at, std::nullopt};
}

void approve(Work& work, const FindingEvent& event) {
    auto waiver = waiver_in(event);
    if (!waiver) return;
    waiver->approver = event.actor;
    waiver->approved = event.at;
    if (work.asked && work.asked->kind == waiver->kind) {
        waiver->asked_by = work.asked->asked_by;
        waiver->reason = work.asked->reason;
        waiver->asked = work.asked->asked;
    }
    work.asked.reset();
    drop_waiver(work, waiver->kind);
    work.waivers.push_back(std::move(*waiver));
}

void answer(Work& work, const FindingEvent& event) {
    for (Objection& objection : work.objections) {
        if (!objection.waits()) continue;
        objection.answer = text_in(event.detail, "answer");
        objection.answer_reason = text_in(event.detail, "reason");
        objection.answered_by = event.actor;
    }
}

// The clock runs again from the day of the event on.
void resume(Work& work, const FindingEvent& event) {
    const base::Date last = base::local_date(event.at - std::chrono::hours(24));
    if (!work.pauses.empty() && work.pauses.back().until > last) work.pauses.back().until = last;
}

void pause(Work& work, const FindingEvent& event) {
    const auto until = date_in(event.detail, "until");
    if (!until) return;
    resume(work, event);  // no day counts twice
    work.pauses.push_back({base::local_date(event.at), *until});
}

void drop_ended(Work& work, const FindingEvent& event) {
    if (const auto kind = waiver_kind_of(text_in(event.detail, "kind"))) drop_waiver(work, *kind);
}

}  // namespace

std::optional<EventKind> event_kind_of(std::string_view name) {
    const auto place = place_of(event_kind_names, name);
    return place ? std::optional(static_cast<EventKind>(*place)) : std::nullopt;
}

std::optional<WaiverKind> waiver_kind_of(std::string_view name) {
    const auto place = place_of(waiver_kind_names, name);
    return place ? std::optional(static_cast<WaiverKind>(*place)) : std::nullopt;
}

const Waiver* Work::waiver(WaiverKind kind) const {
    const auto found = std::find_if(waivers.begin(), waivers.end(), [&](const Waiver& w) { return w.kind == kind; });
    return found == waivers.end() ? nullptr : &*found;
}

bool Work::accepted(base::Time at) const {
    const Waiver* found = waiver(WaiverKind::risk);
    return found != nullptr && found->in_force(at);
}

bool Work::false_positive(base::Time at) const {
    const Waiver* found = waiver(WaiverKind::false_positive);
    return found != nullptr && found->in_force(at);
}

bool Work::paused(base::Date day) const {
    return !pauses.empty() && pauses.back().from <= day && day <= pauses.back().until;
}

const Objection* Work::waiting_objection() const {
    return !objections.empty() && objections.back().waits() ? &objections.back() : nullptr;
}

void follow(Work& work, const FindingEvent& event) {
    switch (event.kind) {
        case EventKind::opened:
        case EventKind::reopened:
        case EventKind::verified_fixed:
        case EventKind::retired:
        case EventKind::not_applicable:
        case EventKind::rule_changed: return begin_anew(work);
        case EventKind::unverified: return;
        case EventKind::claim_refuted:
        case EventKind::claim_withdrawn:
        case EventKind::claim_rejected: return work.claim.reset();
        case EventKind::waiver_ended:
        case EventKind::waiver_revoked: return drop_ended(work, event);
        case EventKind::assigned: work.assignee = text_in(event.detail, "assignee"); return;
        case EventKind::due_set: work.due = date_in(event.detail, "due"); return;
        case EventKind::noted: work.note = text_in(event.detail, "note"); return;
        case EventKind::repair_begun: work.repair_begun = true; return;
        case EventKind::claimed: work.claim = Claim{event.at, event.actor, text_in(event.detail, "reason")}; return;
        case EventKind::waiver_asked: work.asked = waiver_in(event); return;
        case EventKind::waiver_approved: return approve(work, event);
        case EventKind::waiver_rejected: return work.asked.reset();
        case EventKind::objected:
            work.objections.push_back({event.at, event.actor, text_in(event.detail, "reason"), {}, {}, {}});
            return;
        case EventKind::objection_answered: return answer(work, event);
        case EventKind::paused: return pause(work, event);
        case EventKind::resumed: return resume(work, event);
    }
}

Work work_of(std::span<const FindingEvent> events) {
    Work work;
    for (const FindingEvent& event : events)
        follow(work, event);
    return work;
}

}  // namespace attt::model
