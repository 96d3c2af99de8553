// Files that should never be public, and by what in them they are known: a page of the site's own that is served for
// every address is none of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attt::scanner {

struct ExposedFile {
    std::string path;                    // "/.git/HEAD"
    std::string kind;                    // "source", "secrets", "backup", "diagnostics", "key"
    std::vector<std::string> begins;     // with one of these
    std::vector<std::string> holds;      // all of these
    std::vector<std::string> holds_one;  // one of these

    // Whether this is such a file by what stands in it; empty lists ask nothing.
    bool known_by(std::string_view body) const;
};

class ExposureList {
  public:
    // Reads scanner/exposure.toml. Errors: file.*, toml.*.
    static base::Result<ExposureList> load(const std::string& file);
    const std::vector<ExposedFile>& files() const { return files_; }

  private:
    std::vector<ExposedFile> files_;
};

}  // namespace attt::scanner
