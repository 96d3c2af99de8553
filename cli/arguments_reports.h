// The documents of `attt report`. Private to arguments.cpp.
#pragma once

#include "cli/arguments_findings.h"

namespace attt::cli {

void add_report_commands(CLI::App& report, const CommandMaker& make);

}  // namespace attt::cli
