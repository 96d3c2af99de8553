#include "app/workspace.h"

#include "base/files.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

// A file of share/attt/workspace copied where there is none yet.
base::Result<void> place(const char* name, const fs::path& target) {
    std::error_code ignored;
    if (fs::exists(target, ignored)) return {};
    auto text = base::read_file(base::data_directory() / "workspace" / name);
    if (!text) return tl::unexpected(text.error());
    return base::write_file(target, *text, 0640);
}

}  // namespace

std::vector<std::string> Workspace::rule_directories() const {
    return {(base::data_directory() / "rules").string(), (directory / "rules").string()};
}

base::Result<Workspace> init_workspace(const fs::path& directory, const store::Actor& actor) {
    Workspace workspace{directory, {}};
    std::error_code ignored;
    if (fs::exists(workspace.store_file(), ignored))
        return base::fail(base::ErrorCode::bad_usage, "workspace.exists", {{"path", directory.string()}});
    for (const fs::path& each :
         {directory, directory / "rules" / "checks", directory / "rules" / "targets", workspace.reports()}) {
        if (auto made = base::make_directory(each, 0700); !made) return tl::unexpected(made.error());
    }
    if (auto placed = place("attt.toml", workspace.file()); !placed) return tl::unexpected(placed.error());
    if (auto placed = place("populations.toml", workspace.populations_file()); !placed)
        return tl::unexpected(placed.error());
    auto store = store::Store::create(workspace.store_file(), actor);
    if (!store) return tl::unexpected(store.error());
    return workspace;
}

base::Result<Workspace> open_workspace(const std::string& named, std::vector<base::Error>& defects) {
    std::error_code ignored;
    fs::path directory = named.empty() ? fs::current_path(ignored) : fs::path(named);
    while (!fs::exists(directory / "attt.toml", ignored)) {
        const bool at_root = !directory.has_parent_path() || directory.parent_path() == directory;
        if (!named.empty() || at_root) {
            return base::fail(base::ErrorCode::not_found, "workspace.not_found",
                              {{"path", named.empty() ? fs::current_path(ignored).string() : named}});
        }
        directory = directory.parent_path();
    }
    Workspace workspace{directory, {}};
    LoadedConfig loaded = load_config(workspace.file(), directory.string());
    if (!loaded.defects.empty()) {
        const auto count = std::to_string(loaded.defects.size());
        defects = std::move(loaded.defects);
        return base::fail(base::ErrorCode::bad_input, "workspace.defects",
                          {{"file", workspace.file()}, {"count", count}});
    }
    workspace.config = std::move(loaded.config);
    return workspace;
}

base::Result<store::Store> open_store(const Workspace& workspace, const store::Actor& actor) {
    return store::Store::open(workspace.store_file(), actor);
}

base::Result<rules::RuleSet> load_rules(const Workspace* workspace, std::vector<base::Error>& defects) {
    const std::vector<std::string> directories =
        workspace != nullptr ? workspace->rule_directories() : std::vector{(base::data_directory() / "rules").string()};
    rules::Loaded loaded = rules::load_rules(directories);
    if (loaded.defects.empty()) return std::move(loaded.rules);
    defects = std::move(loaded.defects);
    return base::fail(base::ErrorCode::bad_input, "workspace.rule_defects",
                      {{"count", std::to_string(defects.size())}});
}

base::Result<rules::LoadedTargets> load_targets(const Workspace& workspace, const rules::RuleSet& rules,
                                                const model::Inventory& inventory, std::vector<base::Error>& defects) {
    std::error_code ignored;
    const bool listed = fs::exists(workspace.populations_file(), ignored);
    rules::LoadedTargets loaded =
        rules::load_targets(workspace.rule_directories(), listed ? workspace.populations_file() : "", rules, inventory);
    if (loaded.defects.empty()) return loaded;
    defects = std::move(loaded.defects);
    return base::fail(base::ErrorCode::bad_input, "workspace.rule_defects",
                      {{"count", std::to_string(defects.size())}});
}

}  // namespace attt::app
