#include "scanner/tls/certificate.h"

#include <arpa/inet.h>
#include <openssl/core_names.h>
#include <openssl/objects.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "base/hash.h"
#include "base/text.h"
#include "scanner/tls/chain.h"
#include "scanner/tls/names.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

// More names than any honest certificate has; a hostile one could hold tens of thousands.
constexpr int most_names = 2000;

std::string contents_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

// RFC 4514, UTF-8 as it is; what is no UTF-8 is replaced, for facts are text.
std::string show_name(const X509_NAME* name) {
    const BioHandle out(BIO_new(BIO_s_mem()));
    constexpr unsigned long style = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (!out || X509_NAME_print_ex(out.get(), name, 0, style) < 0) return {};
    const std::string text = contents_of(out.get());
    return base::is_utf8(text) ? text : base::nfc(text);
}

base::Value show_date(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return nullptr;
    const std::time_t seconds = ::timegm(&parts);
    return base::to_rfc3339(base::Time(std::chrono::seconds(seconds)));
}

std::string show_object(const ASN1_OBJECT* object) {
    std::array<char, 128> text{};
    OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
    return text.data();
}

std::string signature_algorithm(const X509* certificate) {
    const X509_ALGOR* algorithm = nullptr;
    X509_get0_signature(nullptr, &algorithm, certificate);
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    const int nid = OBJ_obj2nid(object);
    return nid == NID_undef ? show_object(object) : OBJ_nid2ln(nid);
}

std::string curve_name(const EVP_PKEY* key) {
    std::array<char, 80> name{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) return {};
    return {name.data(), length};
}

// Of the field, which is not always that of the order.
int curve_bits(const EVP_PKEY* key) {
    const EcGroupHandle group(EC_GROUP_new_by_curve_name(OBJ_sn2nid(curve_name(key).c_str())));
    if (group) return EC_GROUP_get_degree(group.get());
    BIGNUM* field = nullptr;
    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_P, &field);
    const BignumHandle owner(field);
    return owner ? BN_num_bits(owner.get()) : EVP_PKEY_get_bits(key);
}

struct Key {
    std::string type;
    int bits = 0;
};

Key key_of(const X509* certificate) {
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key == nullptr) {
        ASN1_OBJECT* object = nullptr;
        X509_PUBKEY_get0_param(&object, nullptr, nullptr, nullptr, X509_get_X509_PUBKEY(certificate));
        return {object == nullptr ? std::string() : show_object(object), 0};
    }
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA:
        case EVP_PKEY_RSA_PSS: return {"RSA", EVP_PKEY_get_bits(key)};
        case EVP_PKEY_EC:
        case EVP_PKEY_SM2: return {"EC", curve_bits(key)};
        case EVP_PKEY_DSA: return {"DSA", EVP_PKEY_get_bits(key)};
        case EVP_PKEY_ED25519: return {"Ed25519", 256};
        case EVP_PKEY_ED448: return {"Ed448", 456};
        default: break;
    }
    const char* name = EVP_PKEY_get0_type_name(key);
    return {name == nullptr ? std::string() : name, EVP_PKEY_get_bits(key)};
}

std::string show_address(const ASN1_OCTET_STRING* address) {
    const unsigned char* bytes = ASN1_STRING_get0_data(address);
    const int length = ASN1_STRING_length(address);
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = length == 4 ? AF_INET : length == 16 ? AF_INET6 : AF_UNSPEC;
    if (family == AF_UNSPEC || ::inet_ntop(family, bytes, text.data(), text.size()) == nullptr) {
        return base::hex({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)});
    }
    return text.data();
}

std::string show_dns_name(const ASN1_IA5STRING* name) {
    const std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name)),
                           static_cast<std::size_t>(ASN1_STRING_length(name)));
    return base::is_utf8(text) ? text : base::nfc(text);
}

