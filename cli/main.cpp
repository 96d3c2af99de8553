// attt: arguments to a use case, results to a terminal.
#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/commands_documents.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

std::string system_user() {
    const passwd* entry = ::getpwuid(::getuid());
    return entry != nullptr ? entry->pw_name : std::to_string(::getuid());
}

int dispatch(const Session& session) {
    if (const auto code = run_document_command(session)) return *code;
    switch (session.arguments.command) {
        case Command::init: return run_init(session);
        case Command::import: return run_import(session);
        case Command::inventory: return run_inventory(session);
        case Command::template_: return run_template(session);
        case Command::privacy_show: return run_privacy_show(session);
        case Command::privacy_export: return run_privacy_export(session);
        case Command::privacy_erase: return run_privacy_erase(session);
        case Command::scan: return run_scan(session);
        case Command::evaluate: return run_evaluate(session);
        case Command::probe: return run_probe(session);
        case Command::targets: return run_targets(session);
        case Command::targets_explain: return run_targets_explain(session);
        case Command::plan_report: return run_plan_report(session);
        case Command::plan_record: return run_plan_record(session);
        case Command::plan_request: return run_plan_request(session);
        case Command::plan_merge: return run_plan_merge(session);
        case Command::records_import: return run_records_import(session);
        case Command::records_list: return run_records_list(session);
        case Command::records_history: return run_records_history(session);
        case Command::records_void: return run_records_void(session);
        case Command::records_check: return run_records_check(session);
        case Command::records_summary: return run_records_summary(session);
        case Command::records_template: return run_records_template(session);
        case Command::calendar: return run_calendar(session);
        case Command::findings_list: return run_findings_list(session);
        case Command::findings_show:
        case Command::findings_log: return run_findings_show(session);
        case Command::findings_escalations: return run_findings_escalations(session);
        case Command::findings_step: return run_findings_step(session);
        case Command::findings_export: return run_findings_export(session);
        case Command::findings_apply: return run_findings_apply(session);
        case Command::findings_verify: return run_findings_verify(session);
        case Command::findings_retest: return run_findings_retest(session);
        case Command::drill_plan: return run_drill_plan(session);
        case Command::drill_list: return run_drill_list(session);
        case Command::drill_readiness: return run_drill_readiness(session);
        case Command::drill_held: return run_drill_held(session);
        case Command::drill_import: return run_drill_import(session);
        case Command::roles_set: return run_roles_set(session);
        case Command::roles_list: return run_roles_list(session);
        case Command::waiting_list: return run_waiting_list(session);
        case Command::waiting_export: return run_waiting_export(session);
        case Command::waiting_apply: return run_waiting_apply(session);
        case Command::changes: return run_changes(session);
        case Command::report_agency: return run_report_agency(session);
        case Command::rules_check: return run_rules_check(session);
        case Command::rules_test: return run_rules_test(session);
        case Command::rules_list: return run_rules_list(session);
        case Command::rules_show: return run_rules_show(session);
        case Command::rules_explain: return run_rules_explain(session);
        case Command::db_check: return run_db_check(session);
        case Command::db_backup: return run_db_backup(session);
        case Command::runs_list: return run_runs_list(session);
        case Command::runs_accept: return run_runs_accept(session);
        case Command::diff: return run_diff(session);
        case Command::rescore: return run_rescore(session);
        case Command::level_propose: return run_level_propose(session);
        case Command::level_import: return run_level_import(session);
        case Command::level_questions: return run_level_questions(session);
        case Command::dossier_list: return run_dossier_list(session);
        case Command::dossier_show: return run_dossier_show(session);
        case Command::dossier_record: return run_dossier_record(session);
        case Command::dossier_import: return run_dossier_import(session);
        case Command::dossier_sheet: return run_dossier_sheet(session);
        case Command::dossier_late: return run_dossier_late(session);
        case Command::dossier_review: return run_dossier_review(session);
        case Command::dossier_reconcile: return run_dossier_reconcile(session);
        case Command::controls_sheet: return run_controls_sheet(session);
        case Command::controls_import: return run_controls_import(session);
        case Command::controls_show: return run_controls_show(session);
        case Command::controls_gap: return run_controls_gap(session);
        case Command::report_mau08: return run_report_mau08(session);
        case Command::law: return run_law(session);
        case Command::import_ksc: return run_import_ksc(session);
        case Command::import_map: return run_import_map(session);
        case Command::report_avreport: return run_report_avreport(session);
        case Command::computers_match: return run_computers_match(session);
        case Command::computers_link:
        case Command::computers_split: return run_computers_pin(session);
        case Command::coverage: return run_coverage(session);
        case Command::external_import: return run_external_import(session);
        case Command::external_list: return run_external_list(session);
        case Command::external_unmatched: return run_external_unmatched(session);
        case Command::inbox: return run_inbox(session);
        case Command::office_run: return run_office_cycle(session);
        case Command::schedule: return run_schedule(session);
        case Command::week: return run_week(session);
        case Command::mail_digest: return run_mail_digest(session);
        case Command::mail_send: return run_mail_send(session);
        case Command::mail_list: return run_mail_list(session);
        case Command::mail_settle: return run_mail_settle(session);
        case Command::tls_profile: return run_tls_profile(session);
        case Command::tls_clients: return run_tls_clients(session);
        case Command::none: break;
    }
    return ExitCode::bad_input;
}

int run(int argc, const char* const* argv) {
    auto texts = base::Catalogue::load(base::data_directory() / "messages", language_of(argc, argv));
    if (!texts) {
        // without the catalogue there are no words; the technical form is all there is
        print_error("attt: " + base::debug_string(texts.error()));
        return ExitCode::not_finished;
    }
    Session session{{}, std::move(*texts), {}};
    Parsed parsed = parse_arguments(argc, argv, session.texts);
    if (parsed.help) {
        print(*parsed.help);
        return ExitCode::done;
    }
    if (parsed.problem) return session.refuse(*parsed.problem);
    session.arguments = std::move(parsed.arguments);
    session.actor.system_user = system_user();
    session.actor.name = session.arguments.actor.empty() ? session.actor.system_user : session.arguments.actor;
    return dispatch(session);
}

}  // namespace
}  // namespace attt::cli

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const int code = attt::cli::run(argc, argv);
        return std::fflush(stdout) == 0 ? code : attt::cli::ExitCode::not_finished;
    } catch (const std::exception& error) {
        // a bug, or memory at its end: one line, never a trace
        std::fprintf(stderr, "attt: internal error: %s\n", error.what());
        return attt::cli::ExitCode::not_finished;
    }
}
