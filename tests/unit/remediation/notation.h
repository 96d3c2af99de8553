// Findings, verdicts and changes as the lines of settle.cases, and back.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/finding.h"

namespace attt::tests {

struct SettleCase {
    std::string name;
    int line = 0;
    std::vector<model::Finding> known;
    std::vector<model::Verdict> verdicts;
    std::set<model::SubjectRef> retired;
    std::vector<std::string> expected;  // "opened site-a …"
};

// Throws std::runtime_error with the line when the file is not as its head says.
std::vector<SettleCase> read_cases(const std::string& path);

// One line a change, in the order of Changes. `known`: names the findings that changes speak of by id.
std::vector<std::string> lines_of(const model::Changes& changes, const std::vector<model::Finding>& known);

// The findings after the changes, as a store would hold them.
std::vector<model::Finding> applied(std::vector<model::Finding> findings, const model::Changes& changes);

}  // namespace attt::tests
