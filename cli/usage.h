// What is wrong with a command line, as errors of our own: the library that parses it speaks English only. Private to
// arguments*.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/error.h"

namespace attt::cli {

// Checks for Option::check(). A value that is none of these is refused with the nearest one and all that are allowed.
CLI::Validator one_of(std::vector<std::string> values);
CLI::Validator whole_number(std::int64_t least, std::int64_t most = std::numeric_limits<std::int64_t>::max());

// `root` as it was left by the parsing that failed; `words`: the command line without the program's name. Errors:
// cli.unknown_command(_near), cli.no_command, and usage.*.
base::Error usage_error(const CLI::ParseError& error, const CLI::App& root, const std::vector<std::string>& words);

}  // namespace attt::cli
