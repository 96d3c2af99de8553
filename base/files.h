// Files: read whole and bounded; written so that a reader never sees half of one (write, fsync, rename).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attt::base {

// Errors: file.not_found, file.unreadable, file.too_large.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit = 256U << 20U);

// Written beside the target, flushed to the disk, then renamed over it. `mode` as in chmod.
// Errors: file.unwritable (with the system's reason), file.disk_full.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode = 0640);

// Makes a directory (and its parents) with `mode` for those it makes. Error: file.unwritable.
Result<void> make_directory(const std::filesystem::path& path, unsigned mode = 0750);

// Regular files directly in `directory` whose name ends in `extension` (".toml"), sorted by name; empty when it is no
// directory.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& directory, std::string_view extension);

// Where the program's data files (rules, messages, templates) lie: $ATTT_DATA, else share/attt beside the program's
// bin.
std::filesystem::path data_directory();

}  // namespace attt::base
