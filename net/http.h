// One HTTP fetch by libcurl at a pinned address: no redirect is followed (each hop is a fact of its own), no proxy, no
// verification (a bad certificate is a fact of the TLS probe), old TLS allowed, sizes bounded, scope checked at the
// socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/observation.h"
#include "net/deadline.h"
#include "net/politeness.h"

namespace attt::net {

struct HttpRequest {
    std::string url;           // http or https
    model::Endpoint endpoint;  // where to connect instead of what the URL's host and port say
    std::size_t header_limit = 64U << 10U;
    std::size_t body_limit = 256U << 10U;
    std::string user_agent;  // what is said before our own name ("Mozilla/5.0 …"); empty: our name alone
    std::string referrer;    // empty: none
    bool compressed = true;  // accepts gzip and deflate; the body comes unpacked, and is bounded unpacked
};

struct HttpResponse {
    int status = 0;
    std::string version;                                       // "HTTP/1.1", "HTTP/2"
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in order, values trimmed
    std::string body;                                          // at most body_limit bytes
    bool body_cut = false;
    std::string location;  // the absolute URL that a redirect names; empty else
    std::int64_t first_byte_ms = 0;
    std::int64_t total_ms = 0;
};

// Errors: scope.address, net.refused, net.timeout, net.unreachable, net.reset, http.tls (reason), http.protocol
// (reason), http.header_too_large.
base::Result<HttpResponse> http_get(const HttpRequest& request, Politeness& politeness, Deadline deadline);

// Fetches one after the other over one connection that is kept between them, as a browser does: for a walk through a
// site. The connection's permit is held until the session ends, turns to another address or has held it for
// `longest_hold`: then others that wait for a place have their turn. For one thread.
class HttpSession {
  public:
    explicit HttpSession(Politeness& politeness, std::chrono::milliseconds longest_hold = std::chrono::seconds(1));
    ~HttpSession();
    HttpSession(const HttpSession&) = delete;
    HttpSession& operator=(const HttpSession&) = delete;
    // Errors: those of http_get.
    base::Result<HttpResponse> get(const HttpRequest& request, Deadline deadline);

  private:
    class State;
    std::unique_ptr<State> state_;
};

// libcurl's own preparation; any number of times.
void start_curl();

// What every request says of us: "attt/0.1 (+…)".
const std::string& user_agent();

}  // namespace attt::net
