// A workspace: a directory with attt.toml, the store, the office's own rules and its reports.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/error.h"
#include "rules/rule.h"
#include "rules/target.h"
#include "store/store.h"

namespace attt::app {

struct Workspace {
    std::filesystem::path directory;
    Config config;

    std::string file() const { return (directory / "attt.toml").string(); }
    std::string store_file() const { return (directory / "attt.db").string(); }
    std::string scan_lock_file() const { return (directory / "scan.lock").string(); }
    std::string populations_file() const { return (directory / "populations.toml").string(); }
    std::filesystem::path reports() const { return directory / "reports"; }
    // The program's rules, then the office's own.
    std::vector<std::string> rule_directories() const;
};

// Makes a workspace: attt.toml (commented), populations.toml, rules/checks/, reports/ and an empty store. Nothing that
// is there already is touched. Errors: workspace.exists, those of files and the store.
base::Result<Workspace> init_workspace(const std::filesystem::path& directory, const store::Actor& actor);

// `named` (-C), or the nearest directory upwards from the current one that holds attt.toml. Every defect of attt.toml
// is in `defects`. Errors: workspace.not_found, workspace.defects (count).
base::Result<Workspace> open_workspace(const std::string& named, std::vector<base::Error>& defects);

base::Result<store::Store> open_store(const Workspace& workspace, const store::Actor& actor);

// The rules of a workspace, or the program's alone. Error: rules.defects (count), with all of them in `defects`.
base::Result<rules::RuleSet> load_rules(const Workspace* workspace, std::vector<base::Error>& defects);
base::Result<rules::LoadedTargets> load_targets(const Workspace& workspace, const rules::RuleSet& rules,
                                                const model::Inventory& inventory, std::vector<base::Error>& defects);

}  // namespace attt::app
