// The data of a DNS record in words, from its bytes (RFC 1035, 6698, 8659, 9460). Names in them are not compressed, as
// libunbound gives them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/resolver.h"

namespace attt::net {

// Nothing when the bytes are not such a record.
std::optional<std::string> record_in_words(RecordType type, std::string_view bytes);

}  // namespace attt::net
