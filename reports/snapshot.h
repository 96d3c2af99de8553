// Everything that is known of the province, or of one agency, as of a date: the one read model of all machine formats
// and of the site. Plain data, in words where people read it, in the names of closed lists where machines do.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/finding.h"
#include "model/inventory.h"
#include "model/measurement.h"
#include "model/verdict.h"
#include "reports/agency_report.h"

namespace attt::reports {

struct RuleEntry {
    std::string id;
    int version = 1;
    model::SubjectKind subject = model::SubjectKind::website;
    std::string theme;
    std::string title, rationale, remediation;
    model::Severity severity = model::Severity::info;
    std::vector<LegalBasis> basis;  // as of the date; empty: a recommendation
    std::vector<std::string> controls;
};

// A certificate as it was last seen.
struct SeenCertificate {
    std::string website;  // id
    std::string endpoint;
    std::string subject;
    base::Time not_after;
};

struct FindingEntry {
    FindingItem item;  // with its rule's texts and the evidence in words
    std::string agency;
    std::optional<base::Date> due;
    int days_over = 0;
};

struct VerdictEntry {
    model::Verdict verdict;  // without its evidence
    std::string agency;
    std::string reason;                     // in words
    std::optional<base::Time> observed_at;  // of the facts that it stands on
};

struct TargetEntry {
    std::string id, number, title, value_text, lead;
    int year = 0;
    std::optional<base::Date> due;
    std::string value;    // in words; empty: none
    std::string outcome;  // in words
    model::Measurement measured;
};

// What falls due by law or plan (a finding's own day stands with the finding).
struct DueEntry {
    base::Time at;
    bool whole_day = true;
    std::string state;  // overdue, never_done, due, done_late
    std::string id, title, subject, subject_id, agency, detail, basis;
};

struct Snapshot {
    std::string province, issuing_office, classification;
    std::string agency;  // id, where it speaks of one agency; empty: the whole province
    base::Date as_of;
    base::Time made_at;  // of the evaluation that the verdicts come from
    base::Language language = base::Language::vi;
    std::string rules_hash, rules_date, audit_head, program_version;
    std::vector<std::string> sources;  // sentences

    model::Inventory inventory;              // without what is retired
    std::map<std::string, base::Time> seen;  // website -> when it was last looked at
    std::vector<RuleEntry> rules;            // by id
    std::vector<VerdictEntry> verdicts;      // by subject, rule, instance, endpoint
    std::vector<FindingEntry> findings;      // open ones and those fixed lately, gravest first
    std::vector<TargetEntry> targets;
    std::vector<SeenCertificate> certificates;  // by website, endpoint
    std::vector<DueEntry> due;                  // by time

    std::map<model::SubjectRef, std::string> names;  // what people call each subject, retired ones too

    const RuleEntry* rule(std::string_view id) const;
    std::string name_of(const model::SubjectRef& subject) const;  // its id where it has no name
};

}  // namespace attt::reports
