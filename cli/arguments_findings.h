// The commands about findings, a topic of the command line of its own. Private to arguments.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/arguments.h"

namespace attt::cli {

// What the tree of commands lends: how a command and its --format are added to it.
struct CommandMaker {
    std::function<CLI::App&(CLI::App& parent, const std::string& name, Command which)> command;
    std::function<CLI::App&(const std::string& name)> family;
    std::function<void(CLI::App& app)> format;
    const base::Catalogue& texts;
    Arguments& arguments;
};

// Filters go to `findings` itself; its commands fall through to them.
void add_finding_commands(CLI::App& findings, const CommandMaker& make);
void add_verify_command(CLI::App& root, const CommandMaker& make);
void add_drill_commands(const CommandMaker& make);
void add_role_commands(const CommandMaker& make);
void add_waiting_commands(CLI::App& waiting, const CommandMaker& make);

}  // namespace attt::cli
