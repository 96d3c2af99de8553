// The facts of one `tls` observation, as profiles and the simulation of clients read them: what a server accepts, and
// what could not be settled about it. Nothing here is judged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace attt::rules {

// What is open: an element of a list that may or may not be in it, or (without a value) the whole fact.
struct TlsDoubt {
    std::string fact;   // "ciphers.TLSv1.2"
    std::string value;  // empty: the whole fact
    std::string reason;
};

inline constexpr std::string_view tls_versions_in_order[] = {"SSLv2",   "SSLv3",   "TLSv1.0",
                                                             "TLSv1.1", "TLSv1.2", "TLSv1.3"};

class TlsServer {
  public:
    // `facts`: of an observation of the probe tls whose status is ok; it must outlive this.
    explicit TlsServer(const base::Value& facts);

    const base::Value& facts() const { return *facts_; }
    // Whether the fact was stated at all; some are asked at depth full alone.
    bool states(std::string_view fact) const;
    std::vector<std::string> strings(std::string_view fact) const;
    bool speaks(std::string_view version) const;
    // The suites of a version in the order of the fact.
    std::vector<std::string> suites(std::string_view version) const;
    std::vector<TlsDoubt> doubts(std::string_view fact) const;

    // "server_order": nothing where it is open or there is nothing to order.
    std::optional<bool> order(std::string_view version) const;
    // Whether any version before TLS 1.3 is spoken; and whether that is open.
    bool speaks_old() const;
    bool old_open() const;
    // Suites with ephemeral (or anonymous) DH over a prime.
    bool exchanges_over_dh() const;
    bool dh_open() const;
    // The certificate for the name asked, then those that another type of key would be shown (depth full).
    std::vector<const base::Value*> certificates() const;
    // The families of keys that the server proves to have by what it signs with: "RSA", "EC", …
    std::vector<std::string> key_families() const;

  private:
    const base::Value* facts_;
    std::vector<TlsDoubt> doubts_;
};

bool suite_over_dh(std::string_view suite);
bool suite_over_curves(std::string_view suite);
// "RSA", "EC", "DSA": by what the server authenticates itself; empty where the suite's name does not say (TLS 1.3,
// anonymous, PSK).
std::string suite_key(std::string_view suite);
// The same of a signature scheme; "Ed25519", "Ed448" too.
std::string scheme_key(std::string_view scheme);

}  // namespace attt::rules
