#include "reports/agency_report.h"
#include "reports/mustache.h"
#include "reports/view.h"

namespace attt::reports {

base::Result<std::string> render_html(const AgencyReport& report, const base::Catalogue& texts,
                                      const std::string& template_directory) {
    return fill_template(template_directory, "agency.html.mustache", page_view(report, texts), texts);
}

}  // namespace attt::reports
