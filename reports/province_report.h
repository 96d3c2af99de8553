// The report of the whole province: the read model. Counts, sentences and names; nothing is judged here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/agency_letter.h"
#include "reports/letter.h"

namespace attt::reports {

struct CountedReason {
    std::string reason;  // in words
    std::int64_t count = 0;
};

// A target of the plan, now and at the end of the quarter before.
struct ProvinceTarget {
    TargetItem item;                                  // `province` is what was measured; `trend` is the province's
    std::string value, value_before, outcome_before;  // in words; before: empty where nothing was measured then
    std::string gap;                                  // in words
    model::TargetOutcome outcome = model::TargetOutcome::no_data;
    bool lost = false;  // was met and is not
    // The subjects behind numerator and denominator, with why.
    struct Subject {
        std::string name, id, agency, share, reason;
        Tone tone = Tone::none;
    };
    std::vector<Subject> subjects;
};

struct ProvinceAgency {
    std::string id, name;
    std::vector<std::int64_t> by_severity;  // open findings
    std::vector<std::int64_t> by_theme;     // in the order of ProvinceReport::themes
    std::vector<bool> theme_unseen = {};    // the same order: all that was asked there is unknown
    bool looked_at = false;                 // anything of it could be judged
    std::int64_t open = 0, overdue = 0, grave_overdue = 0, unknown = 0, judged = 0;
    int sites = 0, computers = 0;
    // Of the target on antivirus: counted, in the denominator, unknown.
    std::int64_t protected_computers = 0, counted_computers = 0, unknown_computers = 0;
};

struct OverdueFinding {
    std::string id, agency, subject, title;
    model::Severity severity = model::Severity::info;
    base::Date due;
    int days = 0;
    std::string assignee;
};

struct ProvinceReport {
    Provenance provenance;
    std::string province;
    std::string quarter;        // "quý IV/2023"
    base::Date quarter_before;  // its last day, with which figures are compared
    bool compared = false;      // anything was judged by then
    int year = 0;               // of the plan
    std::vector<std::string> themes;
    std::vector<ProvinceTarget> targets;
    std::vector<ProvinceAgency> agencies;  // in the order of their names
    std::vector<OverdueFinding> overdue;   // longest first within severity
    std::vector<FindingItem> findings;     // all open ones, gravest first, their agency in `agency_of`
    std::vector<std::string> agency_of;    // name, one a finding
    std::vector<std::string> due_of;       // in words, one a finding
    std::vector<AgencyReport::Trend> trend;
    std::vector<std::int64_t> open_before;  // by severity, at the end of the quarter before
    std::vector<CertificateEnd> certificates;
    // Systems by level 5 to 1, and without: approved, in preparation, without a dossier.
    struct Level {
        int level = 0;  // 0: none determined
        std::int64_t approved = 0, prepared = 0, none = 0;
    };
    std::vector<Level> levels;
    std::int64_t judged = 0, unknown = 0;  // verdicts that pass or fail; that could not be given
    std::vector<CountedReason> reasons;    // of what is unknown, most frequent first
    std::string antivirus_target;          // its number and title; empty: there is none
};

}  // namespace attt::reports
