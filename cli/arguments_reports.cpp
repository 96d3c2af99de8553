#include "cli/arguments_reports.h"

namespace attt::cli {
namespace {

// Which document it is stands in `kind`.
CLI::App& document(CLI::App& report, const char* kind, const CommandMaker& make) {
    CLI::App& app = make.command(report, kind, Command::report_agency);
    Arguments& arguments = make.arguments;
    app.parse_complete_callback([&arguments, kind] { arguments.kind = kind; });
    return app;
}

void document_options(CLI::App& app, const CommandMaker& make) {
    Arguments& arguments = make.arguments;
    const auto text = [&](const char* id) { return make.texts.text(id); };
    app.add_option("--format", arguments.format, text("help.report_formats"))
        ->option_text("html,docx,xlsx,pdf,json,csv");
    app.add_option("--as-of", arguments.as_of, text("help.as_of"));
    app.add_option("--out", arguments.out, text("help.report_out"))->option_text("DIR");
}

}  // namespace

void add_report_commands(CLI::App& report, const CommandMaker& make) {
    Arguments& arguments = make.arguments;
    const auto text = [&](const char* id) { return make.texts.text(id); };
    CLI::App& agency = document(report, "agency", make);
    agency.add_option("ID", arguments.id, text("help.agency_id"))->required();
    document_options(agency, make);

    CLI::App& clerk = document(report, "clerk", make);
    clerk.add_option("ID", arguments.id, text("help.clerk_id"))->required();
    document_options(clerk, make);

    document_options(document(report, "province", make), make);

    CLI::App& drill = document(report, "drill", make);
    drill.add_option("ID", arguments.id, text("help.report_drill_id"));
    document_options(drill, make);

    CLI::App& system = document(report, "system", make);
    system.add_option("ID", arguments.id, text("help.system_id"))->required();
    document_options(system, make);

    CLI::App& plan = document(report, "plan", make);
    plan.add_option("YEAR", arguments.year, text("help.report_plan_year"));
    document_options(plan, make);

    document_options(document(report, "all", make), make);
    document(report, "texts", make);
}

}  // namespace attt::cli
