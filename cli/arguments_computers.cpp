#include "cli/arguments_computers.h"

#include "cli/usage.h"

namespace attt::cli {
namespace {

// What every way of taking a source in shares.
void source_options(CLI::App& app, const CommandMaker& make) {
    Arguments& arguments = make.arguments;
    app.add_option("--source", arguments.source, make.texts.text("help.source"))->option_text("NAME");
    app.add_option("--agency", arguments.agency, make.texts.text("help.source_agency"))->option_text("ID");
    app.add_flag("--partial", arguments.partial, make.texts.text("help.partial"));
    app.add_flag("--complete", arguments.complete, make.texts.text("help.complete"))->excludes("--partial");
}

void add_ksc(CLI::App& import, const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    KscArguments& given = make.arguments.ksc;
    CLI::App& ksc = make.command(import, "ksc", Command::import_ksc);
    CLI::Option* url = ksc.add_option("--url", given.url, text("help.ksc_url"))->option_text("URL");
    CLI::Option* certificate =
        ksc.add_option("--certificate", given.certificate, text("help.ksc_certificate"))->option_text("FILE");
    url->needs(certificate);
    certificate->needs(url);
    ksc.add_option("--credentials", given.credentials, text("help.ksc_credentials"))->needs(url)->option_text("FILE");
    ksc.add_option("--record", given.record, text("help.ksc_record"))->needs(url)->option_text("DIR");
    ksc.add_option("--replay", given.replay, text("help.ksc_replay"))->excludes(url)->option_text("DIR");
    ksc.add_option("--timeout", given.timeout, text("help.ksc_timeout"))
        ->check(whole_number(1, 24 * 3600))
        ->option_text("SECONDS");
    ksc.add_flag("--dry-run", make.arguments.dry_run, text("help.ksc_dry_run"));
    source_options(ksc, make);
    make.format(ksc);
}

void add_map(CLI::App& import, const CommandMaker& make) {
    CLI::App& map = make.command(import, "map", Command::import_map);
    map.add_option("FILE", make.arguments.files, make.texts.text("help.map_file"))->required()->expected(1);
    map.add_option("--save", make.arguments.id, make.texts.text("help.map_save"))->option_text("NAME");
    make.format(map);
}

}  // namespace

void add_import_commands(CLI::App& root, const CommandMaker& make, const std::vector<std::string>& list_kinds) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    Arguments& arguments = make.arguments;
    CLI::App& import = make.command(root, "import", Command::import);
    import.require_subcommand(0, 1);
    import.add_option("FILE", arguments.files, text("help.import_file"));
    std::vector<std::string> kinds = list_kinds;
    kinds.emplace_back("console");
    import.add_option("--as", arguments.kind, text("help.import_as"))->check(one_of(kinds));
    import.add_flag("--strict", arguments.strict, text("help.strict"));
    import.add_flag("--dry-run", arguments.dry_run, text("help.dry_run"));
    import.add_flag("--retire-missing", arguments.retire_missing, text("help.retire_missing"));
    source_options(import, make);
    import.add_option("--profile", arguments.profile, text("help.import_profile"))->option_text("NAME");
    import.add_option("--as-of", arguments.as_of, text("help.source_as_of"));
    make.format(import);
    add_ksc(import, make);
    add_map(import, make);
    // after those of its commands: one of them, or files
    import.final_callback([&import, &arguments] {
        if (!import.get_subcommands().empty()) return;
        if (arguments.files.empty()) throw CLI::RequiredError("FILE");
        arguments.command = Command::import;
    });
}

void add_computer_commands(CLI::App& root, CLI::App& report, const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    Arguments& arguments = make.arguments;
    CLI::App& computers = make.family("computers");
    CLI::App& match = make.command(computers, "match", Command::computers_match);
    match.add_option("--agency", arguments.agency, text("help.agency"));
    make.format(match);
    for (const auto& [name, which] :
         {std::pair("link", Command::computers_link), std::pair("split", Command::computers_split)}) {
        CLI::App& pin = make.command(computers, name, which);
        pin.add_option("COMPUTER", arguments.id, text("help.computer_id"))->required();
        pin.add_option("SOURCE", arguments.source, text("help.source_name"))->required();
        pin.add_option("RECORD", arguments.record, text("help.source_record"))->required();
        pin.add_option("--reason", arguments.reason, text("help.pin_reason"))->required();
    }
    CLI::App& coverage = make.command(root, "coverage", Command::coverage);
    coverage.add_option("--agency", arguments.agency, text("help.agency"));
    coverage.add_option("--explain", arguments.explain, text("help.explain"))->option_text("COMPUTER");
    make.format(coverage);
    CLI::App& avreport = make.command(report, "avreport", Command::report_avreport);
    avreport.add_option("--out", arguments.out, text("help.avreport_out"))->required();
    avreport.add_option("--product", arguments.text, text("help.avreport_product"))->option_text("NAME");
    avreport.add_option("--agency", arguments.agency, text("help.agency"));
}

}  // namespace attt::cli
