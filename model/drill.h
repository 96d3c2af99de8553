// A live drill (diễn tập thực chiến): planned for a day over a scope, with how things stood when it was planned, and
// what its attackers found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "model/subject.h"
#include "model/verdict.h"

namespace attt::model {

// The rule under which findings of people live; its instance is "drill/reference".
inline constexpr std::string_view reported_rule = "drill.reported";

struct Drill {
    std::string id;
    base::Date date;
    std::vector<std::string> agencies;  // empty: all
    base::Time planned;
    base::Value baseline = base::Object();  // readiness as it was then
    std::optional<base::Date> held;
};

// What a person saw of a subject, and the newest look since.
struct ReportedFinding {
    std::string drill;
    std::string reference;  // the reporter's own name of it, unique within drill and subject
    SubjectRef subject;
    Severity severity = Severity::high;
    std::string title;
    base::Value evidence = base::Object();
    base::Time observed;
    struct Retest {
        base::Time at;
        Outcome outcome = Outcome::unknown;
        std::string reason;
        std::string actor;
    };
    std::optional<Retest> newest;
    std::string instance() const { return drill + "/" + reference; }
};

// What rules::evaluate would say if it could read what people saw: it fails until a retest passes.
Verdict verdict_of(const ReportedFinding& reported);

}  // namespace attt::model
