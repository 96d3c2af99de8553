// The report of one agency: its read model from what the reports of a date share.
#pragma once

#include "app/report_world.h"
#include "reports/agency_letter.h"

namespace attt::app {

// Errors: agency.not_found, store errors.
base::Result<reports::AgencyLetter> agency_report(const ReportWorld& world, const std::string& agency);

// Of some subjects: their sites, findings and what is unknown of them, without targets and trend.
reports::AgencyLetter subjects_report(const ReportWorld& world, const std::set<model::SubjectRef>& subjects);

}  // namespace attt::app
