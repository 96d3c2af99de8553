// Writes zip archives (libzip) in memory. The same parts give the same bytes: no clock, no attributes of the machine.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace attt::base {

struct ArchiveEntry {
    std::string name;  // "word/document.xml"
    std::string bytes;
    bool packed = true;  // false: stored as it is (pictures, which are packed already)
};

// The parts in their order. Error: archive.unwritable (reason).
Result<std::string> write_archive(const std::vector<ArchiveEntry>& entries);

}  // namespace attt::base
