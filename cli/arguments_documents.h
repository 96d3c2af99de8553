// The commands about what leaves the building. Private to arguments.cpp.
#pragma once

#include "cli/arguments_findings.h"

namespace attt::cli {

void add_export_commands(CLI::App& root, const CommandMaker& make);
void add_site_commands(const CommandMaker& make);
void add_register_commands(const CommandMaker& make);
// `report`: the family of documents.
void add_verify_documents(CLI::App& report, const CommandMaker& make);

}  // namespace attt::cli
