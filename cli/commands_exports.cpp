// export
#include "app/exports.h"
#include "cli/commands_documents.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

constexpr int default_days = 365;

std::optional<base::Error> misplaced(const DocumentArguments& given, reports::ExportFormat format) {
    if (format == reports::ExportFormat::csv || (given.table.empty() && !given.bom)) return std::nullopt;
    return base::Error{
        base::ErrorCode::bad_usage, "export.only_csv", {{"option", given.bom ? "--bom" : "--table"}}, {}};
}

}  // namespace

int run_export(const Session& session) {
    const Arguments& arguments = session.arguments;
    const DocumentArguments given(arguments);
    const auto format = reports::export_format_of(arguments.format).value_or(reports::ExportFormat::json);
    if (const auto wrong = misplaced(given, format)) return session.refuse(*wrong);
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of();
    if (!as_of) return session.refuse(as_of.error());
    std::vector<base::Error> defects;
    const int days = arguments.days > 0 ? arguments.days : default_days;
    auto snapshot = app::gather_snapshot(opened.workspace, *opened.store, opened.rules, session.texts,
                                         {arguments.agency, {*as_of, {}}, days}, defects);
    if (!snapshot) return session.refuse(snapshot.error(), defects);
    const app::ExportOptions options{format, reports::csv_table_of(given.table).value_or(reports::CsvTable::findings),
                                     given.bom};
    if (arguments.out.empty() || arguments.out == "-") {
        print(app::rendered(*snapshot, options, session.texts));
        return ExitCode::done;
    }
    auto path = app::write_export(opened.workspace, *opened.store, *snapshot, options, arguments.out, session.texts,
                                  base::now());
    if (!path) return session.refuse(path.error());
    print_line(session.texts.text("export.written", {{"path", path->string()}}));
    return ExitCode::done;
}

}  // namespace attt::cli
