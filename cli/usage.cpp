#include "cli/usage.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace attt::cli {
namespace {

// A check can hand back only a string: what it found wrong goes through the library as fields between these.
constexpr char between = '\x1f';
constexpr std::size_t longest_shown = 100;

std::string packed(const std::vector<std::string>& fields) {
    std::string out;
    for (const std::string& field : fields)
        out.append(1, between).append(field);
    return out;
}

std::vector<std::string> unpacked(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        text.remove_prefix(1);
        const std::string_view field = text.substr(0, text.find(between));
        out.emplace_back(field);
        text.remove_prefix(field.size());
    }
    return out;
}

base::Error refused(std::string_view message, base::MessageArguments arguments = {}) {
    for (auto& [name, value] : arguments)
        value = base::printable(value, name == "allowed" ? 1000 : longest_shown);
    return {base::ErrorCode::bad_usage, std::string(message), std::move(arguments), {}};
}

// "NAME: what is wrong", "Could not convert: NAME = value", "NAME excludes OTHER".
struct Said {
    std::string name;
    std::string rest;
};

Said said(std::string_view text, std::string_view separator) {
    const auto at = text.find(separator);
    if (at == std::string_view::npos) return {std::string(text), {}};
    return {std::string(text.substr(0, at)), std::string(text.substr(at + separator.size()))};
}

base::Error of_value(const CLI::ParseError& error) {
    const auto [name, rest] = said(error.what(), ": ");
    const std::vector<std::string> fields = unpacked(rest);
    if (fields.size() < 4) return refused("usage.value", {{"name", name}});
    const base::MessageArguments arguments = {{"name", name}, {"value", fields[1]}, {"allowed", fields[2]}};
    if (fields[0] == "number") return refused("usage.number_between", arguments);
    if (fields[3].empty()) return refused("usage.not_one_of", arguments);
    return refused("usage.not_one_of_near",
                   {{"name", name}, {"value", fields[1]}, {"allowed", fields[2]}, {"nearest", fields[3]}});
}

base::Error of_count(const CLI::ParseError& error) {
    const std::string_view what = error.what();
    if (what.find("flag override") != std::string_view::npos)
        return refused("usage.takes_no_value", {{"name", said(what, " was given").name}});
    const std::string name = said(what, ": ").name;
    if (what.find("At Most") != std::string_view::npos) return refused("usage.given_twice", {{"name", name}});
    return refused("usage.needs_value", {{"name", name}});
}

// The command that was reached: where what is missing or not understood belongs.
const CLI::App* reached(const CLI::App& root) {
    const CLI::App* at = &root;
    while (!at->get_subcommands().empty())
        at = at->get_subcommands().front();
    return at;
}

bool is_flag(const CLI::App& root, const std::string& name) {
    for (const CLI::App* at = reached(root); at != nullptr; at = at->get_parent()) {
        if (const CLI::Option* option = at->get_option_no_throw(name)) return option->get_expected_max() == 0;
    }
    return false;
}

base::Error of_conversion(const CLI::ParseError& error, const CLI::App& root) {
    const auto [before, rest] = said(error.what(), ": ");
    if (before != "Could not convert") return refused("usage.takes_no_value", {{"name", before}});
    const auto [name, value] = said(rest, " = ");
    if (is_flag(root, name)) return refused("usage.takes_no_value", {{"name", name}});
    return refused("usage.not_a_number", {{"name", name}, {"value", value}});
}

// "attt db check"
std::string path_of(const CLI::App& app) {
    const CLI::App* parent = app.get_parent();
    return parent == nullptr ? app.get_name() : path_of(*parent) + " " + app.get_name();
}

std::vector<std::string> commands_of(const CLI::App& app) {
    std::vector<std::string> out;
    for (const CLI::App* command : app.get_subcommands({}))
        out.push_back(command->get_name());
    return out;
}

std::vector<std::string> options_of(const CLI::App& app) {
    std::vector<std::string> out;
    for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
        for (const CLI::Option* option : at->get_options()) {
            for (const std::string& name : option->get_lnames())
                out.push_back("--" + name);
        }
    }
    return out;
}

