// Files that hold a secret: looked at and read as one, and refused where others can read them.
#pragma once

#include <string>

#include "base/error.h"

namespace attt::app {

// At most 64 KB. Errors: file.not_found, file.unreadable, ksc.credentials_open (mode), ksc.credentials_owner.
base::Result<std::string> read_private_file(const std::string& file);

}  // namespace attt::app
