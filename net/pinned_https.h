// HTTPS to one server that is known beforehand by its own certificate: a console that the office runs, not a site that
// is surveyed. So no scope is asked and no permit taken, but the server must show exactly the key it is known by. Its
// name is not compared: consoles sign their own certificate and are reached by address. One connection, one request
// after another; no proxy, no redirect, TLS 1.2 or newer. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "net/deadline.h"

namespace attt::net {

struct PinnedServer {
    std::string url;               // "https://ksc.example:13299", without path
    std::string certificate;       // bytes of the server's own certificate, PEM or DER
    std::string certificate_file;  // what errors call it
    std::size_t body_limit = 32U << 20U;
};

struct PinnedRequest {
    std::string path;                                          // "/api/v1.0/…"
    std::vector<std::pair<std::string, std::string>> headers;  // may hold secrets: never part of an error
    std::string body;                                          // JSON
};

struct PinnedResponse {
    int status = 0;
    std::string body;
};

class PinnedHttps {
  public:
    // No packet is sent. Errors: those of parse_url, pinned.not_https, pinned.certificate (the file holds none).
    static base::Result<PinnedHttps> open(PinnedServer server);
    PinnedHttps(PinnedHttps&&) noexcept;
    PinnedHttps& operator=(PinnedHttps&&) noexcept;
    ~PinnedHttps();

    // Errors: pinned.other_certificate (host, file), pinned.certificate_invalid (host, reason), net.timeout,
    // net.refused, net.unreachable, pinned.cut (host: less came than was promised), pinned.too_large (host, limit),
    // pinned.failed (host, reason).
    base::Result<PinnedResponse> post(const PinnedRequest& request, Deadline deadline);

    // "ksc.example:13299"
    const std::string& host() const;

  private:
    struct State;
    explicit PinnedHttps(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace attt::net
