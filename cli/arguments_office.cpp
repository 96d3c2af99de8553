#include "cli/arguments_office.h"
#include "cli/usage.h"

namespace attt::cli {

void add_external_commands(CLI::App& findings, const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    Arguments& arguments = make.arguments;
    CLI::App& import = make.command(findings, "import", Command::external_import);
    import.add_option("FILE", arguments.files, text("help.external_file"))->required();
    import.add_option("--source", arguments.source, text("help.external_source"))->option_text("NAME");
    import.add_option("--table", arguments.office.table, text("help.external_table"))->option_text("ID");
    import.add_option("--assessment", arguments.office.assessment, text("help.external_assessment"))->option_text("ID");
    import.add_option("--as-of", arguments.as_of, text("help.external_as_of"))->option_text("DATE");
    import.add_flag("--complete", arguments.complete, text("help.external_complete"));
    import.add_flag("--dry-run", arguments.dry_run, text("help.finding_dry_run"));
    make.command(findings, "sources", Command::external_list);
    make.command(findings, "unmatched", Command::external_unmatched);
}

void add_office_commands(CLI::App& root, const CommandMaker& make) {
    const auto text = [&](const char* id) { return make.texts.text(id); };
    OfficeArguments& given = make.arguments.office;
    const auto folder = [&](CLI::App& app) {
        app.add_option("--folder", given.folder, text("help.office_folder"))->option_text("DIR");
    };
    const auto eml = [&](CLI::App& app) {
        app.add_flag("--dry-run", make.arguments.dry_run, text("help.mail_dry_run"));
        app.add_option("--out", given.eml, text("help.mail_out"))->option_text("DIR");
    };

    CLI::App& inbox = make.command(root, "inbox", Command::inbox);
    inbox.add_flag("--once", given.once, text("help.inbox_once"));
    folder(inbox);
    make.format(inbox);

    CLI::App& run = make.command(root, "run", Command::office_run);
    run.add_option("CYCLE", given.cycle, text("help.run_cycle"))
        ->required()
        ->check(one_of({"daily", "weekly", "monthly", "resume", "list"}));
    folder(run);
    eml(run);
    make.format(run);

    CLI::App& schedule = make.command(root, "schedule", Command::schedule);
    schedule.add_flag("--install", given.install, text("help.schedule_install"));
    schedule.add_flag("--remove", given.remove, text("help.schedule_remove"))->excludes("--install");
    schedule.add_option("--dir", given.units, text("help.schedule_dir"))->option_text("DIR");
    schedule.add_option("--user", given.user, text("help.schedule_user"))->option_text("NAME");
    folder(schedule);

    CLI::App& week = make.command(root, "week", Command::week);
    week.add_option("--html", given.html, text("help.week_html"))->option_text("FILE");
    make.format(week);

    CLI::App& mail = make.family("mail");
    CLI::App& digest = make.command(mail, "digest", Command::mail_digest);
    digest.add_option("--cycle", given.cycle, text("help.mail_cycle"))->check(one_of({"daily", "weekly", "monthly"}));
    eml(digest);
    CLI::App& send = make.command(mail, "send", Command::mail_send);
    eml(send);
    make.format(make.command(mail, "list", Command::mail_list));
    CLI::App& settle = make.command(mail, "settle", Command::mail_settle);
    settle.add_option("LETTER", make.arguments.run, text("help.mail_letter"))->required();
    settle.add_option("--as", given.settle, text("help.mail_as"))->required()->check(one_of({"sent", "again"}));
}

}  // namespace attt::cli
