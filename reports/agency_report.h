// The report of one agency: a read model in, bytes out. Pure: same input, same bytes. All text is given or comes from
// the catalogue; nothing here reads the store or the clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/error.h"
#include "base/time.h"
#include "model/finding.h"
#include "model/measurement.h"
#include "model/observation.h"
#include "model/verdict.h"

namespace attt::reports {

struct LegalBasis {
    std::string document;    // "Nghị định số 85/2016/NĐ-CP"
    std::string locator;     // "Điều 15"
    std::string confidence;  // id: source, secondary, unconfirmed, recommendation
    bool in_force = true;
    std::string replaced_by;  // text, when it has been replaced by the report's date
};

struct FindingItem {
    model::Finding finding;
    model::FindingState state = model::FindingState::open;
    std::string subject_name;
    std::string title, rationale, remediation;
    std::vector<LegalBasis> basis;
    // Evidence in words: fact sentence -> value
    std::vector<std::pair<std::string, std::string>> evidence;
    std::string requirement;
};

struct TargetItem {
    std::string number, title, value_text, lead;
    std::optional<base::Date> due;
    model::Measurement agency;    // of this agency
    model::Measurement province;  // of the whole population
    // Where the chart draws its line, in percent; none: the target is no share of its members.
    std::optional<base::Rational> threshold_percent = std::nullopt;
    std::vector<std::pair<base::Date, std::pair<std::int64_t, std::int64_t>>>
        trend;  // of this agency: numerator, denominator
};

struct UnknownItem {
    std::string subject_name;
    std::string rule_title;
    std::string reason;  // in words
};

struct SiteItem {
    std::string url;
    std::string name;
    int failing = 0, unknown = 0, passing = 0;
    std::string seen;  // when it was last looked at, in words; empty: never
};

struct AgencyReport {
    std::string agency_id, agency_name, issuing_office;
    base::Date as_of;
    base::Time made_at;
    std::string classification;  // set by an officer; empty: not set
    int websites = 0, systems = 0, computers = 0;
    std::vector<TargetItem> targets;
    std::vector<FindingItem> findings;        // open ones, gravest first
    std::vector<FindingItem> recently_fixed;  // closed since the evaluation before
    std::vector<UnknownItem> unknowns;
    std::vector<SiteItem> sites;
    // Open findings by severity at each past evaluation, oldest first: the trend.
    struct Trend {
        base::Date date;
        std::vector<int> by_severity;  // in the order of model::Severity
    };
    std::vector<Trend> trend;
    std::string rules_hash, rules_date, audit_head, program_version;
    std::vector<std::string> sources;  // sentences: inventory as of, last scan as of, authorisation
};

// One self-contained page: no outside resource, prints on A4, complete with JavaScript off. Errors: template.*.
base::Result<std::string> render_html(const AgencyReport& report, const base::Catalogue& texts,
                                      const std::string& template_directory);

}  // namespace attt::reports
