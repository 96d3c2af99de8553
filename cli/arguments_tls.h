// The commands about TLS that look at nothing but what is known already. Private to arguments.cpp.
#pragma once

#include "cli/arguments_findings.h"

namespace attt::cli {

void add_tls_commands(const CommandMaker& make);

}  // namespace attt::cli
