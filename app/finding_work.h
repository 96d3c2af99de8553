// Work on findings: one step taken for a whole selection, all or nothing.
#pragma once

#include <string>
#include <vector>

#include "app/findings.h"
#include "remediation/steps.h"

namespace attt::app {

// "assign", "due", …: the names of the commands. Nothing for a word that is none.
std::optional<remediation::Action> action_of(std::string_view name);

struct StepReport {
    std::size_t done = 0;
    std::size_t unchanged = 0;         // already as asked for
    std::vector<base::Error> refused;  // one a finding; where there is any, nothing was stored
};

// Errors: role.read_only (actor), role.other_agency (actor, finding), role.not_allowed (actor), store errors.
base::Result<StepReport> take_step(store::Store& store, const FindingTable& table, const remediation::Request& request,
                                   std::string_view action, const store::Actor& actor, base::Time at, bool dry_run);

// Whether this post may do so: an auditor changes nothing, an agency speaks for its own findings only, one without a
// recorded role is an officer.
base::Result<void> allowed(store::Store& store, const store::Actor& actor, remediation::Action action,
                           const FindingRow& row);

// Whether this post may change what is not one agency's own: officers, and posts without a recorded role.
base::Result<void> officers_only(store::Store& store, const store::Actor& actor);

// The first id on each line of a text file, such as an exported table. Errors: those of files, finding.no_ids (file).
base::Result<std::vector<std::string>> ids_in_file(const std::string& file);

// A file that speaks for a claim or an objection, kept in the store by its hash: {"name", "sha256", "size"}.
base::Result<base::Value> keep_evidence(store::Store& store, const std::string& file);

}  // namespace attt::app
