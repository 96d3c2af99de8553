// What may be touched. Checked at the moment of every connect, so that no redirect or DNS answer walks out of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attt::net {

// An IPv4 or IPv6 address in binary; IPv4 is kept as IPv4-mapped IPv6 so that one comparison serves both.
struct Address {
    std::array<std::uint8_t, 16> bytes{};
    bool v6 = false;

    static std::optional<Address> parse(std::string_view text);
    std::string text() const;
    bool is_loopback() const;
    // RFC 1918, RFC 4193, link-local
    bool is_private() const;
    // The /24 (IPv4) or /48 (IPv6) that holds it: the unit of the network cap.
    Address network() const;
    auto operator<=>(const Address&) const = default;
};

struct Network {
    Address base;
    int prefix = 0;  // bits of `base` as the family counts them

    // Error: scope.network_syntax.
    static base::Result<Network> parse(std::string_view cidr);
    bool contains(const Address& address) const;
};

// The union of what the authorisations in force cover: a name by pattern AND the address by network. An empty list of
// networks allows no address; names are checked where a name is known (a site's host), addresses always.
class Scope {
  public:
    Scope() = default;  // allows nothing
    // `names`: "dongthap.example" (exact), "*.dongthap.example" (any depth below it), "*" (any).
    void allow(std::vector<std::string> names, std::vector<Network> networks, int network_cap);

    bool covers_name(std::string_view name) const;
    bool covers_address(const Address& address) const;
    // Connections at once to the network of this address.
    int network_cap(const Address& address) const;
    // Error: scope.address (address).
    base::Result<void> check(const Address& address) const;

  private:
    struct Part {
        std::vector<std::string> names;
        std::vector<Network> networks;
        int network_cap = 64;
    };
    std::vector<Part> parts_;
};

}  // namespace attt::net
