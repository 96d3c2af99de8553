#include "app/os_support.h"

#include <algorithm>

#include "base/text.h"
#include "base/toml.h"

namespace attt::app {

std::optional<base::Date> OsSupport::until(const std::string& os, const std::string& build) const {
    const std::string name = base::fold(os);
    if (name.empty()) return std::nullopt;
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
        const bool named = std::all_of(line.words.begin(), line.words.end(),
                                       [&](const std::string& word) { return name.find(word) != std::string::npos; });
        // "10.0.22631.2861" and "22631" are the same build
        const bool built =
            line.builds.empty() || std::any_of(line.builds.begin(), line.builds.end(), [&](const std::string& each) {
                return build.starts_with(each) || build.find("." + each) != std::string::npos ||
                       name.find(each) != std::string::npos;
            });
        return named && built;
    });
    return found == lines.end() ? std::nullopt : std::optional(found->until);
}

base::Result<OsSupport> load_os_support(const std::string& file) {
    auto document = base::read_toml(file);
    if (!document) return tl::unexpected(document.error());
    std::vector<base::Error> defects;
    base::TomlTable root(*document, defects);
    root.date("date");
    OsSupport out;
    for (base::TomlTable& table : root.tables("os")) {
        OsSupport::Line line;
        for (const std::string& word : table.strings("words").value_or(std::vector<std::string>()))
            line.words.push_back(base::fold(word));
        line.builds = table.strings("builds").value_or(std::vector<std::string>());
        const auto until = table.date("until");
        table.refuse_unknown();
        if (!until || line.words.empty()) continue;
        line.until = *until;
        out.lines.push_back(std::move(line));
    }
    root.refuse_unknown();
    if (!defects.empty()) return base::fail(defects.front());
    return out;
}

}  // namespace attt::app
