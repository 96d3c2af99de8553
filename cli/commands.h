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
int run_level_propose(const Session& session);
int run_level_import(const Session& session);
int run_level_questions(const Session& session);
int run_dossier_list(const Session& session);
int run_dossier_show(const Session& session);
int run_dossier_record(const Session& session);
int run_dossier_import(const Session& session);
int run_dossier_sheet(const Session& session);
int run_dossier_late(const Session& session);
int run_dossier_review(const Session& session);
int run_dossier_reconcile(const Session& session);
int run_controls_sheet(const Session& session);
int run_controls_import(const Session& session);
int run_controls_show(const Session& session);
int run_controls_gap(const Session& session);
int run_report_mau08(const Session& session);
int run_law(const Session& session);

}  // namespace attt::cli
