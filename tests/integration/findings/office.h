// A small office in a directory of its own: two agencies, a system of level 3, three computers, and sites as a test
// wants them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/value.h"
#include "command.h"

namespace attt::test {

struct ListedSite {
    std::string id;
    std::string agency;
    int port = 0;  // of 127.0.0.1, behind https://ID.unit.example/
};

class Office {
  public:
    explicit Office(const std::vector<ListedSite>& sites = {});
    ~Office();
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;

    Outcome attt(std::vector<std::string> arguments) const;  // `attt -C … …`
    Outcome as(const std::string& actor, std::vector<std::string> arguments) const;
    base::Value json(std::vector<std::string> arguments) const;  // with --format json
    std::filesystem::path file(const std::string& name) const { return directory_ / name; }
    void write(const std::string& name, const std::string& text) const;
    std::string text(const std::string& name) const;

    // The id of the one finding, open or closed, of a subject and a rule. Fails the test where there is none.
    std::string finding(const std::string& subject, const std::string& rule) const;
    base::Value shown(const std::string& finding) const;  // findings show
    std::string state(const std::string& finding) const;

  private:
    std::filesystem::path directory_;
};

// The cells of a CSV of ours: by heading, the row that begins with `id`. Quotes are not undone.
std::string with_cell(const std::string& csv, const std::string& id, const std::string& heading,
                      const std::string& value);

// "15/01/2027", so many days from today in Vietnam.
std::string day_from_now(int days);

}  // namespace attt::test
