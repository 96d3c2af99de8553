// The report of the province: its read model from what the reports of a date share.
#pragma once

#include "app/report_world.h"
#include "reports/province_report.h"

namespace attt::app {

// Errors: store errors; rule defects in `defects`.
base::Result<reports::ProvinceReport> province_report(const ReportWorld& world, std::vector<base::Error>& defects);

// The last day of the quarter before that of `day`.
base::Date quarter_before(base::Date day);

}  // namespace attt::app
