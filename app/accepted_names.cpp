#include "app/accepted_names.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace attt::app {
namespace {

// A basic string of TOML escapes as JSON does.
std::string quoted(const std::string& text) {
    return base::to_json(base::Value(text));
}

std::string table_of(const Acceptance& acceptance) {
    std::string names;
    for (const std::string& name : acceptance.names)
        names += (names.empty() ? "" : ", ") + quoted(name);
    return "\n[[accepted]]\nsite = " + quoted(acceptance.site) + "\nnames = [" + names +
           "]\nreason = " + quoted(acceptance.reason) + "\nby = " + quoted(acceptance.by) +
           "\nuntil = " + base::to_iso_date(acceptance.until) + "\n";
}

}  // namespace

std::vector<std::string> names_in_signs(const model::Finding& finding) {
    std::set<std::string> names;
    if (const base::Array* signs = finding.evidence["facts"]["content.signs"].if_array()) {
        for (const base::Value& sign : *signs) {
            if (std::string name = sign["target"].string_or(""); !name.empty()) names.insert(std::move(name));
        }
    }
    return {names.begin(), names.end()};
}

bool accepted_already(const Config& config, const std::string& site, const std::vector<std::string>& names,
                      base::Date until) {
    return !names.empty() && std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::any_of(config.accepted.begin(), config.accepted.end(), [&](const model::AcceptedName& each) {
            return each.site == site && each.name == name && each.until >= until;
        });
    });
}

base::Result<void> accept_names(Workspace& workspace, const std::vector<Acceptance>& acceptances) {
    auto text = base::read_file(workspace.file());
    if (!text) return tl::unexpected(text.error());
    if (!text->empty() && text->back() != '\n') *text += '\n';
    for (const Acceptance& acceptance : acceptances)
        *text += table_of(acceptance);
    const std::string trial = workspace.file() + ".new";
    if (auto written = base::write_file(trial, *text, 0640); !written) return written;
    LoadedConfig loaded = load_config(trial, workspace.directory.string());
    std::error_code ignored;
    std::filesystem::remove(trial, ignored);
    if (!loaded.defects.empty()) return base::fail(loaded.defects.front());
    if (auto written = base::write_file(workspace.file(), *text, 0640); !written) return written;
    workspace.config = std::move(loaded.config);
    return {};
}

}  // namespace attt::app
