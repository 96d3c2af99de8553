// URLs as the inventory and redirects write them (RFC 3986, http and https and the STARTTLS schemes of `attt probe`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace attt::net {

struct Url {
    std::string scheme;      // lower case
    std::string host;        // lower case A-labels (IDN is converted), or an address without brackets
    std::uint16_t port = 0;  // the scheme's own when the text names none
    std::string path;        // with query, without fragment or dot segments; what RFC 3986 forbids is percent-encoded

    bool host_is_address() const;
    std::string text() const;  // normalised; a default port is left out
};

// Errors: url.no_scheme, url.scheme (not one we scan), url.host (empty, impossible, or with a user before it),
// url.port, url.character (a blank or control character), url.too_long (over 8 KB).
base::Result<Url> parse_url(std::string_view text);
// A Location header relative to the URL that sent it (RFC 3986, section 5), blanks forgiven. Errors as parse_url.
base::Result<Url> resolve_reference(const Url& base, std::string_view reference);

}  // namespace attt::net
