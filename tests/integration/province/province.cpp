#include "province.h"

#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace attt::test {
namespace {

namespace fs = std::filesystem;

const fs::path source = ATTT_SOURCE_DIR;
const fs::path example = source / "examples/dong-thap";
constexpr int blocks = 5;  // of ports, beside the one that scripts/quickstart uses

std::string name_of(const base::Value& finding) {
    const std::string instance = finding["instance"].string_or("");
    return finding["subject"]["id"].string_or("") + " " + finding["rule"].string_or("") +
           (instance.empty() ? "" : "[" + instance + "]");
}

std::set<std::string> names_of(const base::Value& findings) {
    std::set<std::string> out;
    const base::Array* list = findings.if_array();
    if (list == nullptr) return out;
    for (const base::Value& finding : *list) {
        if (finding["subject"]["kind"] == base::Value("website")) out.insert(name_of(finding));
    }
    return out;
}

}  // namespace

Province::Province() {
    std::string name = (fs::temp_directory_path() / "attt-province-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
    try {
        start_servers();
        make_workspace();
    } catch (...) {
        servers("stop");
        fs::remove_all(directory_);
        throw;
    }
}

Province::~Province() {
    servers("stop");
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

void Province::start_servers() {
    Outcome started;
    for (int tried = 0; tried < blocks; ++tried) {
        block_ = 1 + (getpid() + tried) % blocks;
        started = servers("start");
        if (started.code == 0) return;
    }
    expect(started, "scripts/servers start");
}

void Province::make_workspace() const {
    const auto settings =
        run({source / "scripts/servers", "--block", std::to_string(block_), "map", example / "attt.toml"});
    expect(settings, "scripts/servers map");
    fs::create_directory(workspace());
    std::ofstream(workspace() / "attt.toml") << settings.out;
    fs::copy_file(example / "populations.toml", workspace() / "populations.toml");
    fs::copy_file(directory_ / "servers/ca.pem", workspace() / "ca.pem");
    expect(run({ATTT_PROGRAM, "init", workspace()}), "attt init");
    expect(attt({"import", example / "agencies.csv", example / "systems.csv", example / "websites.csv",
                 example / "computers.csv"}),
           "attt import");
}

void Province::expect(const Outcome& outcome, const std::string& what) const {
    if (outcome.code != 0)
        throw std::runtime_error(what + " ended with " + std::to_string(outcome.code) + ": " + outcome.out +
                                 outcome.err);
}

Outcome Province::attt(std::vector<std::string> arguments, int seconds) const {
    std::vector<std::string> command{ATTT_PROGRAM, "-C", workspace()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command, seconds);
}

Outcome Province::servers(const std::string& action) const {
    return run({source / "scripts/servers", "--block", std::to_string(block_), action, directory_ / "servers"});
}

std::set<std::string> open_findings(const base::Value& findings) {
    return names_of(findings["findings"]);
}

std::set<std::string> changed(const base::Value& changes, const std::string& group) {
    return names_of(changes[group]);
}

base::Value target(const base::Value& targets, const std::string& name) {
    const base::Array* rows = targets["targets"].if_array();
    if (rows == nullptr) return {};
    for (const base::Value& row : *rows) {
        if (row["id"] == base::Value(name) || row["number"] == base::Value(name)) return row;
    }
    return {};
}

std::string share_of(const base::Value& row, const std::string& member) {
    const base::Array* members = row["members"].if_array();
    if (members == nullptr) return {};
    for (const base::Value& each : *members) {
        if (each["id"] == base::Value(member)) return each["share"].string_or("");
    }
    return {};
}

}  // namespace attt::test
