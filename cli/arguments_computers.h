// The commands that take lists and sources in, and those about computers. Private to arguments.cpp.
#pragma once

#include "cli/arguments_findings.h"

namespace attt::cli {

void add_import_commands(CLI::App& root, const CommandMaker& make, const std::vector<std::string>& list_kinds);
// `report`: the family of documents.
void add_computer_commands(CLI::App& root, CLI::App& report, const CommandMaker& make);

}  // namespace attt::cli
