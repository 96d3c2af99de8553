#include "model/drill.h"

namespace attt::model {

Verdict verdict_of(const ReportedFinding& reported) {
    Verdict out;
    out.subject = reported.subject;
    out.rule = reported_rule;
    out.instance = reported.instance();
    out.severity = reported.severity;
    const bool retested = reported.newest.has_value();
    const bool failed_again = retested && reported.newest->outcome == Outcome::fail;
    out.outcome = retested ? reported.newest->outcome : Outcome::fail;
    if (out.outcome == Outcome::unknown) out.reason = "not_measured: " + reported.newest->reason;
    base::Object facts{{"reported.title", reported.title}, {"reported.evidence", reported.evidence}};
    // a retest is a fact of its own: a pass that says nothing new would look like a rule that changed
    facts.set("reported.present", out.outcome != Outcome::pass);
    if (retested) facts.set("reported.retest", reported.newest->reason);
    const base::Time seen = failed_again || out.outcome == Outcome::pass ? reported.newest->at : reported.observed;
    out.evidence = base::Object{{"facts", std::move(facts)}, {"observed_at", base::to_rfc3339(seen)}};
    return out;
}

}  // namespace attt::model
