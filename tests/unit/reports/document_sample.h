// Documents to render: of each kind, worked or with one text in every field.
#pragma once

#include <string>
#include <vector>

#include "reports/documents.h"
#include "tests/unit/reports/sample.h"

namespace attt::tests {

reports::Issuer worked_issuer();
reports::AgencyLetter as_letter(reports::AgencyReport report);
// With due dates, servers and certificates beside what worked_report has.
reports::AgencyLetter letter_report(base::Language language);
reports::ProvinceReport province_report(base::Language language);

// `text` in every field of every read model that holds one.
reports::Issuer issuer_of(const std::string& text);
reports::AgencyLetter agency_of(const std::string& text);
reports::ProvinceReport province_of(const std::string& text);
reports::SystemReport system_of(const std::string& text);
reports::ResultsReport results_of(const std::string& text);
reports::ReadinessPage readiness_of(const std::string& text);
reports::FormReport form_of(const std::string& text);

// One of each kind, all of whose fields hold `text`.
std::vector<reports::Document> documents_of(const std::string& text, base::Language language);

}  // namespace attt::tests
