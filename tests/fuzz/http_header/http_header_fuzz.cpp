// Names and values are UTF-8 without controls, and never more than four times what came within the limit.
#include <cstdlib>

#include "base/text.h"
#include "net/http_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    attt::net::HeaderBlock header(1000);
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const std::string& line : attt::base::split(text, '\n')) {
        if (!header.add(line + "\n")) break;
    }
    std::size_t kept = 0;
    for (const auto& [name, value] : header.fields()) {
        kept += name.size() + value.size();
        if (!attt::base::is_utf8(name) || !attt::base::is_utf8(value)) std::abort();
        if (value.find_first_of(std::string_view("\0\r\n\x1b", 4)) != std::string::npos) std::abort();
    }
    if (kept > 4000) std::abort();
    return 0;
}
