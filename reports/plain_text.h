// Text of the inventory and of the outside made safe for machine formats. Private to the exports.
#pragma once

#include <string>
#include <string_view>

namespace attt::reports {

// NFC, on one line, trimmed, without control characters; `instead` where nothing is left.
std::string one_line(std::string_view text, std::string_view instead = "—");
// The same, with what Markdown would take for markup escaped.
std::string markdown(std::string_view text);
// At most `limit` bytes of UTF-8, cut between characters, with "…" where something was cut.
std::string cut_to(std::string text, std::size_t limit);

}  // namespace attt::reports
