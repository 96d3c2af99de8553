// init, db check
#include "base/json.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
int run_init(const Session& session) {
    auto workspace = app::init_workspace(session.arguments.directory, session.actor);
    if (!workspace) return session.refuse(workspace.error());
    print_line(
        session.texts.text("cli.initialised", {{"path", workspace->directory.string()}, {"file", workspace->file()}}));
    return ExitCode::done;
}

int run_db_check(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    const std::string& head = session.arguments.head;
    auto check = opened.store->check(head);
    if (!check) return session.refuse(check.error());
    auto newest = opened.store->audit_head();
    if (!newest) return session.refuse(newest.error());
    session.say(check->problems);
    const bool sound = check->problems.empty() && (head.empty() || check->head_found);
    if (session.arguments.json) {
        print_line(base::to_json(base::Value(base::Object{{"schema", "attt.db_check/1"},
                                                          {"sound", sound},
                                                          {"problems", check->problems.size()},
                                                          {"events", check->events},
                                                          {"head", *newest},
                                                          {"head_found", check->head_found}})));
        return sound ? ExitCode::done : ExitCode::not_finished;
    }
    if (!head.empty())
        print_line(session.texts.text(check->head_found ? "cli.head_found" : "cli.head_not_found", {{"head", head}}));
    if (check->problems.empty())
        print_line(session.texts.text("cli.db_sound", {{"events", std::to_string(check->events)}, {"head", *newest}}));
    return sound ? ExitCode::done : ExitCode::not_finished;
}

}  // namespace attt::cli
