#include "command.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"

namespace attt::test {
namespace {

std::string quoted(const std::string& word) {
    std::string out = "'";
    for (const char c : word) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

std::string contents(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

}  // namespace

base::Value Outcome::json() const {
    auto value = base::parse_json(out);
    return value ? *value : base::Value();
}

Outcome run(const std::vector<std::string>& command, int seconds) {
    const std::string base = std::filesystem::temp_directory_path() / ("attt-command-" + std::to_string(getpid()));
    std::string line = "exec timeout -k 5 " + std::to_string(seconds);
    for (const std::string& word : command)
        line += " " + quoted(word);
    line += " </dev/null >" + quoted(base + ".out") + " 2>" + quoted(base + ".err");
    const int status = std::system(line.c_str());
    Outcome outcome{WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(base + ".out"), contents(base + ".err")};
    std::filesystem::remove(base + ".out");
    std::filesystem::remove(base + ".err");
    return outcome;
}

}  // namespace attt::test
