#include "scanner/exposure.h"

#include <algorithm>

#include "base/toml.h"

namespace attt::scanner {
namespace {

constexpr std::size_t most_files = 60;

}  // namespace

bool ExposedFile::known_by(std::string_view body) const {
    const auto stands_in = [&](const std::string& text) { return body.find(text) != std::string_view::npos; };
    const bool begun = begins.empty() || std::any_of(begins.begin(), begins.end(),
                                                     [&](const std::string& text) { return body.starts_with(text); });
    return begun && std::all_of(holds.begin(), holds.end(), stands_in) &&
           (holds_one.empty() || std::any_of(holds_one.begin(), holds_one.end(), stands_in));
}

base::Result<ExposureList> ExposureList::load(const std::string& file) {
    auto document = base::read_toml(file);
    if (!document) return tl::unexpected(document.error());
    std::vector<base::Error> defects;
    base::TomlTable root(*document, defects);
    root.required_string("date");
    ExposureList out;
    for (base::TomlTable table : root.tables("file")) {
        const auto strings = [&](const char* key) { return table.strings(key).value_or(std::vector<std::string>{}); };
        ExposedFile each{table.required_string("path"), table.required_string("kind"), strings("begins"),
                         strings("holds"), strings("holds_one")};
        // an entry that asks nothing of the content would accuse every site that answers
        if (each.begins.empty() && each.holds.empty() && each.holds_one.empty())
            table.defect("path", "toml.missing_key", {{"key", "begins"}});
        table.refuse_unknown();
        if (out.files_.size() < most_files) out.files_.push_back(std::move(each));
    }
    root.refuse_unknown();
    if (!defects.empty()) return base::fail(defects.front());
    return out;
}

}  // namespace attt::scanner
