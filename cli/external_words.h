// What findings import and import share: files of other tools taken in, and said.
#pragma once

#include <string>
#include <vector>

#include "app/external.h"
#include "cli/session.h"

namespace attt::cli {

void say_external(const Session& session, const app::ExternalImport& import, bool dry_run);
// Takes files of other tools in, judges, and says it (unless --format json). `taken`: one object a file.
int import_external_files(const Session& session, Opened& opened, const std::vector<std::string>& files,
                          base::Array& taken);

}  // namespace attt::cli
