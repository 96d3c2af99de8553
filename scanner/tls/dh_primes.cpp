#include "scanner/tls/dh_primes.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <map>

#include "scanner/tls/names.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

std::string bytes_of(const BIGNUM* number) {
    std::string out(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

using Primes = std::map<std::string, std::string>;

void add(Primes& primes, BIGNUM* prime, const char* name) {
    const BignumHandle owner(prime);
    if (owner) primes.emplace(bytes_of(owner.get()), name);
}

Primes make_primes() {
    Primes out;
    add(out, BN_get_rfc2409_prime_768(nullptr), "modp768 (RFC 2409)");
    add(out, BN_get_rfc2409_prime_1024(nullptr), "modp1024 (RFC 2409)");
    add(out, BN_get_rfc3526_prime_1536(nullptr), "modp1536 (RFC 3526)");
    add(out, BN_get_rfc3526_prime_2048(nullptr), "modp2048 (RFC 3526)");
    add(out, BN_get_rfc3526_prime_3072(nullptr), "modp3072 (RFC 3526)");
    add(out, BN_get_rfc3526_prime_4096(nullptr), "modp4096 (RFC 3526)");
    add(out, BN_get_rfc3526_prime_6144(nullptr), "modp6144 (RFC 3526)");
    add(out, BN_get_rfc3526_prime_8192(nullptr), "modp8192 (RFC 3526)");
    // RFC 5114, sections 2.1 to 2.3: of these OpenSSL gives the prime with a key only.
    for (const auto& [group, name] : {std::pair{"dh_1024_160", "RFC 5114 1024/160"},
                                      {"dh_2048_224", "RFC 5114 2048/224"},
                                      {"dh_2048_256", "RFC 5114 2048/256"}}) {
        EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "DHX", nullptr);
        std::string text = group;
        OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, text.data(), text.size()),
            OSSL_PARAM_construct_end()};
        EVP_PKEY* key = nullptr;
        BIGNUM* prime = nullptr;
        if (context != nullptr && EVP_PKEY_paramgen_init(context) == 1 &&
            EVP_PKEY_CTX_set_params(context, parameters) == 1 && EVP_PKEY_generate(context, &key) == 1)
            EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_FFC_P, &prime);
        add(out, prime, name);
        EVP_PKEY_free(key);
        EVP_PKEY_CTX_free(context);
    }
    return out;
}

}  // namespace

std::string name_of_prime(std::string_view prime) {
    static const Primes primes = make_primes();
    if (const auto group = ffdhe_group_of_prime(prime)) return group_name(*group);
    const auto found = primes.find(std::string(prime));
    return found == primes.end() ? "own" : found->second;
}

}  // namespace attt::scanner::tls
