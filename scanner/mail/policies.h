// The mail policies that a domain publishes in DNS: SPF (RFC 7208), DMARC (RFC 7489), MTA-STS (RFC 8461), TLS reporting
// (RFC 8460), DKIM keys (RFC 6376). Read, not judged; no network but through a function that looks up TXT records.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attt::scanner::mail {

// The TXT records of a name; nothing where the answer could not be had.
using TxtOf = std::function<std::optional<std::vector<std::string>>(const std::string& name)>;

struct Spf {
    bool found = false;
    std::string record;
    std::string all;                    // "-all", "~all", "?all", "+all"; empty: none, and no redirect says it
    int lookups = 0;                    // of the ten that RFC 7208, section 4.6.4 allows
    std::vector<std::string> problems;  // several_records, unknown_term, too_many_lookups, loop, lookup_failed
};
// Follows include and redirect, at most 30 lookups deep in all.
Spf read_spf(const std::string& domain, const TxtOf& txt);

struct Dmarc {
    bool found = false;
    std::string record;
    std::string policy;            // none, quarantine, reject
    std::string subdomain_policy;  // as said, else the policy
    int percent = 100;
    std::vector<std::string> report_addresses;
    bool valid = false;  // v=DMARC1 first and a known p
};
Dmarc parse_dmarc(std::string_view record);

// "v=DKIM1; k=rsa; p=…": whether it holds a key (an empty p is a revoked one).
bool is_dkim_key(std::string_view record);

// tag=value pairs separated by ";", names in lower case.
std::vector<std::pair<std::string, std::string>> tags_of(std::string_view record);

}  // namespace attt::scanner::mail
