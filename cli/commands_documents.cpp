#include "cli/commands_documents.h"

#include <array>

namespace attt::cli {

std::optional<int> run_document_command(const Session& session) {
    constexpr std::array<std::pair<std::string_view, int (*)(const Session&)>, 7> commands = {
        {{register_issue, run_register_issue},
         {register_list, run_register_list},
         {register_show, run_register_show},
         {register_record, run_register_record},
         {report_verify, run_report_verify},
         {export_data, run_export},
         {site_build, run_site_build}}};
    if (session.arguments.command != document_command) return std::nullopt;
    for (const auto& [name, run] : commands) {
        if (session.arguments.kind == name) return run(session);
    }
    return std::nullopt;
}

}  // namespace attt::cli
