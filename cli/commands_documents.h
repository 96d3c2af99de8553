// The commands about what leaves the building.
#pragma once

#include <optional>

#include "cli/document_arguments.h"
#include "cli/session.h"

namespace attt::cli {

// Nothing where another command was asked for.
std::optional<int> run_document_command(const Session& session);

int run_register_issue(const Session& session);  // and supersede
int run_register_list(const Session& session);
int run_register_show(const Session& session);
int run_register_record(const Session& session);  // sent, received, replied
int run_report_verify(const Session& session);
int run_export(const Session& session);
int run_site_build(const Session& session);

}  // namespace attt::cli
