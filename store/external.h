// What other tools and contracted assessors reported, as it came: each file once for a source.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/external.h"
#include "store/store.h"

namespace attt::store {

struct ExternalReportRow {
    std::int64_t id = 0;
    std::string source, tool, version, format, file, file_sha256;
    std::optional<base::Time> started, ended;
    bool finished = true;
    std::string filter;
    std::string assessment;  // id of the record that it is evidence of; empty: none
    std::int64_t results = 0, left_out = 0;
    base::Time recorded;
    std::string actor;
};

// In one transaction with an audit event. `looks` carry no report number yet. Nothing is stored where this source has
// given the same file before: then the number of that report is returned, and `known` is true.
struct SavedReport {
    std::int64_t id = 0;
    bool known = false;
};
base::Result<SavedReport> save_external(Store& store, const ExternalReportRow& report,
                                        const std::vector<model::ExternalLook>& looks, base::Time at);

// Newest first.
base::Result<std::vector<ExternalReportRow>> external_reports(Store& store);

// Everything seen and recorded by `as_of`, by report. `matched`: only looks with a subject, or only those without.
base::Result<std::vector<model::ExternalLook>> external_looks(Store& store, base::Time as_of, bool matched);

// Looks of which the inventory now knows the subject: (report, ordinal among its looks) as external_looks numbers them.
struct MatchedLook {
    std::int64_t report = 0;
    std::string host;
    model::SubjectRef subject;
};
base::Result<int> match_external(Store& store, const std::vector<MatchedLook>& matched, base::Time at);

// The report becomes evidence of an assessment. Error: store.no_report (id).
base::Result<void> set_assessment(Store& store, std::int64_t report, const std::string& assessment, base::Time at);

}  // namespace attt::store
