#include "cli/arguments_findings.h"

#include "cli/usage.h"

namespace attt::cli {
namespace {

// --csv or --xlsx, one of them at least; the command says so where both are missing.
void file_to_write(CLI::App& app, FindingArguments& given, const std::string& csv, const std::string& xlsx) {
    app.add_option("--csv", given.csv, csv);
    app.add_option("--xlsx", given.xlsx, xlsx);
}

class FindingTree {
  public:
    FindingTree(CLI::App& findings, const CommandMaker& make)
        : findings_(findings), make_(make), given_(make.arguments.finding) {}

    void build() {
        filters();
        CLI::App& show = make_.command(findings_, "show", Command::findings_show);
        show.add_option("ID", make_.arguments.id, text("help.finding_id"))->required();
        CLI::App& log = make_.command(findings_, "log", Command::findings_log);
        log.add_option("ID", make_.arguments.id, text("help.finding_id"))->required();
        for (const auto& [name, which] :
             {std::pair("list", Command::findings_list), std::pair("escalations", Command::findings_escalations)}) {
            CLI::App& app = make_.command(findings_, name, which);
            app.add_option("ID", given_.ids, text("help.finding_ids"));
            app.add_option("--from", given_.ids_file, text("help.finding_from"));
        }
        steps();
        sheets();
        retest();
        verify(make_.command(findings_, "verify", Command::findings_verify));
    }

    // `attt verify` is the same for hands that are in a hurry.
    static void verify_options(CLI::App& app, const CommandMaker& make) {
        app.add_option("ID", make.arguments.finding.ids, make.texts.text("help.finding_ids"));
        app.add_option("--from", make.arguments.finding.ids_file, make.texts.text("help.finding_from"));
        app.add_option("--outside-hours", make.arguments.outside_hours, make.texts.text("help.outside_hours"));
    }

  private:
    std::string text(const char* id) const { return make_.texts.text(id); }

    void filters() {
        Arguments& arguments = make_.arguments;
        findings_.add_option("--agency", arguments.agency, text("help.agency"));
        findings_.add_option("--severity", arguments.severity, text("help.severity"))
            ->check(one_of({"critical", "high", "medium", "low", "info"}));
        findings_.add_option("--rule", arguments.rule, text("help.rule"));
        findings_.add_option("--state", arguments.state, text("help.state"))
            ->check(one_of({"new", "open", "in_repair", "claimed_fixed", "regressed", "accepted", "false_positive",
                            "verified_fixed", "not_applicable", "fixed", "closed", "work", "all"}));
        findings_.add_option("--assignee", given_.assignee, text("help.finding_assignee"));
        findings_.add_flag("--overdue", given_.overdue, text("help.finding_overdue"));
        findings_.add_option("--older-than", given_.older_than, text("help.finding_older_than"))
            ->check(whole_number(0));
        findings_.add_option("--as-of", arguments.as_of, text("help.as_of"));
        make_.format(findings_);
    }

    CLI::App& step(const std::string& name) {
        CLI::App& app = make_.command(findings_, name, Command::findings_step);
        app.add_option("ID", given_.ids, text("help.finding_ids"));
        app.add_option("--from", given_.ids_file, text("help.finding_from"));
        app.add_flag("--dry-run", given_.dry_run, text("help.finding_dry_run"));
        app.parse_complete_callback([&given = given_, name] { given.action = name; });
        return app;
    }

    void reason(CLI::App& app, bool required) {
        CLI::Option* option = app.add_option("--reason", given_.text, text("help.finding_reason"));
        if (required) option->required();
    }

    void steps() {
        step("assign").add_option("--to", given_.text, text("help.finding_to"))->required();
        CLI::App& due = step("due");
        due.add_option("--on", given_.date, text("help.finding_on"));
        reason(due, false);
        step("note").add_option("--text", given_.text, text("help.finding_text"))->required();
        reason(step("repair"), false);
        CLI::App& claim = step("claim");
        reason(claim, true);
        claim.add_option("--evidence", given_.evidence, text("help.finding_evidence"));
        reason(step("withdraw"), false);
        CLI::App& accept = step("accept");
        reason(accept, true);
        accept.add_option("--until", given_.date, text("help.finding_until"))->required();
        kind(accept);
        reason(step("approve"), false);
        reason(step("reject"), true);
        CLI::App& revoke = step("revoke");
        reason(revoke, true);
        kind(revoke);
        CLI::App& object = step("object");
        reason(object, true);
        object.add_option("--evidence", given_.evidence, text("help.finding_evidence"));
        CLI::App& answer = step("answer");
        reason(answer, true);
        answer.add_option("--with", given_.answer, text("help.finding_answer"))
            ->check(one_of({"upheld", "dismissed"}))
            ->required();
        CLI::App& pause = step("pause");
        reason(pause, true);
        pause.add_option("--until", given_.date, text("help.finding_until"))->required();
        reason(step("resume"), false);
    }

