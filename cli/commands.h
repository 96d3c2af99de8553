// One function for each command: arguments to a use case, results to the terminal. Each returns an exit code.
#pragma once

#include "cli/session.h"

namespace attt::cli {

int run_init(const Session& session);
int run_import(const Session& session);
int run_scan(const Session& session);
int run_evaluate(const Session& session);
int run_probe(const Session& session);
int run_targets(const Session& session);
int run_findings_list(const Session& session);
int run_findings_show(const Session& session);
int run_changes(const Session& session);
int run_report_agency(const Session& session);
int run_rules_check(const Session& session);
int run_rules_test(const Session& session);
int run_rules_list(const Session& session);
int run_rules_show(const Session& session);
int run_rules_explain(const Session& session);
int run_db_check(const Session& session);
int run_computers_match(const Session& session);
int run_computers_pin(const Session& session);
int run_coverage(const Session& session);

}  // namespace attt::cli
