// Read models of the documents that are gathered in one go. Used by app/documents.cpp.
#pragma once

#include "app/documents.h"
#include "reports/documents.h"

namespace attt::app {

// Error: level.no_system (id, nearest).
base::Result<reports::SystemReport> system_report(const ReportWorld& world, const std::string& id,
                                                  std::vector<base::Error>& defects);
// Error: plan.no_year.
base::Result<reports::ResultsReport> results_report(const ReportWorld& world, int year,
                                                    std::vector<base::Error>& defects);
// Mẫu 08.
base::Result<reports::FormReport> annual_form(const ReportWorld& world, int year, std::vector<base::Error>& defects);

}  // namespace attt::app
