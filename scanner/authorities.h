// Fetches what certificate authorities say: answers of OCSP responders and revocation lists, each once in a run. An
// authority's host is not a surveyed site, so it has a scope of its own, checked by name before it is resolved and by
// address at every connect; no redirect is followed. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/scan.h"
#include "net/deadline.h"
#include "net/resolver.h"
#include "net/scope.h"

namespace attt::scanner {

class Authorities {
  public:
    struct Settings {
        net::Resolver* resolver = nullptr;  // outlives this
        net::Scope scope;                   // names and addresses of authorities that may be asked
        model::ScanLimits limits;
        std::vector<model::HostMapEntry> host_map = {};
        // Addresses that may stand in a certificate in place of a name, where the scope covers them; nothing: any.
        std::optional<std::vector<std::string>> addresses = {};
    };
    struct Answer {
        std::string body;
        // Why there is no body: outside_scope, timeout, unreachable (no address, refused, reset, no HTTP), http_error
        // (a status other than 200, a redirect too), too_large, malformed (the address is none). Empty: there is one.
        std::string why;
        std::string detail;  // English, for the technical reader
    };

    explicit Authorities(Settings settings);
    ~Authorities();
    Authorities(const Authorities&) = delete;
    Authorities& operator=(const Authorities&) = delete;

    // The body at `url`, of at most `limit` bytes. A host that could not be reached is not tried again, and says so.
    // Who finds another asking for the same waits for it until the deadline.
    std::shared_ptr<const Answer> get(const std::string& url, std::size_t limit, net::Deadline deadline);
    // Requests that were made: what was known from before does not count.
    int requests() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace attt::scanner
