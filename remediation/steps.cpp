#include "remediation/steps.h"

#include "base/text.h"

namespace attt::remediation {
namespace {

using base::Object;
using base::Result;
using model::EventKind;
using model::Finding;
using model::FindingEvent;

class Stepper {
  public:
    Stepper(const Finding& finding, const Request& request, const std::string& actor, base::Time at)
        : finding_(finding), work_(finding.work), request_(request), actor_(actor), at_(at) {}

    Result<FindingEvent> take() const {
        // a closed finding keeps its notes; all else is work on an open one
        if (!finding_.is_open() && request_.action != Action::note) return refuse("step.closed");
        switch (request_.action) {
            case Action::assign: return event(EventKind::assigned, Object{{"assignee", text()}});
            case Action::due: return due();
            case Action::note: return event(EventKind::noted, Object{{"note", text()}});
            case Action::repair: return event(EventKind::repair_begun, with_reason({}));
            case Action::claim: return claim();
            case Action::withdraw:
                return work_.claim ? event(EventKind::claim_withdrawn, with_reason({})) : refuse("step.no_claim");
            case Action::accept: return ask();
            case Action::approve: return approve();
            case Action::reject: return reject();
            case Action::revoke: return revoke();
            case Action::object: return object();
            case Action::answer: return answer();
            case Action::pause: return pause();
            case Action::resume:
                return work_.paused(base::local_date(at_)) ? event(EventKind::resumed, with_reason({}))
                                                           : refuse("step.not_paused");
        }
        return refuse("step.closed");
    }

  private:
    std::string text() const { return std::string(base::trim(request_.text)); }

    Object with_reason(Object detail) const {
        if (!text().empty()) detail.set("reason", text());
        return detail;
    }

    Object with_evidence(Object detail) const {
        if (!request_.evidence.is_null()) detail.set("evidence", request_.evidence);
        return detail;
    }

    Result<FindingEvent> event(EventKind kind, Object detail) const {
        return FindingEvent{0, finding_.id, at_, kind, actor_, {}, base::Value(std::move(detail))};
    }

    Result<FindingEvent> refuse(const char* message, base::MessageArguments arguments = {}) const {
        arguments.emplace_back("finding", finding_.id);
        return base::fail(base::ErrorCode::bad_usage, message, std::move(arguments));
    }

    // A day that is still to come, today included.
    std::optional<base::Error> bad_day() const {
        if (!request_.date) return refuse("step.needs_date").error();
        if (*request_.date < base::local_date(at_))
            return refuse("step.date_past", {{"date", base::show_date(*request_.date)}}).error();
        return std::nullopt;
    }

    Result<FindingEvent> due() const {
        if (!request_.date) return event(EventKind::due_set, with_reason(Object{{"due", ""}}));
        if (const auto bad = bad_day()) return base::fail(*bad);
        return event(EventKind::due_set, with_reason(Object{{"due", base::to_iso_date(*request_.date)}}));
    }

    Result<FindingEvent> claim() const {
        if (text().empty()) return refuse("step.needs_reason");
        return event(EventKind::claimed, with_evidence(with_reason({})));
    }

    Object waiver_detail(model::WaiverKind kind, base::Date until) const {
        return Object{{"kind", name_of(kind)}, {"until", base::to_iso_date(until)}};
    }

    Result<FindingEvent> ask() const {
        if (text().empty()) return refuse("step.needs_reason");
        if (const auto bad = bad_day()) return base::fail(*bad);
        return event(EventKind::waiver_asked, with_reason(waiver_detail(request_.waiver, *request_.date)));
    }

    Result<FindingEvent> approve() const {
        if (!work_.asked) return refuse("step.no_waiver_asked");
        const model::Waiver& asked = *work_.asked;
        if (base::fold(asked.asked_by) == base::fold(actor_)) return refuse("step.own_waiver", {{"actor", actor_}});
        if (asked.until < base::local_date(at_))
            return refuse("step.date_past", {{"date", base::show_date(asked.until)}});
        Object detail = waiver_detail(asked.kind, asked.until);
        detail.set("asked_by", asked.asked_by);
        return event(EventKind::waiver_approved, with_reason(std::move(detail)));
    }

    Result<FindingEvent> reject() const {
        if (!work_.asked && !work_.claim) return refuse("step.nothing_waits");
        if (text().empty()) return refuse("step.needs_reason");
        return event(work_.asked ? EventKind::waiver_rejected : EventKind::claim_rejected, with_reason({}));
    }

    Result<FindingEvent> revoke() const {
        if (work_.waiver(request_.waiver) == nullptr) return refuse("step.no_waiver");
        if (text().empty()) return refuse("step.needs_reason");
        return event(EventKind::waiver_revoked, with_reason(Object{{"kind", name_of(request_.waiver)}}));
    }

    Result<FindingEvent> object() const {
        if (text().empty()) return refuse("step.needs_reason");
        return event(EventKind::objected, with_evidence(with_reason({})));
    }

    Result<FindingEvent> answer() const {
        if (work_.waiting_objection() == nullptr) return refuse("step.no_objection");
        if (text().empty()) return refuse("step.needs_reason");
        return event(EventKind::objection_answered,
                     with_reason(Object{{"answer", request_.upheld ? "upheld" : "dismissed"}}));
    }

    Result<FindingEvent> pause() const {
        if (text().empty()) return refuse("step.needs_reason");
        if (const auto bad = bad_day()) return base::fail(*bad);
        return event(EventKind::paused, with_reason(Object{{"until", base::to_iso_date(*request_.date)}}));
    }

    const Finding& finding_;
    const model::Work& work_;
    const Request& request_;
    const std::string& actor_;
    base::Time at_;
};

}  // namespace

bool holds_already(const Finding& finding, const Request& request) {
    const model::Work& work = finding.work;
    const std::string text(base::trim(request.text));
    switch (request.action) {
        case Action::assign: return work.assignee == text;
        case Action::due: return work.due == request.date;
        case Action::note: return work.note == text;
        case Action::repair: return work.repair_begun && !work.claim;
        case Action::claim: return work.claim && work.claim->reason == text;
        case Action::accept:
            return work.asked && work.asked->kind == request.waiver && work.asked->until == request.date &&
                   work.asked->reason == text;
        default: return false;
    }
}

Result<FindingEvent> step(const Finding& finding, const Request& request, const std::string& actor, base::Time at) {
    return Stepper(finding, request, actor, at).take();
}

}  // namespace attt::remediation
