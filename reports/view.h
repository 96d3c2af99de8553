// The parts of a report as plain data for its template: everything worked out and in words, nothing left to decide
// there. Each member that a template may ask for is always set.
#pragma once

#include "base/catalogue.h"
#include "base/value.h"
#include "reports/agency_report.h"

namespace attt::reports {

// How far the sites of an agency were seen.
struct Seen {
    int total = 0;                              // sites of the inventory
    int answered = 0;                           // with at least one verdict that passes or fails
    int silent = 0;                             // looked at, nothing could be settled
    int never = 0;                              // never looked at
    int passing = 0, failing = 0, unknown = 0;  // verdicts of all sites
};
Seen seen_of(const AgencyReport& report);

base::Object page_view(const AgencyReport& report, const base::Catalogue& texts);

base::Object summary_view(const AgencyReport& report, const base::Catalogue& texts);
base::Array targets_view(const AgencyReport& report, const base::Catalogue& texts);
// Findings by severity, within it by rule: what is shared is said once.
base::Object findings_view(const AgencyReport& report, const base::Catalogue& texts);
base::Array fixed_view(const AgencyReport& report, const base::Catalogue& texts);
// Charts as coordinates, and the same numbers as tables.
base::Object trend_view(const AgencyReport& report, const base::Catalogue& texts);

}  // namespace attt::reports
