// What the header of a response says of how browsers are to treat the page: read as browsers read it, not judged.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/value.h"

namespace attt::scanner::http {

using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case, in order

// Every value of a field, joined by ", " as RFC 9110 (section 5.3) allows; empty: it is not there.
std::string joined(const Headers& headers, std::string_view name);
bool has(const Headers& headers, std::string_view name);

// Sets csp, csp_gaps, framing, nosniff, referrer_policy, permissions_policy, coop, corp.
void state_policies(const Headers& headers, base::Object& facts);

// Sets hsts, hsts_max_age, hsts_include_subdomains, hsts_preload from the first Strict-Transport-Security.
void state_hsts(const Headers& headers, base::Object& facts);

// What a policy leaves open, of: no_policy, report_only, unsafe_inline, unsafe_eval, wildcard, no_object_src,
// no_frame_ancestors, no_base_uri. (Content Security Policy Level 3: scripts fall back to default-src; a nonce or a
// hash makes unsafe-inline void.)
std::vector<std::string> gaps_of_policy(std::string_view policy);

// RFC 6265 with SameSite and the prefixes of 6265bis.
struct Cookie {
    std::string name;
    bool secure = false;
    bool http_only = false;
    std::string same_site;  // "strict", "lax", "none"; empty: not said
    std::string path, domain;
    bool breaks_prefix() const;  // __Secure- or __Host- without what they promise
};
// At most 100, in order.
std::vector<Cookie> cookies_in(const Headers& headers);
bool cookies_beyond_limit(const Headers& headers);
// Sets cookies and, by name, cookies_without_secure, cookies_without_http_only, cookies_without_same_site,
// cookies_breaking_prefix.
void state_cookies(const Headers& headers, base::Object& facts);
// Of a page that came over https. Sets https_encoding (RFC 9110, section 8.4: "gzip", "deflate"; "identity" where it
// came as it is) and compressed_with_cookies: beside a compressed page the cookies that a browser may add when another
// site calls. That is all that shows of BREACH from outside: whether the page repeats what it is asked, and holds a
// secret, is not known.
void state_compression(const Headers& headers, base::Object& facts);

}  // namespace attt::scanner::http