base::Error unknown_command(const CLI::App& family, const std::string& word) {
    const std::vector<std::string> commands = commands_of(family);
    const auto near = base::nearest(word, commands);
    const bool at_root = family.get_parent() == nullptr;
    const std::string before = at_root ? "" : family.get_name() + " ";
    if (near) return refused("cli.unknown_command_near", {{"word", before + word}, {"nearest", before + *near}});
    if (at_root) return refused("cli.unknown_command", {{"word", word}});
    return refused("usage.no_such_command",
                   {{"word", before + word}, {"allowed", fmt::format("{}", fmt::join(commands, ", "))}});
}

base::Error of_extras(const CLI::App& root) {
    const CLI::App& at = *reached(root);
    const std::vector<std::string> left = root.remaining(true);
    const std::string word = left.empty() ? "" : left.front();
    if (!word.starts_with('-')) {
        if (!commands_of(at).empty()) return unknown_command(at, word);
        return refused("usage.not_expected", {{"word", word}, {"command", path_of(at)}});
    }
    const std::string option = word.substr(0, word.find('='));
    if (const auto near = base::nearest(option, options_of(at)))
        return refused("usage.not_expected_near", {{"word", option}, {"nearest", *near}});
    return refused("usage.not_expected", {{"word", option}, {"command", path_of(at)}});
}

base::Error of_missing(const CLI::ParseError& error, const CLI::App& root) {
    const CLI::App& at = *reached(root);
    constexpr std::string_view ending = " is required";
    std::string name = error.what();
    if (!name.starts_with("A subcommand")) {
        if (name.ends_with(ending)) name.resize(name.size() - ending.size());
        return refused("usage.required", {{"name", name}, {"command", path_of(at)}});
    }
    const std::vector<std::string> left = root.remaining(true);
    if (!left.empty()) return of_extras(root);
    if (at.get_parent() == nullptr) return refused("cli.no_command");
    return refused("usage.no_command_of",
                   {{"command", path_of(at)}, {"allowed", fmt::format("{}", fmt::join(commands_of(at), ", "))}});
}

// The first word that stands where a command should.
std::optional<std::string> word_for_a_command(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "-C" || words[i] == "--lang" || words[i] == "--as") {
            ++i;
        } else if (!words[i].starts_with('-')) {
            return words[i];
        }
    }
    return std::nullopt;
}

}  // namespace

CLI::Validator one_of(std::vector<std::string> values) {
    std::string shown = "{" + fmt::format("{}", fmt::join(values, ",")) + "}";
    const auto check = [values = std::move(values)](std::string& value) -> std::string {
        if (std::find(values.begin(), values.end(), value) != values.end()) return {};
        return packed(
            {"choice", value, fmt::format("{}", fmt::join(values, ", ")), base::nearest(value, values).value_or("")});
    };
    return {check, std::move(shown)};
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
    const bool open = most == std::numeric_limits<std::int64_t>::max();
    const std::string allowed = open ? fmt::format("≥ {}", least) : fmt::format("{} – {}", least, most);
    const auto check = [=](std::string& value) -> std::string {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        const bool read = error == std::errc() && end == value.data() + value.size();
        if (read && least <= number && number <= most) return {};
        return packed({"number", value, allowed, ""});
    };
    return {check, ""};
}

base::Error usage_error(const CLI::ParseError& error, const CLI::App& root, const std::vector<std::string>& words) {
    const auto word = word_for_a_command(words);
    const std::vector<std::string> commands = commands_of(root);
    if (word && std::find(commands.begin(), commands.end(), *word) == commands.end())
        return unknown_command(root, *word);
    const std::string kind = error.get_name();
    if (kind == "ValidationError") return of_value(error);
    if (kind == "ConversionError") return of_conversion(error, root);
    if (kind == "ArgumentMismatch") return of_count(error);
    if (kind == "RequiredError") return of_missing(error, root);
    // the library gives this kind the name of the command and not its own
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) return of_extras(root);
    for (const auto& [name, verb, message] : {std::array{"RequiresError", " requires ", "usage.requires"},
                                              std::array{"ExcludesError", " excludes ", "usage.excludes"}}) {
        if (kind != name) continue;
        const Said both = said(error.what(), verb);
        return refused(message, {{"name", both.name}, {"other", both.rest}});
    }
    return refused("usage.other", {{"command", path_of(*reached(root))}});
}

}  // namespace attt::cli