base::Array names_of(const X509* certificate) {
    base::Array out;
    const GeneralNamesHandle names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    const int count = names ? std::min(sk_GENERAL_NAME_num(names.get()), most_names) : 0;
    for (int i = 0; i < count; ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) out.emplace_back("DNS:" + show_dns_name(name->d.dNSName));
        if (name->type == GEN_IPADD) out.emplace_back("IP:" + show_address(name->d.iPAddress));
    }
    return out;
}

// RFC 9525: subjectAltName alone counts, and a wildcard is a whole label.
bool covers(X509* certificate, const Asked& asked) {
    if (asked.is_address) return X509_check_ip_asc(certificate, asked.host.c_str(), 0) == 1;
    constexpr unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    return X509_check_host(certificate, asked.host.data(), asked.host.size(), flags, nullptr) == 1;
}

}  // namespace

std::optional<base::Object> certificate_facts(const std::vector<std::string>& chain, const Asked& asked,
                                              const TrustStore& anchors, base::Time now) {
    const X509StackHandle sent = read_chain(chain);
    if (chain.empty() || !sent) return std::nullopt;
    const X509Handle leaf = read_certificate(chain.front());
    if (!leaf) return std::nullopt;

    const Judged judged = judge_chain(leaf.get(), sent.get(), anchors.store(), now);
    std::vector<std::string> errors = judged.errors;
    const bool matches = covers(leaf.get(), asked);
    if (!matches) errors.emplace_back("hostname_mismatch");

    const Key key = key_of(leaf.get());
    base::Object out;
    out.set("subject", show_name(X509_get_subject_name(leaf.get())));
    out.set("issuer", show_name(X509_get_issuer_name(leaf.get())));
    out.set("sans", names_of(leaf.get()));
    out.set("not_before", show_date(X509_get0_notBefore(leaf.get())));
    out.set("not_after", show_date(X509_get0_notAfter(leaf.get())));
    out.set("key_type", key.type);
    out.set("key_bits", key.bits);
    out.set("signature_algorithm", signature_algorithm(leaf.get()));
    out.set("hostname_matches", matches);
    out.set("trusted", judged.trusted);
    out.set("errors", errors);
    return out;
}

base::Array chain_facts(const std::vector<std::string>& chain) {
    base::Array out;
    for (const std::string& der : chain) {
        base::Object each;
        if (const X509Handle certificate = read_certificate(der)) {
            each.set("subject", show_name(X509_get_subject_name(certificate.get())));
            each.set("issuer", show_name(X509_get_issuer_name(certificate.get())));
            each.set("sha256", base::sha256_hex(der));
            each.set("not_after", show_date(X509_get0_notAfter(certificate.get())));
        } else {
            each.set("sha256", base::sha256_hex(der));
        }
        out.emplace_back(std::move(each));
    }
    return out;
}

base::Object leaf_facts(std::string_view der) {
    base::Object out;
    const X509Handle certificate = read_certificate(der);
    if (!certificate) return out;
    const Key key = key_of(certificate.get());
    out.set("subject", show_name(X509_get_subject_name(certificate.get())));
    out.set("issuer", show_name(X509_get_issuer_name(certificate.get())));
    out.set("key_type", key.type);
    out.set("key_bits", key.bits);
    out.set("signature_algorithm", signature_algorithm(certificate.get()));
    out.set("not_before", show_date(X509_get0_notBefore(certificate.get())));
    out.set("not_after", show_date(X509_get0_notAfter(certificate.get())));
    return out;
}

bool has_embedded_scts(std::string_view der) {
    const X509Handle certificate = read_certificate(der);
    return certificate && X509_get_ext_by_NID(certificate.get(), NID_ct_precert_scts, -1) >= 0;
}

std::optional<std::uint16_t> curve_of_certificate(std::string_view der) {
    const X509Handle certificate = read_certificate(der);
    const EVP_PKEY* key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return std::nullopt;
    const std::string name = curve_name(key);
    if (name == "prime256v1") return std::uint16_t{23};
    if (name == "prime192v1") return std::uint16_t{19};
    for (const NamedCode& group : all_groups()) {
        if (group.name == name) return group.code;
    }
    return std::nullopt;
}

}  // namespace attt::scanner::tls
