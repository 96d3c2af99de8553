// Until when the maker of an operating system mends it: rules/os_support.toml, a dated list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace attt::app {

struct OsSupport {
    struct Line {
        std::vector<std::string> words;   // all of them stand in the name
        std::vector<std::string> builds;  // the build begins with one of them; empty: any
        base::Date until;
    };
    std::vector<Line> lines;  // the first that fits counts

    // Nothing where the list does not say.
    std::optional<base::Date> until(const std::string& os, const std::string& build) const;
};

// Errors: those of read_toml; os_support.defect.
base::Result<OsSupport> load_os_support(const std::string& file);

}  // namespace attt::app
