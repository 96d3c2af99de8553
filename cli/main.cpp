// attt: arguments to a use case, results to a terminal.
#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

std::string system_user() {
    const passwd* entry = ::getpwuid(::getuid());
    return entry != nullptr ? entry->pw_name : std::to_string(::getuid());
}

int dispatch(const Session& session) {
    switch (session.arguments.command) {
        case Command::init: return run_init(session);
        case Command::import: return run_import(session);
        case Command::scan: return run_scan(session);
        case Command::evaluate: return run_evaluate(session);
        case Command::probe: return run_probe(session);
        case Command::targets: return run_targets(session);
        case Command::findings_list: return run_findings_list(session);
        case Command::findings_show: return run_findings_show(session);
        case Command::changes: return run_changes(session);
        case Command::report_agency: return run_report_agency(session);
        case Command::rules_check: return run_rules_check(session);
        case Command::rules_test: return run_rules_test(session);
        case Command::rules_list: return run_rules_list(session);
        case Command::rules_show: return run_rules_show(session);
        case Command::rules_explain: return run_rules_explain(session);
        case Command::db_check: return run_db_check(session);
        case Command::computers_match: return run_computers_match(session);
        case Command::computers_link:
        case Command::computers_split: return run_computers_pin(session);
        case Command::coverage: return run_coverage(session);
        case Command::none: break;
    }
    return ExitCode::bad_input;
}

int run(int argc, const char* const* argv) {
    auto texts = base::Catalogue::load(base::data_directory() / "messages", language_of(argc, argv));
    if (!texts) {
        // without the catalogue there are no words; the technical form is all there is
        print_error("attt: " + base::debug_string(texts.error()));
        return ExitCode::not_finished;
    }
    Session session{{}, std::move(*texts), {}};
    Parsed parsed = parse_arguments(argc, argv, session.texts);
    if (parsed.help) {
        print(*parsed.help);
        return ExitCode::done;
    }
    if (parsed.problem) return session.refuse(*parsed.problem);
    session.arguments = std::move(parsed.arguments);
    session.actor.system_user = system_user();
    session.actor.name = session.arguments.actor.empty() ? session.actor.system_user : session.arguments.actor;
    return dispatch(session);
}

}  // namespace
}  // namespace attt::cli

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const int code = attt::cli::run(argc, argv);
        return std::fflush(stdout) == 0 ? code : attt::cli::ExitCode::not_finished;
    } catch (const std::exception& error) {
        // a bug, or memory at its end: one line, never a trace
        std::fprintf(stderr, "attt: internal error: %s\n", error.what());
        return attt::cli::ExitCode::not_finished;
    }
}
