// Which columns speak of a person or hold a secret. What stands in them is not kept.
#pragma once

#include <string>
#include <string_view>

namespace attt::inventory {

// What stands in place of a cell that is not kept.
inline constexpr std::string_view masked_cell = "***";

// True for headings such as "Người sử dụng", "Họ tên", "user", "product key". Asked only about headings that are no
// attribute of a record.
bool is_personal(std::string_view heading);

// The text of a cell that is no attribute, with what looks like a telephone number, an identity number or an e-mail
// address masked.
std::string without_persons(std::string_view text);

}  // namespace attt::inventory
