#include <CLI/CLI.hpp>

#include "cli/arguments.h"

namespace attt::cli {
namespace {

void level_commands(const CommandTree& tree, const base::Catalogue& texts, Arguments& arguments) {
    LevelArguments& own = arguments.levels;
    CLI::App& level = tree.family("level");
    CLI::App& propose = tree.command(level, "propose", Command::level_propose);
    propose.add_option("SYSTEM", arguments.id, texts.text("help.system_id"));
    propose.add_option("--answer", own.answers, texts.text("help.answer"))->allow_extra_args(false);
    propose.add_option("--regime", own.regime, texts.text("help.regime"));
    propose.add_option("--as-of", arguments.as_of, texts.text("help.as_of"));
    propose.add_option("--out", arguments.out, texts.text("help.sheet_out"));
    propose.add_flag("--save", own.save, texts.text("help.save"));
    propose.add_flag("--ask", own.ask, texts.text("help.ask"));
    tree.format(propose);

    CLI::App& import = tree.command(level, "import", Command::level_import);
    import.add_option("FILE", arguments.out, texts.text("help.sheet_file"))->required();
    import.add_flag("--strict", arguments.strict, texts.text("help.strict"));

    tree.format(tree.command(level, "questions", Command::level_questions));
}

void dossier_commands(const CommandTree& tree, const base::Catalogue& texts, Arguments& arguments) {
    LevelArguments& own = arguments.levels;
    CLI::App& dossier = tree.family("dossier");
    const auto dated = [&](const char* name, Command which) -> CLI::App& {
        CLI::App& app = tree.command(dossier, name, which);
        app.add_option("--as-of", arguments.as_of, texts.text("help.as_of"));
        tree.format(app);
        return app;
    };
    dated("list", Command::dossier_list).add_option("--agency", arguments.agency, texts.text("help.agency"));
    dated("show", Command::dossier_show).add_option("SYSTEM", arguments.id, texts.text("help.system_id"))->required();
    dated("late", Command::dossier_late).add_flag("--all", own.all, texts.text("help.late_all"));
    dated("review", Command::dossier_review).add_option("--agency", arguments.agency, texts.text("help.agency"));
    dated("reconcile", Command::dossier_reconcile)
        .add_option("FILE", arguments.out, texts.text("help.sheet_file"))
        ->required();

    CLI::App& record = tree.command(dossier, "record", Command::dossier_record);
    record.add_option("SYSTEM", arguments.id, texts.text("help.system_id"))->required();
    record.add_option("EVENT", own.event, texts.text("help.event"))->required();
    record.add_option("--date", own.date, texts.text("help.event_date"));
    record.add_option("--number", own.number, texts.text("help.event_number"));
    record.add_option("--by", own.body, texts.text("help.event_body"));
    record.add_option("--role", own.role, texts.text("help.event_role"));
    record.add_option("--level", own.level, texts.text("help.event_level"));
    record.add_option("--regime", own.regime, texts.text("help.regime"));
    record.add_option("--extent", own.extent, texts.text("help.event_extent"));
    record.add_option("--criterion", own.criteria, texts.text("help.event_criterion"))->allow_extra_args(false);
    record.add_option("--part", own.parts, texts.text("help.event_file"))->allow_extra_args(false);
    record.add_option("--note", own.note, texts.text("help.event_note"));
    record.add_option("--event", own.voids, texts.text("help.event_voids"));

    CLI::App& import = tree.command(dossier, "import", Command::dossier_import);
    import.add_option("FILE", arguments.out, texts.text("help.sheet_file"))->required();
    import.add_flag("--strict", arguments.strict, texts.text("help.strict"));
    tree.command(dossier, "sheet", Command::dossier_sheet)
        .add_option("--out", arguments.out, texts.text("help.sheet_out"))
        ->required();
}

void control_commands(const CommandTree& tree, const base::Catalogue& texts, Arguments& arguments) {
    LevelArguments& own = arguments.levels;
    CLI::App& controls = tree.family("controls");
    const auto dated = [&](const char* name, Command which) -> CLI::App& {
        CLI::App& app = tree.command(controls, name, which);
        app.add_option("--as-of", arguments.as_of, texts.text("help.as_of"));
        app.add_option("--regime", own.regime, texts.text("help.regime"));
        return app;
    };
    CLI::App& sheet = dated("sheet", Command::controls_sheet);
    sheet.add_option("SYSTEM", arguments.id, texts.text("help.system_id"));
    sheet.add_option("--out", arguments.out, texts.text("help.sheet_out"))->required();
    CLI::App& show = dated("show", Command::controls_show);
    show.add_option("SYSTEM", arguments.id, texts.text("help.system_id"))->required();
    tree.format(show);
    tree.format(dated("gap", Command::controls_gap));
    CLI::App& import = tree.command(controls, "import", Command::controls_import);
    import.add_option("FILE", arguments.out, texts.text("help.sheet_file"))->required();
    import.add_flag("--strict", arguments.strict, texts.text("help.strict"));
}

}  // namespace

void add_level_commands(const CommandTree& tree, const base::Catalogue& texts, Arguments& arguments) {
    level_commands(tree, texts, arguments);
    dossier_commands(tree, texts, arguments);
    control_commands(tree, texts, arguments);

    CLI::App& mau08 = tree.command(tree.report, "mau08", Command::report_mau08);
    mau08.add_option("--year", arguments.year, texts.text("help.report_year"));
    mau08.add_option("--out", arguments.out, texts.text("help.sheet_out"));
    mau08
        .add_option_function<std::string>(
            "--format",
            [&arguments](const std::string& format) {
                arguments.json = format == "json";
                if (format != "json" && format != "text") arguments.format = format;
            },
            texts.text("help.report_mau08_format"))
        ->option_text("text|json|html,docx,xlsx,pdf");

    CLI::App& law = tree.command(tree.root, "law", Command::law);
    law.add_option("ID", arguments.id, texts.text("help.law_id"));
    law.add_option("--as-of", arguments.as_of, texts.text("help.as_of"));
    tree.format(law);
}

}  // namespace attt::cli
