// The commands of the office's week, and those about results of others. Private to arguments.cpp.
#pragma once

#include "cli/arguments_findings.h"

namespace attt::cli {

void add_external_commands(CLI::App& findings, const CommandMaker& make);
void add_office_commands(CLI::App& root, const CommandMaker& make);

}  // namespace attt::cli
