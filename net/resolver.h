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

// Types of records, by their numbers.
enum class RecordType : int {
    a = 1,
    ns = 2,
    cname = 5,
    soa = 6,
    mx = 15,
    txt = 16,
    aaaa = 28,
    tlsa = 52,
    svcb = 64,
    https = 65,
    caa = 257
};

struct DnsRecords {
    bool name_exists = true;
    // In words, sorted: "10 mail.x.example" (MX), "0 issue \"ca.example\"" (CAA), "3 1 1 ab12…" (TLSA),
    // "1 . alpn=h2,h3 port=8443" (HTTPS and SVCB), a name without its final dot, an address; of TXT the strings of a
    // record put together.
    std::vector<std::string> records;
    std::string canonical_name;
    std::int64_t ttl = 0;
    Dnssec dnssec = Dnssec::insecure;
    std::string why_bogus;
};

class Resolver {
  public:
    static base::Result<std::unique_ptr<Resolver>> make(const ResolverSettings& settings);
    ~Resolver();

    // Errors: net.timeout, dns.failed (SERVFAIL and the like, with reason).
    base::Result<DnsAnswer> addresses_v4(std::string_view name, Deadline deadline);
    base::Result<DnsAnswer> addresses_v6(std::string_view name, Deadline deadline);
    // Whether signatures are checked: without a trust anchor "insecure" says nothing about a zone.
    bool validates() const;
    // At most 200 records of at most 4 KB each. Errors as above.
    base::Result<DnsRecords> records(std::string_view name, RecordType type, Deadline deadline);

  private:
    Resolver();
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace attt::net
