// Values that stand in many computers because a maker, a hypervisor or a driver puts them there.
#pragma once

#include <string_view>

namespace attt::inventory::matching {

// `canon` as normal_serial() forms it.
bool is_placeholder_serial(std::string_view canon);
// `digits`: 32 lower-case hexadecimal digits, as written.
bool is_placeholder_uuid(std::string_view digits);
// `digits`: 12 lower-case hexadecimal digits.
bool is_placeholder_mac(std::string_view digits);
bool is_virtual_mac(std::string_view digits);

}  // namespace attt::inventory::matching
