// Owners of OpenSSL's handles.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace attt::scanner::tls {

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* handle) const {
        free(handle);
    }
};

inline void free_certificates(STACK_OF(X509) * stack) {
    sk_X509_pop_free(stack, X509_free);
}

using X509Handle = std::unique_ptr<X509, Freed<X509_free>>;
using X509StackHandle = std::unique_ptr<STACK_OF(X509), Freed<free_certificates>>;
using X509StoreContextHandle = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using X509StoreHandle = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using GeneralNamesHandle = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using BioHandle = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using BignumHandle = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using EcGroupHandle = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using PublicKeyHandle = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using DigestHandle = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using SslContextHandle = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using SslHandle = std::unique_ptr<SSL, Freed<SSL_free>>;

}  // namespace attt::scanner::tls
