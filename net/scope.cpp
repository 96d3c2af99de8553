#include "net/scope.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace attt::net {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

// Nobody can authorise a scan of these: "this host", which Linux takes for loopback, groups and broadcast.
bool is_unicast(const Address& address) {
    const auto& b = address.bytes;
    if (!address.v6) return b[12] != 0 && b[12] < 224;
    return b[0] != 0xff && std::any_of(b.begin(), b.end(), [](std::uint8_t byte) { return byte != 0; });
}

void clear_bits_after(Address& address, int kept) {
    for (int i = 0; i < 16; ++i) {
        const int here = std::clamp(kept - i * 8, 0, 8);
        auto& byte = address.bytes[static_cast<std::size_t>(i)];
        byte = static_cast<std::uint8_t>(byte & (0xff00U >> static_cast<unsigned>(here)));
    }
}

// Bits of the sixteen bytes: an IPv4 prefix counts after the mapping prefix.
int stored_bits(const Address& address, int prefix) {
    return address.v6 ? prefix : 96 + prefix;
}

std::string normal_name(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    return base::to_ascii_host(name).value_or(base::to_lower_ascii(name));
}

std::string normal_pattern(std::string_view pattern) {
    pattern = base::trim(pattern);
    return pattern.starts_with("*.") ? "*." + normal_name(pattern.substr(2)) : normal_name(pattern);
}

bool matches(std::string_view name, std::string_view pattern) {
    if (pattern == "*" || pattern == name) return true;
    return pattern.starts_with("*.") && name.size() > pattern.size() - 1 && name.ends_with(pattern.substr(1));
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
    if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
    const std::string copy(text);
    Address address;
    if (inet_pton(AF_INET, copy.c_str(), address.bytes.data() + mapped_prefix.size()) == 1) {
        std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
        return address;
    }
    if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) != 1) return std::nullopt;
    // ::ffff:10.0.0.1 reaches 10.0.0.1, so it is judged as that
    address.v6 = !std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
    return address;
}

std::string Address::text() const {
    std::array<char, INET6_ADDRSTRLEN> out{};
    const auto* from = v6 ? bytes.data() : bytes.data() + mapped_prefix.size();
    inet_ntop(v6 ? AF_INET6 : AF_INET, from, out.data(), out.size());
    return out.data();
}

bool Address::is_loopback() const {
    if (!v6) return bytes[12] == 127;
    return bytes[15] == 1 && std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t byte) { return byte == 0; });
}

bool Address::is_private() const {
    if (v6) return (bytes[0] & 0xfeU) == 0xfcU || (bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0x80U);
    const int a = bytes[12];
    const int b = bytes[13];
    return a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) || (a == 169 && b == 254);
}

Address Address::network() const {
    Address network = *this;
    clear_bits_after(network, stored_bits(*this, v6 ? 48 : 24));
    return network;
}

base::Result<Network> Network::parse(std::string_view cidr) {
    const auto wrong = [&] {
        return base::fail(base::ErrorCode::bad_input, "scope.network_syntax", {{"value", base::printable(cidr, 100)}});
    };
    const std::string_view text = base::trim(cidr);
    const auto slash = text.find('/');
    const auto address = Address::parse(text.substr(0, slash));
    if (!address) return wrong();
    const int longest = address->v6 ? 128 : 32;
    Network network{*address, longest};
    if (slash != std::string_view::npos) {
        const std::string_view digits = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), network.prefix);
        if (error != std::errc() || end != digits.data() + digits.size()) return wrong();
        if (network.prefix < 0 || network.prefix > longest) return wrong();
    }
    // 10.1.2.3/8 may mean one machine or sixteen million: what is allowed must not rest on a guess
    clear_bits_after(network.base, stored_bits(*address, network.prefix));
    if (network.base != *address) return wrong();
    return network;
}

bool Network::contains(const Address& address) const {
    if (address.v6 != base.v6) return false;
    Address masked = address;
    clear_bits_after(masked, stored_bits(base, prefix));
    return masked == base;
}

void Scope::allow(std::vector<std::string> names, std::vector<Network> networks, int network_cap) {
    for (std::string& name : names)
        name = normal_pattern(name);
    parts_.push_back({std::move(names), std::move(networks), std::max(1, network_cap)});
}

bool Scope::covers_name(std::string_view name) const {
    if (const auto address = Address::parse(name)) return covers_address(*address);
    const std::string normal = normal_name(name);
    return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
        return std::any_of(part.names.begin(), part.names.end(),
                           [&](const std::string& pattern) { return matches(normal, pattern); });
    });
}

bool Scope::covers_address(const Address& address) const {
    return network_cap(address) > 0;
}

int Scope::network_cap(const Address& address) const {
    if (!is_unicast(address)) return 0;
    int cap = 0;
    for (const Part& part : parts_) {
        const bool covers = std::any_of(part.networks.begin(), part.networks.end(),
                                        [&](const Network& network) { return network.contains(address); });
        if (covers) cap = std::max(cap, part.network_cap);
    }
    return cap;
}

base::Result<void> Scope::check(const Address& address) const {
    if (covers_address(address)) return {};
    return base::fail(base::ErrorCode::outside_scope, "scope.address", {{"address", address.text()}});
}

}  // namespace attt::net
