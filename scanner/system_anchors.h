// Whether an anchor is one of the system's, as browsers' authorities are, or was added by hand.
#pragma once

#include <string_view>

namespace attt::scanner {

// `der`: a certificate. The system's anchors are read once.
bool is_system_anchor(std::string_view der);

}  // namespace attt::scanner
