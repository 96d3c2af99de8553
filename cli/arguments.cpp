#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <string_view>

#include "base/text.h"
#include "cli/arguments_computers.h"
#include "cli/arguments_documents.h"
#include "cli/arguments_office.h"
#include "cli/arguments_reports.h"
#include "cli/arguments_tls.h"
#include "cli/usage.h"

namespace attt::cli {
namespace {

// Builds the tree of commands. Every description is looked up as "help.<path>", so that --help speaks the user's
// language.
class Tree {
  public:
    Tree(CLI::App& root, const base::Catalogue& texts, Arguments& arguments)
        : root_(root), texts_(texts), arguments_(arguments) {}

    void build() {
        dress(root_);
        root_.description(texts_.text("help.attt"));
        root_.add_option("-C", arguments_.workspace, texts_.text("help.workspace"))->option_text("DIR");
        root_.add_option("--lang", language_, texts_.text("help.lang"))
            ->check(one_of({"vi", "en"}))
            ->option_text("vi|en");
        root_.add_option("--as", arguments_.actor, texts_.text("help.actor"))->option_text("POST");
        root_.set_version_flag("--version", ATTT_VERSION, texts_.text("help.version"));
        root_.require_subcommand(1);
        workspace_commands();
        scan_commands();
        result_commands();
        plan_commands();
        record_commands();
        rule_commands();
        add_level_commands({[this](const std::string& name) -> CLI::App& { return family(name); },
                            [this](CLI::App& parent, const std::string& name, Command which) -> CLI::App& {
                                return command(parent, name, which);
                            },
                            [this](CLI::App& app) { format_option(app); }, root_, *root_.get_subcommand("report")},
                           texts_, arguments_);
        add_computer_commands(root_, *root_.get_subcommand("report"), maker());
        add_verify_documents(*root_.get_subcommand("report"), maker());
        add_register_commands(maker());
        add_export_commands(root_, maker());
        add_site_commands(maker());
        add_tls_commands(maker());
    }

  private:
    void dress(CLI::App& app) {
        app.option_defaults()->group(texts_.text("help.group_options"));
        app.set_help_flag("-h,--help", texts_.text("help.help"))->group(texts_.text("help.group_options"));
        app.get_formatter()->column_width(34);
        for (const char* label : {"Usage", "REQUIRED", "TEXT", "UINT", "INT", "BOOLEAN", "SUBCOMMAND", "SUBCOMMANDS",
                                  "OPTIONS", "Excludes", "Needs"})
            app.get_formatter()->label(label, texts_.text_or("help.label_" + base::to_lower_ascii(label), label));
        app.get_formatter()->label("Positionals", texts_.text("help.group_positionals"));
    }

    CLI::App& command(CLI::App& parent, const std::string& name, Command which) {
        const std::string path = &parent == &root_ ? name : parent.get_name() + "_" + name;
        CLI::App& app = *parent.add_subcommand(name, texts_.text("help." + path));
        app.group(texts_.text("help.group_commands"));
        dress(app);
        app.fallthrough();
        app.final_callback([this, which] { arguments_.command = which; });
        return app;
    }

    CLI::App& family(const std::string& name) {
        CLI::App& app = *root_.add_subcommand(name, texts_.text("help." + name));
        app.group(texts_.text("help.group_commands"));
        dress(app);
        app.fallthrough();
        app.require_subcommand(1);
        return app;
    }

    void format_option(CLI::App& app, const std::vector<std::string>& formats = {"text", "json"}) {
        app.add_option_function<std::string>(
               "--format", [this](const std::string& format) { arguments_.json = format == "json"; },
               texts_.text("help.format"))
            ->check(one_of(formats));
    }

    CommandMaker maker() {
        return {[this](CLI::App& parent, const std::string& name, Command which) -> CLI::App& {
                    return command(parent, name, which);
                },
                [this](const std::string& name) -> CLI::App& { return family(name); },
                [this](CLI::App& app) { format_option(app); }, texts_, arguments_};
    }

    void as_of_options(CLI::App& app) {
        app.add_option("--as-of", arguments_.as_of, texts_.text("help.as_of"));
        app.add_option("--known-on", arguments_.known_on, texts_.text("help.known_on"));
    }

    void output_option(CLI::App& app, const std::vector<std::string>& formats) {
        app.add_option_function<std::string>(
               "--format",
               [this](const std::string& format) {
                   arguments_.format = format;
                   arguments_.json = format == "json";
               },
               texts_.text("help.format"))
            ->check(one_of(formats));
    }

