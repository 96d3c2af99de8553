#include "scanner/mail/dane.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::mail {
namespace {

// SubjectPublicKeyInfo, DER; empty where the certificate cannot be read.
std::string public_key_of(const std::string& der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const tls::X509Handle certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
    if (!certificate) return {};
    unsigned char* out = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &out);
    if (length <= 0) return {};
    std::string key(reinterpret_cast<char*>(out), static_cast<std::size_t>(length));
    OPENSSL_free(out);
    return key;
}

std::string digest_of(const std::string& bytes, const EVP_MD* kind) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, kind, nullptr) != 1) return {};
    return base::hex({reinterpret_cast<const char*>(out.data()), length});
}

// RFC 6698, section 2.1: which certificate, which part of it, in which form.
bool fits(const std::string& record, std::span<const std::string> chain, bool also_pkix) {
    const auto parts = base::split(record, ' ');
    if (parts.size() != 4 || parts[3].empty()) return false;
    const bool of_issuer = parts[0] == "2" || (also_pkix && parts[0] == "0");
    const bool of_server = parts[0] == "3" || (also_pkix && parts[0] == "1");
    if (!of_issuer && !of_server) return false;
    const auto certificates = of_server ? chain.first(std::min<std::size_t>(1, chain.size())) : chain;
    return std::any_of(certificates.begin(), certificates.end(), [&](const std::string& der) {
        const std::string part = parts[1] == "0" ? der : parts[1] == "1" ? public_key_of(der) : std::string();
        if (part.empty()) return false;
        if (parts[2] == "0") return base::hex(part) == parts[3];
        if (parts[2] == "1") return digest_of(part, EVP_sha256()) == parts[3];
        return parts[2] == "2" && digest_of(part, EVP_sha512()) == parts[3];
    });
}

}  // namespace

bool dane_fits(std::span<const std::string> records, std::span<const std::string> chain, bool also_pkix) {
    return std::any_of(records.begin(), records.end(),
                       [&](const std::string& record) { return fits(record, chain, also_pkix); });
}

}  // namespace attt::scanner::mail
