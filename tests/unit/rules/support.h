// What the tests of this folder share.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/toml.h"
#include "rules/evaluate.h"
#include "rules/rule.h"

namespace attt::rules::test {

inline const std::filesystem::path source = ATTT_SOURCE_DIR;

inline const RuleSet& shipped_rules() {
    static const Loaded loaded = load_rules({(source / "rules").string()});
    return loaded.rules;
}

inline std::string sentences(const std::vector<base::Error>& defects) {
    std::string out;
    for (const base::Error& defect : defects)
        out += base::debug_string(defect) + "\n";
    return out;
}

inline base::Time at(const char* rfc3339) {
    return base::parse_rfc3339(rfc3339).value();
}

inline base::Date day(const char* iso) {
    return base::parse_date(iso).value();
}

// Whether golden files are to be written instead of compared.
inline bool renewing() {
    return std::getenv("ATTT_UPDATE_GOLDEN") != nullptr;
}

inline std::string read_whole(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

// The file's content to compare `now` with; `now` itself once it has been written there.
inline std::string golden(const std::filesystem::path& path, const std::string& now) {
    if (renewing()) std::ofstream(path, std::ios::binary) << now;
    return read_whole(path);
}

// A directory of the test's own, gone with it.
class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "attt-rules-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }

  private:
    std::filesystem::path path_;
};

}  // namespace attt::rules::test
