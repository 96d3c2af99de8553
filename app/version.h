// The version of the program, as CMake's project() has it.
#pragma once

#include <string>

namespace attt::app {

std::string program_version();

}  // namespace attt::app
