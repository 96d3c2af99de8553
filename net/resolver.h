// Names to addresses through libunbound, one context for the program; the host map of attt.toml is local data in it, so
// that mapped names take the same way. Thread-safe; callers wait until their deadline.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/scan.h"
#include "net/deadline.h"

namespace attt::net {

struct ResolverSettings {
    std::vector<std::string> forwarders;  // "127.0.0.1@5353"; empty: /etc/resolv.conf
    std::string trust_anchor_file;        // empty: no DNSSEC validation
    std::vector<model::HostMapEntry> host_map;
};

enum class Dnssec { insecure, secure, bogus };

struct DnsAnswer {
    bool name_exists = true;             // false: NXDOMAIN
    std::vector<std::string> addresses;  // text, sorted
    std::string canonical_name;          // where a CNAME led; empty: no CNAME
    std::int64_t ttl = 0;                // seconds
    Dnssec dnssec = Dnssec::insecure;
    std::string why_bogus;
    bool from_host_map = false;
};

class Resolver {
  public:
    static base::Result<std::unique_ptr<Resolver>> make(const ResolverSettings& settings);
    ~Resolver();

    // Errors: net.timeout, dns.failed (SERVFAIL and the like, with reason).
    base::Result<DnsAnswer> addresses_v4(std::string_view name, Deadline deadline);
    base::Result<DnsAnswer> addresses_v6(std::string_view name, Deadline deadline);

  private:
    Resolver();
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace attt::net
