// ClientHellos of every version, as bytes ready to send. Nothing in them needs a key: TLS 1.3 is asked with an empty
// list of key shares (RFC 8446, section 4.2.8), to which the server answers with a HelloRetryRequest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/tls/names.h"

namespace attt::scanner::tls {

struct ClientHello {
    Version version = Version::tls1_2;  // not SSLv2
    std::vector<std::uint16_t> suites;
    std::vector<std::uint16_t> groups;
    std::string server_name;  // empty for an address (RFC 6066, section 3)
    std::uint64_t seed = 0;   // of the random bytes: they protect nothing here, but no two hellos should be equal
};

// One TLS record.
std::string encode(const ClientHello& hello);

// The CLIENT-HELLO of SSLv2 with every cipher kind.
std::string encode_ssl2_hello(std::uint64_t seed);

}  // namespace attt::scanner::tls
