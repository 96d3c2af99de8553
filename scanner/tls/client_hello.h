// ClientHellos of every version, as bytes ready to send. Nothing in them needs a key: TLS 1.3 is asked with an empty
// list of key shares (RFC 8446, section 4.2.8), to which the server answers with a HelloRetryRequest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/tls/names.h"

namespace attt::scanner::tls {

struct ExtensionBytes {
    std::uint16_t type;
    std::string content;
};

// DEFLATE (RFC 3749) and LZS (RFC 3943).
inline constexpr const char* all_compressions = "\x01\x40";

struct ClientHello {
    Version version = Version::tls1_2;  // not SSLv2
    std::vector<std::uint16_t> suites;
    std::vector<std::uint16_t> groups;
    std::string server_name;  // empty for an address (RFC 6066, section 3)
    std::uint64_t seed = 0;   // of the random bytes: they protect nothing here, but no two hellos should be equal

    // From here on what only a few questions change.
    std::vector<std::uint16_t> schemes = {};      // of signatures; empty: all
    std::vector<ExtensionBytes> extensions = {};  // sent after the others
    std::vector<ExtensionBytes> key_shares = {};  // TLS 1.3: group and public value; empty: none
    std::string compressions = {};                // besides none, before it
    bool fallback = false;                        // TLS_FALLBACK_SCSV (RFC 7507)
    std::uint16_t legacy_version = 0;             // 0: that of `version`, or TLS 1.2's for TLS 1.3
    std::uint16_t record_version = 0;             // 0: that of TLS 1.0, or SSLv3's
    std::size_t fragment = 0;                     // bytes of the message in each record; 0: one record
    std::size_t length = 0;                       // padded to so many bytes of message, if it is shorter
    std::string session_id = {};                  // at most 32 bytes; before TLS 1.3
};

// One TLS record, or several where it is fragmented.
std::string encode(const ClientHello& hello);

// A public value for a key share that a server takes as good: there is no private key behind it. Nothing for groups of
// which none is known.
std::optional<std::string> any_public_value(std::uint16_t group, std::uint64_t seed);

// The CLIENT-HELLO of SSLv2 with every cipher kind.
std::string encode_ssl2_hello(std::uint64_t seed);

}  // namespace attt::scanner::tls
