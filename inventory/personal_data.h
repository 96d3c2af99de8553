// Which columns speak of a person or hold a secret. What stands in them is not kept.
#pragma once

#include <string_view>

namespace attt::inventory {

// What stands in place of a cell that is not kept.
inline constexpr std::string_view masked_cell = "***";

// True for headings such as "Người sử dụng", "Họ tên", "user", "product key". Asked only about headings that are no
// attribute of a record.
bool is_personal(std::string_view heading);

}  // namespace attt::inventory