    void plan_commands() {
        CLI::App& plan = family("plan");
        CLI::App& report = command(plan, "report", Command::plan_report);
        report.add_option("YEAR", arguments_.year, texts_.text("help.plan_year"))->required();
        as_of_options(report);
        format_option(report);

        CLI::App& record = command(plan, "record", Command::plan_record);
        auto& said = arguments_.plan_value;
        record.add_option("ID", arguments_.id, texts_.text("help.target_id"))->required();
        record.add_option("--value", said.value, texts_.text("help.said_value"));
        record.add_option("--numerator", said.numerator, texts_.text("help.said_numerator"));
        record.add_option("--denominator", said.denominator, texts_.text("help.said_denominator"));
        record.add_option("--date", said.date, texts_.text("help.said_date"))->required();
        record.add_option("--evidence", said.evidence, texts_.text("help.said_evidence"))->required();
        record.add_option("--by", said.by, texts_.text("help.said_by"))->required();
        record.add_option("--document", said.document, texts_.text("help.said_document"));
        record.add_option("--body", said.body, texts_.text("help.said_body"));
        format_option(record);

        CLI::App& request = command(plan, "request", Command::plan_request);
        request.add_option("YEAR", arguments_.year, texts_.text("help.plan_year"))->required();
        request.add_option("--out", arguments_.out, texts_.text("help.request_out"))->required();
        format_option(request);

        CLI::App& merge = command(plan, "merge", Command::plan_merge);
        merge.add_option("YEAR", arguments_.year, texts_.text("help.plan_year"))->required();
        merge.add_option("FILE", arguments_.files, texts_.text("help.merge_file"))->required();
        format_option(merge);
    }

    void record_commands() {
        CLI::App& records = family("records");
        CLI::App& import = command(records, "import", Command::records_import);
        import.add_option("FILE", arguments_.files, texts_.text("help.records_file"))->required();
        import.add_option("--kind", arguments_.record_kind, texts_.text("help.record_kind"));
        format_option(import);

        CLI::App& list = command(records, "list", Command::records_list);
        list.add_option("KIND", arguments_.record_kind, texts_.text("help.record_kind"))->required();
        list.add_option("--agency", arguments_.agency, texts_.text("help.agency"));
        as_of_options(list);
        format_option(list);

        CLI::App& history = command(records, "history", Command::records_history);
        history.add_option("KIND", arguments_.record_kind, texts_.text("help.record_kind"))->required();
        history.add_option("ID", arguments_.id, texts_.text("help.record_id"))->required();
        format_option(history);

        CLI::App& withdraw = command(records, "void", Command::records_void);
        withdraw.add_option("KIND", arguments_.record_kind, texts_.text("help.record_kind"))->required();
        withdraw.add_option("ID", arguments_.id, texts_.text("help.record_id"))->required();
        withdraw.add_option("--reason", arguments_.reason, texts_.text("help.void_reason"))->required();

        CLI::App& check = command(records, "check", Command::records_check);
        as_of_options(check);
        format_option(check);

        CLI::App& summary = command(records, "summary", Command::records_summary);
        summary.add_option("--year", arguments_.year, texts_.text("help.records_summary_year"));
        summary.add_option("--agency", arguments_.agency, texts_.text("help.agency"));
        as_of_options(summary);
        format_option(summary);

        CLI::App& form = command(records, "template", Command::records_template);
        form.add_option("FILE", arguments_.out, texts_.text("help.template_file"))->required();
        form.add_option("--kind", arguments_.record_kind, texts_.text("help.record_kind"));

        CLI::App& calendar = command(root_, "calendar", Command::calendar);
        calendar.add_option("--days", arguments_.days, texts_.text("help.calendar_days"));
        calendar.add_option("--agency", arguments_.agency, texts_.text("help.agency"));
        calendar.add_flag("--all", arguments_.levels.all, texts_.text("help.calendar_all"));
        as_of_options(calendar);
        format_option(calendar);
    }

    static std::vector<std::string> list_kinds() {
        return {"agencies", "systems", "websites", "computers", "officers"};
    }

    void personal_data_options(CLI::App& app) {
        app.add_option("--text", arguments_.text, texts_.text("help.privacy_text"));
        app.add_option("--id", arguments_.id, texts_.text("help.privacy_id"));
        app.add_option("--before", arguments_.before, texts_.text("help.privacy_before"));
    }

