// report agency, clerk, province, drill, system, plan, all, texts
#include <array>

#include "app/documents.h"
#include "base/files.h"
#include "cli/commands.h"
#include "cli/scan_progress.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

app::DocumentKind kind_of(const Arguments& arguments) {
    using Kind = app::DocumentKind;
    if (arguments.command == Command::report_mau08) return Kind::annual;
    constexpr std::array<std::pair<std::string_view, Kind>, 6> kinds = {{{"agency", Kind::agency},
                                                                         {"clerk", Kind::clerk},
                                                                         {"province", Kind::province},
                                                                         {"drill", Kind::drill},
                                                                         {"system", Kind::system},
                                                                         {"plan", Kind::plan}}};
    for (const auto& [name, kind] : kinds) {
        if (arguments.kind == name) return kind;
    }
    return Kind::agency;
}

base::Result<app::DocumentRequest> request_of(const Session& session) {
    const Arguments& arguments = session.arguments;
    app::DocumentRequest out;
    out.kind = kind_of(arguments);
    out.id = arguments.id;
    out.year = arguments.year;
    out.out = arguments.out;
    auto formats = app::read_formats(arguments.format.empty() ? "html" : arguments.format);
    if (!formats) return tl::unexpected(formats.error());
    out.formats = std::move(*formats);
    auto date = session.as_of();
    if (!date) return tl::unexpected(date.error());
    out.as_of = *date;
    return out;
}

int write_one(const Session& session) {
    auto request = request_of(session);
    if (!request) return session.refuse(request.error());
    Opened opened = open(session);
    if (!opened) return opened.code;
    std::vector<base::Error> defects;
    auto paths = app::write_document(opened.workspace, *opened.store, opened.rules, session.texts, *request, defects);
    if (!paths) return session.refuse(paths.error(), defects);
    for (const std::filesystem::path& path : *paths)
        print_line(path.string());
    return ExitCode::done;
}

int write_all(const Session& session) {
    auto request = request_of(session);
    if (!request) return session.refuse(request.error());
    Opened opened = open(session);
    if (!opened) return opened.code;
    std::vector<base::Error> defects;
    ProgressLine line;
    const auto progress = [&](std::size_t done, std::size_t total, const std::string& name) {
        if (!line.on_terminal()) return;
        line.show(
            bar(done, total, widest_bar) + " " +
            session.texts.text("bundle.progress",
                               {{"done", std::to_string(done)}, {"total", std::to_string(total)}, {"name", name}}));
    };
    auto written = app::write_all_documents(opened.workspace, *opened.store, opened.rules, session.texts, *request,
                                            progress, defects);
    line.show("");
    if (!written) return session.refuse(written.error(), defects);
    print_error(session.texts.text(
        "bundle.written", {{"count", std::to_string(written->files)}, {"directory", written->directory.string()}}));
    print_line(written->index.string());
    return ExitCode::done;
}

int print_texts(const Session& session) {
    const char* language = session.texts.language() == base::Language::vi ? "vi" : "en";
    auto texts = base::read_file(base::data_directory() / "messages" / language / "issued_documents.toml");
    if (!texts) return session.refuse(texts.error());
    print(*texts);
    return ExitCode::done;
}

}  // namespace

int run_report_agency(const Session& session) {
    if (session.arguments.kind == "all") return write_all(session);
    if (session.arguments.kind == "texts") return print_texts(session);
    return write_one(session);
}

}  // namespace attt::cli
