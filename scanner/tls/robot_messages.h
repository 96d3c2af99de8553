// The five key exchanges that tell an oracle of Bleichenbacher's kind, encrypted for a server's key (RFC 8017, section
// 7.2.1, without the checks of an honest sender).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace attt::scanner::tls {

enum class RobotMessage {
    well_formed,      // 00 02, padding, 00, the version offered, 46 bytes
    wrong_beginning,  // 41 17 instead of 00 02
    zero_misplaced,   // the zero stands where the secret ends
    no_zero,          // none behind 00 02
    wrong_version,    // 02 02 instead of the version offered (RFC 5246, section 7.4.7.1)
};
inline constexpr std::size_t robot_messages = 5;

// The RSA key of a certificate: modulus and exponent, big-endian.
struct RsaKey {
    std::string modulus;
    std::string exponent;
};
// Nothing for another key, an unreadable certificate, or a modulus beyond 512 to 16384 bits.
std::optional<RsaKey> rsa_key_of(const std::string& certificate);

// As long as the modulus, before encryption. REQUIRES: length >= 64.
std::string robot_block(RobotMessage message, std::size_t length, std::uint16_t version);

// Each of them as an EncryptedPreMasterSecret without its length; nothing where the key cannot be used.
std::optional<std::array<std::string, robot_messages>> robot_secrets(const RsaKey& key, std::uint16_t version);

}  // namespace attt::scanner::tls
