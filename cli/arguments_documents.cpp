#include "cli/arguments_documents.h"

#include "cli/document_arguments.h"
#include "cli/usage.h"

namespace attt::cli {
namespace {

CLI::App& document(CLI::App& parent, const char* name, std::string_view which, const CommandMaker& make) {
    CLI::App& app = make.command(parent, name, document_command);
    app.parse_complete_callback([&arguments = make.arguments, which] { arguments.kind = which; });
    return app;
}

void what_is_issued(CLI::App& app, const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    const WrittenDocumentArguments given(make.arguments);
    app.add_option("FILE", make.arguments.files, text("help.register_files"))->required();
    app.add_option("--number", given.number, text("help.register_number"))->required();
    app.add_option("--to", given.recipients, text("help.register_to"))->required()->allow_extra_args(false);
    app.add_option("--date", given.date, text("help.register_date"));
    app.add_option("--title", given.title, text("help.register_title"));
    app.add_option("--reason", make.arguments.reason, text("help.register_reason"));
    make.format(app);
}

}  // namespace

void add_register_commands(const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    const WrittenDocumentArguments given(make.arguments);
    CLI::App& entries = make.family("register");
    what_is_issued(document(entries, "issue", register_issue, make), make);

    CLI::App& list = document(entries, "list", register_list, make);
    list.add_option("--to", given.recipients, text("help.register_list_to"))->expected(1);
    list.add_option("--year", make.arguments.year, text("help.register_year"));
    list.add_option("--state", make.arguments.state, text("help.register_state"))
        ->check(one_of({"open", "issued", "sent", "received", "replied", "superseded"}));
    list.add_option("--csv", make.arguments.finding.csv, text("help.register_csv"))->option_text("FILE");
    list.add_option("--xlsx", make.arguments.finding.xlsx, text("help.register_xlsx"))->option_text("FILE");
    make.format(list);

    CLI::App& show = document(entries, "show", register_show, make);
    show.add_option("NUMBER", make.arguments.id, text("help.register_entry"))->required();
    show.add_option("--out", make.arguments.out, text("help.register_out"))->option_text("DIR");
    make.format(show);

    for (const char* action : {"sent", "received", "replied"}) {
        CLI::App& app = document(entries, action, register_record, make);
        app.add_option("NUMBER", make.arguments.id, text("help.register_entry"))->required();
        app.add_option("--to", given.recipients, text("help.register_of"))->allow_extra_args(false);
        app.add_option("--on", given.date, text("help.register_on"));
        app.add_option("--document", given.document, text("help.register_document"));
        app.add_option("--note", given.note, text("help.register_note"));
        app.parse_complete_callback([&arguments = make.arguments, action] {
            arguments.kind = register_record;
            WrittenDocumentArguments(arguments).action = action;
        });
        make.format(app);
    }

    CLI::App& supersede = document(entries, "supersede", register_issue, make);
    supersede.add_option("OLD", given.supersedes, text("help.register_old"))->required();
    what_is_issued(supersede, make);
}

void add_export_commands(CLI::App& root, const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    Arguments& arguments = make.arguments;
    CLI::App& app = document(root, "export", export_data, make);
    app.add_option("FORMAT", arguments.format, text("help.export_format"))
        ->required()
        ->check(one_of({"json", "csv", "oscal", "defectdojo", "xccdf", "prometheus", "ical"}));
    app.add_option("--agency", arguments.agency, text("help.agency"));
    app.add_option("--as-of", arguments.as_of, text("help.as_of"));
    app.add_option("--days", arguments.days, text("help.export_days"))->check(whole_number(1));
    app.add_option("--table", WrittenDocumentArguments(arguments).table, text("help.export_table"))
        ->check(one_of({"findings", "verdicts", "targets", "members", "agencies", "systems", "websites", "due"}));
    app.add_flag("--bom", WrittenDocumentArguments(arguments).bom, text("help.export_bom"));
    app.add_option("--out", arguments.out, text("help.export_out"))->option_text("FILE");
}

void add_site_commands(const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    CLI::App& build = document(make.family("site"), "build", site_build, make);
    build.add_option("DIR", make.arguments.directory, text("help.site_dir"))->required();
    build.add_flag("--public", WrittenDocumentArguments(make.arguments).open_data, text("help.site_public"));
    build.add_option("--as-of", make.arguments.as_of, text("help.as_of"));
}

void add_verify_documents(CLI::App& report, const CommandMaker& make) {
    CLI::App& verify = document(report, "verify", report_verify, make);
    verify.add_option("DIR", make.arguments.directory, make.texts.text("help.report_verify_dir"))->required();
    make.format(verify);
}

}  // namespace attt::cli
