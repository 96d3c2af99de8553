#include "scanner/trust_store.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>

#include "base/files.h"
#include "base/hash.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner {
namespace {

constexpr std::size_t largest_file = 16U << 20U;

// All certificates of a PEM file; other PEM blocks are passed over.
std::vector<tls::X509Handle> read_pem(const std::string& bytes) {
    std::vector<tls::X509Handle> out;
    const tls::BioHandle bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
    while (bio) {
        tls::X509Handle certificate(PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr));
        if (!certificate) break;
        out.push_back(std::move(certificate));
    }
    ERR_clear_error();
    return out;
}

std::string hash_of(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size <= 0) return {};
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return base::sha256_hex(bytes);
}

// $SSL_CERT_FILE, else where OpenSSL was built to look: the system's bundle.
std::string system_bundle() {
    const char* named = std::getenv(X509_get_default_cert_file_env());
    if (named != nullptr && *named != '\0') return named;
    constexpr const char* debian = "/etc/ssl/certs/ca-certificates.crt";
    const std::string compiled_in = X509_get_default_cert_file();
    const std::vector<std::string> places = {compiled_in, debian};
    const auto found =
        std::find_if(places.begin(), places.end(), [](const std::string& p) { return std::filesystem::exists(p); });
    return found == places.end() ? std::string() : *found;
}

}  // namespace

void TrustStore::Free::operator()(x509_store_st* store) const {
    X509_STORE_free(store);
}

TrustStore::TrustStore() : store_(X509_STORE_new()) {}
TrustStore::TrustStore(TrustStore&&) noexcept = default;
TrustStore& TrustStore::operator=(TrustStore&&) noexcept = default;
TrustStore::~TrustStore() = default;

base::Result<TrustStore> TrustStore::load(const std::vector<std::string>& added) {
    TrustStore out;
    std::set<std::string> hashes;
    const auto add_file = [&](const std::string& file) -> base::Result<std::size_t> {
        const auto bytes = base::read_file(file, largest_file);
        if (!bytes) return base::fail(base::ErrorCode::bad_input, "trust.unreadable", {{"file", file}});
        const auto certificates = read_pem(*bytes);
        for (const tls::X509Handle& certificate : certificates) {
            X509_STORE_add_cert(out.store_.get(), certificate.get());
            hashes.insert(hash_of(certificate.get()));
        }
        return certificates.size();
    };
    if (const std::string bundle = system_bundle(); !bundle.empty()) {
        if (auto count = add_file(bundle); !count) return base::fail(count.error());
    }
    out.of_system_ = hashes;
    for (const std::string& file : added) {
        const auto count = add_file(file);
        if (!count) return base::fail(count.error());
        if (*count == 0) return base::fail(base::ErrorCode::bad_input, "trust.no_certificate", {{"file", file}});
    }
    std::string all;
    for (const std::string& hash : hashes)
        all += hash;
    out.fingerprint_ = base::sha256_hex(all);
    ERR_clear_error();
    return out;
}

bool TrustStore::is_of_system(std::string_view der) const {
    return of_system_.contains(base::sha256_hex(der));
}

}  // namespace attt::scanner
