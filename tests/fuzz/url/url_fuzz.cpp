// Whatever is accepted is one URL to everybody: its text reads back as itself and carries nothing that splits a line.
#include <cstdlib>

#include "net/url.h"

namespace {

void check(const attt::base::Result<attt::net::Url>& url) {
    if (!url) return;
    const auto again = attt::net::parse_url(url->text());
    if (url->text().find_first_of(" \r\n\t") != std::string::npos || url->text().size() > 30000) std::abort();
    if (again ? again->text() != url->text() : again.error().message != "url.too_long") std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check(attt::net::parse_url(text));
    check(attt::net::resolve_reference(*attt::net::parse_url("https://a.example/b/c?d"), text));
    return 0;
}
