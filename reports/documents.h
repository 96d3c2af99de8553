// Documents from read models: what each kind says and in which order. Pure: same model, same document.
#pragma once

#include "reports/agency_letter.h"
#include "reports/letter.h"
#include "reports/province_report.h"
#include "reports/readiness_page.h"
#include "reports/results_report.h"
#include "reports/system_report.h"

namespace attt::reports {

// The letter to an agency with its report and its findings behind it.
Document agency_document(const AgencyLetter& report, const Issuer& issuer, const Texts& texts);
// A slip of two pages for each thing to mend, for whoever looks after the server: gravest first.
Document clerk_document(const AgencyLetter& report, const Issuer& issuer, const Texts& texts);
// One page for the People's Committee first, then the whole.
Document province_document(const ProvinceReport& report, const Issuer& issuer, const Texts& texts);
Document drill_document(const ReadinessPage& page, const Provenance& provenance, const Issuer& issuer,
                        const Texts& texts);
Document system_document(const SystemReport& report, const Issuer& issuer, const Texts& texts);
// The annual results table of a plan, in the form of its Phụ lục I.
Document results_document(const ResultsReport& report, const Issuer& issuer, const Texts& texts);

// --- parts that several share ---

// What to do, as a rule's author writes it. `server`: what answers there ("nginx/1.18"); steps for other servers are
// left out. Empty: all of them.
Listing guidance_listing(std::string_view text, const std::string& server = "");
// The product that `server` names, of those that steps are written for ("nginx", "apache", "iis"); empty: none of them.
std::string server_family(std::string_view server);
Table findings_table(const AgencyLetter& report, const Texts& texts);
Table targets_table(const AgencyReport& report, const Texts& texts);
Table sites_table(const AgencyReport& report, const Texts& texts);
Table unknowns_table(const AgencyReport& report, const Texts& texts);
Chart severity_chart(const std::vector<AgencyReport::Trend>& trend, const Texts& texts);
// None where there are fewer than two points.
std::optional<Chart> target_chart(const TargetItem& target, const Texts& texts);
Chart certificate_chart(const std::vector<CertificateEnd>& ends, base::Date as_of, const Texts& texts);
Table certificate_table(const std::vector<CertificateEnd>& ends, base::Date as_of, const Texts& texts);
// "2 nghiêm trọng, 3 cao"
std::string severities_in_words(const std::vector<std::int64_t>& by_severity, const Texts& texts);

}  // namespace attt::reports
