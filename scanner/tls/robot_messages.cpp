#include "scanner/tls/robot_messages.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <utility>

#include "scanner/tls/bytes.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

constexpr std::size_t secret_length = 48;
constexpr std::size_t least_modulus = 64;
constexpr std::size_t greatest_modulus = 2048;
constexpr std::size_t greatest_exponent = 8;
// Nothing secret is sent under it: the handshake is never completed.
constexpr char filler = '\x5A';

using BignumContextHandle = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;

std::string bytes_of(const BIGNUM* number) {
    std::string out(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

BignumHandle number_of(const std::string& bytes) {
    return BignumHandle(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
}

std::string parameter(const EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return {};
    const BignumHandle owned(number);
    return bytes_of(number);
}

std::string raised(const std::string& block, const RsaKey& key) {
    const BignumHandle base = number_of(block), exponent = number_of(key.exponent), modulus = number_of(key.modulus);
    const BignumHandle result(BN_new());
    const BignumContextHandle context(BN_CTX_new());
    if (!base || !exponent || !modulus || !result || !context) return {};
    if (BN_mod_exp(result.get(), base.get(), exponent.get(), modulus.get(), context.get()) != 1) return {};
    const std::string short_form = bytes_of(result.get());
    return std::string(key.modulus.size() - short_form.size(), '\0') + short_form;
}

}  // namespace

std::optional<RsaKey> rsa_key_of(const std::string& certificate) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(certificate.data());
    const X509Handle parsed(d2i_X509(nullptr, &bytes, static_cast<long>(certificate.size())));
    const EVP_PKEY* key = parsed ? X509_get0_pubkey(parsed.get()) : nullptr;
    std::string modulus, exponent;
    if (key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
        modulus = parameter(key, OSSL_PKEY_PARAM_RSA_N);
        exponent = parameter(key, OSSL_PKEY_PARAM_RSA_E);
    }
    ERR_clear_error();
    if (modulus.size() < least_modulus || modulus.size() > greatest_modulus) return std::nullopt;
    if (exponent.empty() || exponent.size() > greatest_exponent) return std::nullopt;
    return RsaKey{std::move(modulus), std::move(exponent)};
}

std::string robot_block(RobotMessage message, std::size_t length, std::uint16_t version) {
    const std::string padding(length - secret_length - 3, filler);
    const std::string random(secret_length - 2, filler);
    Writer out;
    out.u16(message == RobotMessage::wrong_beginning ? 0x4117 : 0x0002);
    out.bytes(padding);
    switch (message) {
        case RobotMessage::well_formed:
        case RobotMessage::wrong_beginning:
            out.u8(0);
            out.u16(version);
            out.bytes(random);
            break;
        case RobotMessage::wrong_version:
            out.u8(0);
            out.u16(0x0202);
            out.bytes(random);
            break;
        case RobotMessage::zero_misplaced:
            out.u8(0x11);
            out.bytes(random);
            out.u16(0x0011);
            break;
        case RobotMessage::no_zero:
            out.u8(0x11);
            out.u16(0x1111);
            out.bytes(random);
            break;
    }
    return out.take();
}

std::optional<std::array<std::string, robot_messages>> robot_secrets(const RsaKey& key, std::uint16_t version) {
    std::array<std::string, robot_messages> out;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = raised(robot_block(static_cast<RobotMessage>(i), key.modulus.size(), version), key);
        if (out[i].size() != key.modulus.size()) {
            ERR_clear_error();
            return std::nullopt;
        }
    }
    return out;
}

}  // namespace attt::scanner::tls
