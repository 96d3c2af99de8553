// Looking again at what was claimed to be repaired: only the sites and probes that those claims need.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "app/findings.h"
#include "app/scan.h"

namespace attt::app {

struct VerifyOutcome {
    std::string finding;
    model::FindingState state = model::FindingState::open;  // afterwards
    std::string unverified;  // why it could not be looked at (form of Verdict::reason); empty: it was
};

struct VerifyReport {
    std::vector<VerifyOutcome> outcomes;
    std::size_t sites = 0;               // that were visited again
    std::vector<std::string> by_import;  // findings that no scan can look at: they wait for the next import
};

// Of the rows: those that are open. `outside_hours`: as in ScanOptions. Errors: verify.nothing, those of scan.
base::Result<VerifyReport> verify(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                  const FindingTable& table, const std::string& outside_hours,
                                  const std::function<void(const ScanProgress&)>& progress, std::stop_token stop,
                                  std::vector<base::Error>& defects);

// The probes that a rule's facts come from; empty: all of them.
std::vector<std::string> probes_for(const rules::Rule& rule);

}  // namespace attt::app
