// Text from outside made fit to be shown in a document, whatever its format.
#pragma once

#include <string>
#include <string_view>

namespace attt::reports {

// NFC; control characters and bidirectional overrides visible; what XML cannot hold replaced; cut at `limit` bytes.
std::string shown_text(std::string_view text, std::size_t limit = 20'000);

}  // namespace attt::reports
