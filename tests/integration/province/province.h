// The example province in a directory of its own: its servers on ports that nobody else uses, and a workspace.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/value.h"
#include "command.h"

namespace attt::test {

class Province {
  public:
    // Starts the servers and makes the workspace, with the lists imported. Throws std::runtime_error with what was
    // said.
    Province();
    ~Province();  // stops the servers and removes everything
    Province(const Province&) = delete;
    Province& operator=(const Province&) = delete;

    // `attt -C workspace …`
    Outcome attt(std::vector<std::string> arguments, int seconds = 120) const;
    // `scripts/servers ACTION`
    Outcome servers(const std::string& action) const;
    std::filesystem::path workspace() const { return directory_ / "workspace"; }

  private:
    void start_servers();
    void make_workspace() const;
    void expect(const Outcome& outcome, const std::string& what) const;

    std::filesystem::path directory_;
    int block_ = 0;
};

// Open findings as "site rule" or "site rule[instance]"; those about other subjects are left out.
std::set<std::string> open_findings(const base::Value& findings);
// Of the groups of `attt changes --format json`.
std::set<std::string> changed(const base::Value& changes, const std::string& group);
// The row of `attt targets --format json` whose number or id is `name`.
base::Value target(const base::Value& targets, const std::string& name);
// The share of one member of such a row: "counted", "not_counted", "unknown", "excluded"; empty when it is not a
// member.
std::string share_of(const base::Value& row, const std::string& member);

}  // namespace attt::test
