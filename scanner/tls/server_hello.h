// What a server's first flight says in the clear.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/tls/names.h"

namespace attt::scanner::tls {

struct ServerHello {
    std::uint16_t version = 0;  // that of supported_versions where there is one (RFC 8446, section 4.2.1)
    std::uint16_t suite = 0;
    bool retry = false;                  // a HelloRetryRequest
    std::optional<std::uint16_t> group;  // of key_share, TLS 1.3
    std::string random;
    std::uint8_t compression = 0;
    std::vector<std::uint16_t> extensions;  // their types, in the order of the message

    bool has(std::uint16_t extension) const;
};
// Nothing when the body of the message breaks the rules.
std::optional<ServerHello> parse_server_hello(std::string_view body);

// The certificates as sent, DER, leaf first (up to TLS 1.2). Nothing when the body breaks the rules.
std::optional<std::vector<std::string>> parse_certificate(std::string_view body);

// The group of the key exchange (up to TLS 1.2): of curves the named one, of DH the RFC 7919 group with this prime.
struct KeyExchange {
    std::optional<std::uint16_t> group;
    std::size_t dh_bits = 0;  // of the prime
    std::string dh_prime;     // big-endian, without leading zeros; empty for curves
    std::string public_value;
    std::optional<std::uint16_t> scheme;  // of the signature; TLS 1.2 with a certificate only
};
// Nothing when the body breaks the rules or the suite has no such message. `version` tells whether a signature names
// its scheme.
std::optional<KeyExchange> parse_key_exchange(std::string_view body, std::uint16_t suite, std::uint16_t version = 0);

}  // namespace attt::scanner::tls
