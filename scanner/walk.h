// A visit hop by hop: every redirect is fetched by itself, so that none leads out of the scope unseen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/http.h"
#include "net/url.h"
#include "scanner/scanner.h"

namespace attt::scanner {

// As whom, and how much of it.
struct WalkAs {
    std::string user_agent;
    std::string referrer;
    std::size_t body_limit = 256U << 10U;
    net::HttpSession* session = nullptr;  // over whose connection; null: each fetch over its own
};

struct Hop {
    net::Url url;
    int status = 0;
    std::string location;
};

struct Walk {
    std::vector<Hop> hops;
    std::optional<net::HttpResponse> last;  // of the last hop that answered
    std::optional<base::Error> failure;     // why the walk ended without an answer
    std::string left_scope;                 // a redirect that was not followed, since it leads outside the scope
    bool too_long = false;
    std::int64_t first_byte_ms = 0;  // of the first hop
};

// From `url` at the site's pinned `address` (a www form is resolved in the same family), at most 10 hops.
Walk walk(net::Url url, const Site& site, const std::string& address, const Context& context, const WalkAs& as = {});

// Whether a redirect to there may be followed: the site's own name, or one that the scope covers.
bool may_follow(const net::Url& next, const Site& site, const Context& context);

// For one fetch: the limits' patience.
net::Deadline fetch_deadline(const Context& context);

// The port of a scheme: the URL's own for its scheme, else the scheme's usual one.
std::uint16_t port_of(const Site& site, const std::string& scheme);

// "www." in front or not is the same site to a citizen.
std::string without_www(const std::string& host);
bool same_site(const net::Url& a, const net::Url& b);

}  // namespace attt::scanner
