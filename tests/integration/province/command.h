// Runs a program and keeps what it said.
#pragma once

#include <string>
#include <vector>

#include "base/value.h"

namespace attt::test {

struct Outcome {
    int code = -1;             // the exit code; 124 when the time was up
    std::string out;           // standard output
    std::string err;           // standard error
    base::Value json() const;  // the output as JSON; null where it is none
};

// Waits at most `seconds`; the program is killed then.
Outcome run(const std::vector<std::string>& command, int seconds = 120);

}  // namespace attt::test
