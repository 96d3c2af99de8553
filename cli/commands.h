// One function for each command: arguments to a use case, results to the terminal. Each returns an exit code.
#pragma once

#include "cli/session.h"

namespace attt::cli {

int run_init(const Session& session);
int run_import(const Session& session);
int run_inventory(const Session& session);
int run_template(const Session& session);
int run_privacy_show(const Session& session);
int run_privacy_export(const Session& session);
int run_privacy_erase(const Session& session);
int run_scan(const Session& session);
int run_evaluate(const Session& session);
int run_probe(const Session& session);
int run_targets(const Session& session);
int run_targets_explain(const Session& session);
int run_plan_report(const Session& session);
int run_plan_record(const Session& session);
int run_plan_request(const Session& session);
int run_plan_merge(const Session& session);
int run_records_import(const Session& session);
int run_records_list(const Session& session);
int run_records_history(const Session& session);
int run_records_void(const Session& session);
int run_records_check(const Session& session);
int run_records_summary(const Session& session);
int run_records_template(const Session& session);
int run_calendar(const Session& session);
int run_findings_list(const Session& session);
int run_findings_show(const Session& session);  // and findings_log: the history alone
int run_findings_escalations(const Session& session);
int run_findings_step(const Session& session);
int run_roles_set(const Session& session);
int run_roles_list(const Session& session);
int run_changes(const Session& session);
int run_report_agency(const Session& session);
int run_rules_check(const Session& session);
int run_rules_test(const Session& session);
int run_rules_list(const Session& session);
int run_rules_show(const Session& session);
int run_rules_explain(const Session& session);
int run_db_check(const Session& session);
int run_db_backup(const Session& session);
int run_scan_notice(const Session& session);
int run_runs_list(const Session& session);
int run_runs_accept(const Session& session);
int run_diff(const Session& session);
int run_rescore(const Session& session);
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
int run_import_ksc(const Session& session);
int run_import_map(const Session& session);
int run_report_avreport(const Session& session);
int run_computers_match(const Session& session);
int run_computers_pin(const Session& session);
int run_coverage(const Session& session);

}  // namespace attt::cli
