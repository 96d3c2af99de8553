// Numbers of TLS and their names: versions, cipher suites, named groups, signature schemes, alerts (IANA, "TLS
// Parameters").
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attt::scanner::tls {

struct NamedCode {
    std::uint16_t code;
    std::string_view name;
};

// In the order in which they came.
enum class Version { ssl2, ssl3, tls1_0, tls1_1, tls1_2, tls1_3 };

inline constexpr std::array<Version, 6> all_versions = {Version::ssl2,   Version::ssl3,   Version::tls1_0,
                                                        Version::tls1_1, Version::tls1_2, Version::tls1_3};
inline constexpr std::array<std::string_view, 6> version_names = {"SSLv2",   "SSLv3",   "TLSv1.0",
                                                                  "TLSv1.1", "TLSv1.2", "TLSv1.3"};

inline std::string_view name_of(Version version) {
    return version_names[static_cast<std::size_t>(version)];
}
// The number on the wire: 0x0002, 0x0300 … 0x0304.
std::uint16_t code_of(Version version);
std::optional<Version> version_of(std::uint16_t code);

// Every suite with a name, signalling values included, in the order of codes.
std::span<const NamedCode> all_suites();
// The IANA name; "0xHHHH" for a code without one.
std::string suite_name(std::uint16_t code);
// SSLv2's cipher kinds have three bytes: "SSL_CK_…", "0xHHHHHH" for those without a name.
std::string ssl2_cipher_name(std::uint32_t code);
// Those that a CLIENT-HELLO of SSLv2 offers.
std::span<const std::uint32_t> all_ssl2_ciphers();

// What a suite's name says about its key exchange.
bool exchanges_over_curves(std::uint16_t suite);  // ECDHE, with or without PSK, and anonymous ECDH
bool exchanges_over_dh(std::uint16_t suite);      // DHE, with or without PSK, and anonymous DH
bool hints_at_psk(std::uint16_t suite);           // its ServerKeyExchange begins with an identity hint (RFC 4279)
bool signed_by_ecdsa(std::uint16_t suite);        // ECDHE_ECDSA: the certificate's own curve must be offered (RFC 8422)
bool names_user(std::uint16_t suite);             // SRP and the like: the server looks up a user before it answers
bool sends_certificate(std::uint16_t suite);      // neither anonymous nor by shared secret alone

// The suites that a server could accept at this version, likely ones first, in portions that even servers which read no
// more than 64 suites take. Signalling values are in none.
const std::vector<std::vector<std::uint16_t>>& suite_portions(Version version);
// A list of suites cut into portions of that size.
std::vector<std::vector<std::uint16_t>> in_portions(const std::vector<std::uint16_t>& suites);

// Every group with a name, in the order of codes.
std::span<const NamedCode> all_groups();
std::string group_name(std::uint16_t code);
// The groups to offer, likely ones first: in TLS 1.3 all of them, before it curves and those of RFC 7919.
const std::vector<std::uint16_t>& groups_for(Version version);
// Finite-field groups of RFC 7919.
std::span<const std::uint16_t> ffdhe_groups();
bool is_ffdhe(std::uint16_t group);
// The RFC 7919 group of this prime (big-endian, without leading zeros), or nothing.
std::optional<std::uint16_t> ffdhe_group_of_prime(std::string_view prime);

// Explicit curves (RFC 4492) have no group of their own; these codes stand for them.
inline constexpr std::uint16_t explicit_prime_curves = 0xFF01;
inline constexpr std::uint16_t explicit_char2_curves = 0xFF02;

// Every signature scheme that a server might sign with.
std::span<const std::uint16_t> all_signature_schemes();

std::string scheme_name(std::uint16_t code);

// "handshake_failure"; "123" for one without a name.
std::string alert_name(std::uint8_t code);

}  // namespace attt::scanner::tls
