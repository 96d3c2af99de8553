// site build
#include "app/site.h"
#include "cli/commands_documents.h"
#include "cli/terminal.h"

namespace attt::cli {

int run_site_build(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of();
    if (!as_of) return session.refuse(as_of.error());
    std::vector<base::Error> defects;
    auto snapshot =
        app::gather_snapshot(opened.workspace, *opened.store, opened.rules, session.texts, {"", {*as_of, {}}}, defects);
    if (!snapshot) return session.refuse(snapshot.error(), defects);
    const Arguments& arguments = session.arguments;
    auto built = app::build_site(opened.workspace, *opened.store, *snapshot, arguments.directory,
                                 DocumentArguments(arguments).open_data, session.texts, base::now());
    if (!built) return session.refuse(built.error());
    print_line(session.texts.text("site.built", {{"path", arguments.directory},
                                                 {"files", std::to_string(built->files)},
                                                 {"kilobytes", std::to_string(built->bytes / 1024)}}));
    if (!DocumentArguments(arguments).open_data) print_error(session.texts.text("site.internal"));
    return ExitCode::done;
}

}  // namespace attt::cli
