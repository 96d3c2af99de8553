// What the documents of an agency say beside its report: dates to repair by, servers that answer, certificates that
// end.
#pragma once

#include <map>

#include "reports/agency_report.h"

namespace attt::reports {

// When a certificate that was seen ends.
struct CertificateEnd {
    std::string agency, site;
    base::Date last;  // day
};

struct AgencyLetter : AgencyReport {
    std::map<std::string, base::Date> due;      // of open findings, by id
    std::map<std::string, std::string> server;  // what answers at a website, by its id ("nginx/1.18"), where it says
    std::vector<CertificateEnd> certificates;   // by day
};

// The agency's page: render_html with the calendar of certificates.
base::Result<std::string> render_html(const AgencyLetter& report, const base::Catalogue& texts,
                                      const std::string& template_directory);

}  // namespace attt::reports
