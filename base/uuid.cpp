#include "base/uuid.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "base/hash.h"

namespace attt::base {
namespace {

// 0c5b1f62-6a3e-4d57-9b0e-2f6f4b0e9a11, drawn once: every identifier of ours hangs on it.
constexpr std::string_view own_namespace("\x0c\x5b\x1f\x62\x6a\x3e\x4d\x57\x9b\x0e\x2f\x6f\x4b\x0e\x9a\x11", 16);

}  // namespace

std::string uuid_of(std::string_view name) {
    std::string named(own_namespace);
    named += name;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    // version 5 is SHA-1 by definition; nothing here is secret or signed
    if (EVP_Digest(named.data(), named.size(), digest.data(), &length, EVP_sha1(), nullptr) != 1)
        throw std::runtime_error("SHA-1 is not available in the linked OpenSSL");
    digest[6] = static_cast<unsigned char>((digest[6] & 0x0FU) | 0x50U);
    digest[8] = static_cast<unsigned char>((digest[8] & 0x3FU) | 0x80U);
    const std::string digits = hex({reinterpret_cast<const char*>(digest.data()), 16});
    return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" + digits.substr(16, 4) +
           "-" + digits.substr(20);
}

}  // namespace attt::base