    void workspace_commands() {
        CLI::App& init = command(root_, "init", Command::init);
        init.add_option("DIR", arguments_.directory, texts_.text("help.init_dir"))->required();

        add_import_commands(root_, maker(), list_kinds());

        CLI::App& inventory = command(root_, "inventory", Command::inventory);
        inventory.add_option("KIND", arguments_.kind, texts_.text("help.inventory_kind"))->check(one_of(list_kinds()));
        inventory.add_option("ID", arguments_.id, texts_.text("help.inventory_id"));
        inventory.add_option("--agency", arguments_.agency, texts_.text("help.agency"));
        inventory.add_option("--text", arguments_.text, texts_.text("help.inventory_text"));
        inventory.add_option("--state", arguments_.state, texts_.text("help.inventory_state"))
            ->check(one_of({"active", "all"}));
        inventory.add_option("--as-of", arguments_.as_of, texts_.text("help.as_of"));
        format_option(inventory);

        CLI::App& list_template = command(root_, "template", Command::template_);
        list_template.add_option("KIND", arguments_.kind, texts_.text("help.inventory_kind"))
            ->required()
            ->check(one_of(list_kinds()));
        list_template.add_option("--xlsx", arguments_.out, texts_.text("help.template_xlsx"))->required();

        CLI::App& privacy = family("privacy");
        command(privacy, "show", Command::privacy_show);
        CLI::App& exported = command(privacy, "export", Command::privacy_export);
        personal_data_options(exported);
        exported.add_option("--out", arguments_.out, texts_.text("help.privacy_out"));
        CLI::App& erase = command(privacy, "erase", Command::privacy_erase);
        personal_data_options(erase);
        erase.add_flag("--overdue", arguments_.overdue, texts_.text("help.privacy_overdue"));
        erase.add_flag("--dry-run", arguments_.dry_run, texts_.text("help.privacy_dry_run"));

        CLI::App& db = family("db");
        CLI::App& check = command(db, "check", Command::db_check);
        check.add_option("--head", arguments_.head, texts_.text("help.head"));
        format_option(check);
        CLI::App& backup = command(db, "backup", Command::db_backup);
        backup.add_option("FILE", arguments_.backup_file, texts_.text("help.backup_file"))->required();
        format_option(backup);
    }

    void scan_commands() {
        CLI::App& scan = command(root_, "scan", Command::scan);
        scan.add_option("--agency", arguments_.agency, texts_.text("help.agency"));
        scan.add_option("--site", arguments_.site, texts_.text("help.only_site"));
        scan.add_option("--only", arguments_.probes, texts_.text("help.only"))->delimiter(',');
        scan.add_option("--seed", arguments_.seed, texts_.text("help.seed"));
        scan.add_option("--outside-hours", arguments_.outside_hours, texts_.text("help.outside_hours"));
        scan.add_flag("--exposure", arguments_.exposure, texts_.text("help.exposure"));
        scan.add_flag("--intrusive", arguments_.intrusive, texts_.text("help.intrusive"));
        scan.add_flag("--revocation", arguments_.revocation, texts_.text("help.scan_revocation"));
        scan.add_flag("--notice", arguments_.notice, texts_.text("help.notice"));
        format_option(scan);
        run_commands();

        CLI::App& evaluate = command(root_, "evaluate", Command::evaluate);
        format_option(evaluate);

        CLI::App& probe = command(root_, "probe", Command::probe);
        probe.add_option("URL", arguments_.url, texts_.text("help.probe_url"));
        probe.add_flag("--json", arguments_.json, texts_.text("help.json"));
        probe.add_option("--connect", arguments_.connect, texts_.text("help.connect"));
        probe.add_option("--ca", arguments_.anchors, texts_.text("help.ca"));
        probe.add_option("--depth", arguments_.depth, texts_.text("help.depth"))->check(one_of({"core", "full"}));
        probe.add_option("--only", arguments_.probes, texts_.text("help.only"))->delimiter(',');
        probe.add_option("--file", arguments_.list_file, texts_.text("help.probe_list"));
        probe.add_option("--out", arguments_.probe_out, texts_.text("help.probe_out"));
        probe.add_flag("--resume", arguments_.resume, texts_.text("help.probe_resume"));
        probe.add_option("--authorisation", arguments_.authorisation, texts_.text("help.authorisation"));
        probe.add_option("--host-map", arguments_.host_map, texts_.text("help.host_map"));
        probe.add_flag("--exposure", arguments_.exposure, texts_.text("help.exposure"));
        probe.add_flag("--intrusive", arguments_.intrusive, texts_.text("help.intrusive"));
        probe.add_flag("--revocation", arguments_.revocation, texts_.text("help.revocation"));
        probe.add_option("--ct-logs", arguments_.ct_logs, texts_.text("help.ct_logs"));
        format_option(probe);
    }