    void verify(CLI::App& app) { verify_options(app, make_); }

    void sheets() {
        CLI::App& out = make_.command(findings_, "export", Command::findings_export);
        file_to_write(out, given_, text("help.finding_csv"), text("help.finding_xlsx"));
        out.add_option("ID", given_.ids, text("help.finding_ids"));
        out.add_option("--from", given_.ids_file, text("help.finding_from"));
        CLI::App& in = make_.command(findings_, "apply", Command::findings_apply);
        in.add_option("FILE", make_.arguments.list_file, text("help.finding_sheet"))->required();
        in.add_flag("--dry-run", given_.dry_run, text("help.finding_dry_run"));
        in.add_flag("--skip-conflicts", given_.skip_conflicts, text("help.finding_skip_conflicts"));
    }

    void retest() {
        CLI::App& app = make_.command(findings_, "retest", Command::findings_retest);
        app.add_option("ID", make_.arguments.id, text("help.finding_id"))->required();
        app.add_option("--outcome", given_.answer, text("help.finding_outcome"))
            ->check(one_of({"pass", "fail", "unknown"}))
            ->required();
        reason(app, true);
    }

    void kind(CLI::App& app) {
        app.add_option("--kind", given_.kind, text("help.finding_kind"))
            ->check(one_of({"risk", "false_positive", "extension"}));
    }

    CLI::App& findings_;
    const CommandMaker& make_;
    FindingArguments& given_;
};

}  // namespace

void add_finding_commands(CLI::App& findings, const CommandMaker& make) {
    FindingTree(findings, make).build();
}

void add_verify_command(CLI::App& root, const CommandMaker& make) {
    CLI::App& app = make.command(root, "verify", Command::findings_verify);
    FindingTree::verify_options(app, make);
    app.add_option("--agency", make.arguments.agency, make.texts.text("help.agency"));
    make.format(app);
}

void add_drill_commands(const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    FindingArguments& given = make.arguments.finding;
    CLI::App& drill = make.family("drill");
    CLI::App& plan = make.command(drill, "plan", Command::drill_plan);
    plan.add_option("--date", given.date, text("help.drill_date"))->required();
    plan.add_option("--scope", given.scope, text("help.drill_scope"))->delimiter(',')->required();
    plan.add_option("--id", make.arguments.id, text("help.drill_id"));
    make.format(make.command(drill, "list", Command::drill_list));
    CLI::App& readiness = make.command(drill, "readiness", Command::drill_readiness);
    readiness.add_option("ID", make.arguments.id, text("help.drill_id"));
    readiness.add_option("--agency", make.arguments.agency, text("help.agency"));
    readiness.add_option("--html", given.html, text("help.drill_html"));
    readiness.add_option("--pages", given.pages, text("help.drill_pages"));
    make.format(readiness);
    CLI::App& held = make.command(drill, "held", Command::drill_held);
    held.add_option("ID", make.arguments.id, text("help.drill_id"))->required();
    held.add_option("--on", given.date, text("help.drill_held_on"));
    held.add_option("--systems", given.systems, text("help.drill_systems"))->delimiter(',');
    held.add_option("--lead", given.lead, text("help.drill_lead"));
    held.add_option("--participants", given.participants, text("help.drill_participants"))->check(whole_number(0));
    held.add_option("--document", given.document, text("help.drill_document"));
    CLI::App& import = make.command(drill, "import", Command::drill_import);
    import.add_option("ID", make.arguments.id, text("help.drill_id"))->required();
    import.add_option("FILE", make.arguments.list_file, text("help.drill_file"))->required();
}

void add_role_commands(const CommandMaker& make) {
    CLI::App& roles = make.family("roles");
    CLI::App& set = make.command(roles, "set", Command::roles_set);
    set.add_option("POST", make.arguments.id, make.texts.text("help.role_post"))->required();
    set.add_option("--role", make.arguments.finding.kind, make.texts.text("help.role"))
        ->check(one_of({"officer", "agency", "auditor"}))
        ->required();
    set.add_option("--agency", make.arguments.agency, make.texts.text("help.role_agency"));
    make.format(make.command(roles, "list", Command::roles_list));
}

void add_waiting_commands(CLI::App& waiting, const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    FindingArguments& given = make.arguments.finding;
    waiting.add_option("--agency", make.arguments.agency, text("help.agency"));
    make.format(waiting);
    make.command(waiting, "list", Command::waiting_list);
    CLI::App& out = make.command(waiting, "export", Command::waiting_export);
    file_to_write(out, given, text("help.waiting_csv"), text("help.waiting_xlsx"));
    CLI::App& in = make.command(waiting, "apply", Command::waiting_apply);
    in.add_option("FILE", make.arguments.list_file, text("help.waiting_file"))->required();
    in.add_flag("--dry-run", given.dry_run, text("help.finding_dry_run"));
}

}  // namespace attt::cli
