// One cell to one value. Each function leaves `out` untouched when it fails; the error names the value, and its caller
// adds the column and the place. The text is never blank.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "inventory/words.h"

namespace attt::inventory {

using Assigned = base::Result<void>;

// Error: inventory.too_long.
Assigned assign(std::string& out, std::string_view text);
// Errors: inventory.date_syntax, inventory.date_impossible, inventory.date_impossible_near.
Assigned assign(std::optional<base::Date>& out, std::string_view text);
// "có", "x", "không", "0". Errors: inventory.not_one_of, inventory.not_one_of_near.
Assigned assign(std::optional<bool>& out, std::string_view text);
// A count of posts. Error: inventory.count.
Assigned assign(int& out, std::string_view text);
// "3", "Cấp độ 3", "III". Error: inventory.level.
Assigned assign(std::optional<int>& out, std::string_view text);
// MAC addresses parted by space , ; | or /, as aa:bb:cc:dd:ee:ff, each once. Error: inventory.mac, which
// names all that are none; the good ones are kept.
Assigned assign(std::vector<std::string>& out, std::string_view text);

// The id of a word of a closed list. Errors: inventory.not_one_of, inventory.not_one_of_near.
Assigned assign_word(std::string& out, std::string_view text, const WordList& words);
// An id that can also name a file. Error: inventory.id.
Assigned assign_id(std::string& out, std::string_view text);
// http or https, normalised, and not at a private or loopback address. Errors: inventory.url_no_scheme,
// inventory.url_not_web, inventory.private_address, and those of net::parse_url.
Assigned assign_url(std::string& out, std::string_view text);
// One address, v4 or v6; words for "given by DHCP" leave it empty. Error: inventory.ip.
Assigned assign_ip(std::string& out, std::string_view text);
// Lower case, without braces. Error: inventory.uuid.
Assigned assign_uuid(std::string& out, std::string_view text);

}  // namespace attt::inventory