    void run_commands() {
        CLI::App& runs = *root_.add_subcommand("runs", texts_.text("help.runs"));
        runs.group(texts_.text("help.group_commands"));
        dress(runs);
        runs.fallthrough();
        runs.require_subcommand(0, 1);
        format_option(runs);
        runs.final_callback([this] {
            if (arguments_.command == Command::none) arguments_.command = Command::runs_list;
        });
        command(runs, "list", Command::runs_list);
        CLI::App& accept = command(runs, "accept", Command::runs_accept);
        accept.add_option("RUN", arguments_.run, texts_.text("help.run_number"))->required();
        accept.add_option("--reason", arguments_.reason, texts_.text("help.accept_reason"))->required();

        CLI::App& diff = command(root_, "diff", Command::diff);
        diff.add_option("RUN1", arguments_.run, texts_.text("help.run_number"))->required();
        diff.add_option("RUN2", arguments_.other_run, texts_.text("help.run_number"))->required();
        format_option(diff);

        CLI::App& rescore = command(root_, "rescore", Command::rescore);
        rescore.add_option("--rules", arguments_.rules, texts_.text("help.rescore_rules"));
        rescore.add_option("--as-of", arguments_.as_of, texts_.text("help.as_of"));
        format_option(rescore);
    }

    void result_commands() {
        CLI::App& targets = *root_.add_subcommand("targets", texts_.text("help.targets"));
        targets.group(texts_.text("help.group_commands"));
        dress(targets);
        targets.fallthrough();
        targets.require_subcommand(0, 1);
        as_of_options(targets);
        targets.add_option("--agency", arguments_.agency, texts_.text("help.agency"));
        targets.add_option("--year", arguments_.year, texts_.text("help.year"));
        targets.add_option("--members", arguments_.members, texts_.text("help.members"));
        output_option(targets, {"text", "json", "csv", "xlsx"});
        targets.final_callback([this] {
            if (arguments_.command == Command::none) arguments_.command = Command::targets;
        });
        CLI::App& explain = command(targets, "explain", Command::targets_explain);
        explain.add_option("ID", arguments_.id, texts_.text("help.target_id"))->required();
        explain.add_option("--out", arguments_.out, texts_.text("help.explain_out"));

        CLI::App& waiting = *root_.add_subcommand("waiting", texts_.text("help.waiting"));
        waiting.group(texts_.text("help.group_commands"));
        dress(waiting);
        waiting.fallthrough();
        waiting.require_subcommand(0, 1);
        add_waiting_commands(waiting, maker());
        waiting.final_callback([this] {
            if (arguments_.command == Command::none) arguments_.command = Command::waiting_list;
        });
        CLI::App& findings = *root_.add_subcommand("findings", texts_.text("help.findings"));
        findings.group(texts_.text("help.group_commands"));
        dress(findings);
        findings.fallthrough();
        findings.require_subcommand(0, 1);
        add_finding_commands(findings, maker());
        add_external_commands(findings, maker());
        findings.final_callback([this] {
            if (arguments_.command == Command::none) arguments_.command = Command::findings_list;
        });
        add_verify_command(root_, maker());
        add_drill_commands(maker());
        add_role_commands(maker());
        add_office_commands(root_, maker());

        CLI::App& changes = command(root_, "changes", Command::changes);
        format_option(changes);

        add_report_commands(family("report"), maker());
    }

    void rule_commands() {
        CLI::App& rules = family("rules");
        command(rules, "check", Command::rules_check);
        command(rules, "test", Command::rules_test);
        format_option(command(rules, "list", Command::rules_list));
        CLI::App& show = command(rules, "show", Command::rules_show);
        show.add_option("RULE", arguments_.id, texts_.text("help.rule_id"))->required();
        CLI::App& explain = command(rules, "explain", Command::rules_explain);
        explain.add_option("RULE", arguments_.id, texts_.text("help.rule_id"))->required();
        explain.add_option("SUBJECT", arguments_.subject, texts_.text("help.subject_id"))->required();
        explain.add_option("--as-of", arguments_.as_of, texts_.text("help.as_of"));
    }

    CLI::App& root_;
    const base::Catalogue& texts_;
    Arguments& arguments_;
    std::string language_;
    std::string format_;
};

}  // namespace

base::Language language_of(int argc, const char* const* argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--lang=en" || (argument == "--lang" && i + 1 < argc && std::string_view(argv[i + 1]) == "en"))
            return base::Language::en;
    }
    return base::Language::vi;
}

Parsed parse_arguments(int argc, const char* const* argv, const base::Catalogue& texts) {
    Parsed out;
    CLI::App root;
    root.name("attt");
    Tree tree(root, texts, out.arguments);  // its callbacks run during parse()
    tree.build();
    try {
        root.parse(argc, argv);
    } catch (const CLI::CallForVersion& version) {
        out.help = std::string("attt ") + version.what() + "\n";
    } catch (const CLI::Success&) {
        out.help = root.help();  // of the command that was reached, under its whole name
    } catch (const CLI::ParseError& error) {
        out.problem = usage_error(error, root, {argv + 1, argv + argc});
    }
    return out;
}

}  // namespace attt::cli
