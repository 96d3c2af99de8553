// Names and versions that a server tells of itself, and which of them their makers no longer support.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "scanner/http/headers.h"

namespace attt::scanner::http {

struct Software {
    std::string name;       // "nginx", "PHP", "Microsoft-IIS", "WordPress"
    std::string version;    // empty: not told
    bool packaged = false;  // a distribution's own build, which mends it by itself
    std::string text() const { return version.empty() ? name : name + " " + version; }
};

// From Server, X-Powered-By, X-AspNet-Version, X-Generator and the page's generator.
std::vector<Software> software_in(const Headers& headers, std::string_view generator);

class EndOfLife {
  public:
    // Reads end_of_life.toml. Errors: file.*, toml.*.
    static base::Result<EndOfLife> load(const std::string& file);
    // The day on which support ended, when it is known and before `today`.
    std::optional<base::Date> ended(const Software& software, base::Date today) const;
    const std::string& date() const { return date_; }

  private:
    struct Row {
        std::string name, before;
        base::Date on;
    };
    std::vector<Row> rows_;
    std::string date_;
};

// "1.9" before "1.18": by numbers.
bool version_before(std::string_view a, std::string_view b);

}  // namespace attt::scanner::http
