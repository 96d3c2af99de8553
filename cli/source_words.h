// What taking a source in came to, in words and as JSON.
#pragma once

#include "app/computers.h"
#include "cli/session.h"

namespace attt::cli {

base::Value to_value(const app::SourceReport& report);
// Warnings and defects on standard error; the rest on standard output unless JSON is asked for.
void say_source(const Session& session, const app::SourceReport& report);

}  // namespace attt::cli
