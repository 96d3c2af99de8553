// Arguments of the commands about levels, dossiers, controls and the law, beside those that all commands share.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace attt::base {
class Catalogue;
}

namespace attt::cli {

enum class Command;
struct Arguments;

struct LevelArguments {
    std::vector<std::string> answers;  // level propose --answer
    std::string regime;
    bool save = false;
    bool ask = false;
    std::string event, date, number, body, role, level, extent, note;  // dossier record
    std::vector<std::string> criteria, parts;
    std::optional<std::int64_t> voids;
    bool all = false;  // dossier late --all
};

// What the tree of commands lends to those who add to it.
struct CommandTree {
    std::function<CLI::App&(const std::string&)> family;
    std::function<CLI::App&(CLI::App&, const std::string&, Command)> command;
    std::function<void(CLI::App&)> format;
    CLI::App& root;
    CLI::App& report;
};
void add_level_commands(const CommandTree& tree, const base::Catalogue& texts, Arguments& arguments);

}  // namespace attt::cli
