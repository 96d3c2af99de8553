// Reports to render: one worked through in both languages, one of an agency without findings, one of any size.
#pragma once

#include "base/catalogue.h"
#include "reports/agency_report.h"

namespace attt::tests {

// The program's own texts. Aborts when they cannot be read.
const base::Catalogue& texts_in(base::Language language);

reports::AgencyReport worked_report(base::Language language);
reports::AgencyReport report_without_findings();
// `findings` of `rules` rules over a hundred sites.
reports::AgencyReport large_report(int findings, int rules);

base::Date day(const char* iso);

}  // namespace attt::tests
