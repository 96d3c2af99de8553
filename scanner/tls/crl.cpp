#include "scanner/tls/crl.h"

#include <openssl/err.h>

#include <algorithm>
#include <set>

#include "scanner/tls/chain.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

using CrlHandle = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using PointsHandle = std::unique_ptr<CRL_DIST_POINTS, Freed<CRL_DIST_POINTS_free>>;
using EnumeratedHandle = std::unique_ptr<ASN1_ENUMERATED, Freed<ASN1_ENUMERATED_free>>;

constexpr std::size_t most_addresses = 4;
constexpr std::size_t longest_address = 2000;

CrlHandle parse(std::string_view list) {
    const auto* at = reinterpret_cast<const unsigned char*>(list.data());
    CrlHandle out(d2i_X509_CRL(nullptr, &at, static_cast<long>(list.size())));
    if (out && at != reinterpret_cast<const unsigned char*>(list.data()) + list.size()) out.reset();
    return out;
}

// Takes down what is said against the list, and lets the verification go on to the entry.
int note_error(int ok, X509_STORE_CTX* context) {
    if (ok == 1) return 1;
    static_cast<std::set<int>*>(X509_STORE_CTX_get_app_data(context))->insert(X509_STORE_CTX_get_error(context));
    return 1;
}

// OpenSSL's own reading of RFC 5280, section 6.3, with the issuer as the only anchor. Nothing: it could not be asked.
std::optional<std::set<int>> errors_of(X509_CRL* list, X509* certificate, X509* issuer, base::Time now) {
    const X509StoreHandle store(X509_STORE_new());
    const X509StoreContextHandle context(X509_STORE_CTX_new());
    std::set<int> errors;
    if (!store || !context || X509_STORE_add_cert(store.get(), issuer) != 1) return std::nullopt;
    if (X509_STORE_add_crl(store.get(), list) != 1) return std::nullopt;
    if (X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr) != 1) return std::nullopt;
    X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_auth_level(wanted, 0);
    X509_VERIFY_PARAM_set_time(wanted, std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_CRL_CHECK);
    X509_STORE_CTX_set_app_data(context.get(), &errors);
    X509_STORE_CTX_set_verify_cb(context.get(), note_error);
    if (X509_verify_cert(context.get()) < 0) return std::nullopt;
    return errors;
}

// Said of the certificates themselves, which the fact `certificate` judges.
bool is_about_list(int error) {
    switch (error) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
        case X509_V_ERR_INVALID_CA:
        case X509_V_ERR_PATH_LENGTH_EXCEEDED:
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: return false;
        default: return true;
    }
}

bool any_of(const std::set<int>& errors, std::initializer_list<int> wanted) {
    return std::any_of(wanted.begin(), wanted.end(), [&](int each) { return errors.contains(each); });
}

void read_entry(X509_CRL* list, X509* certificate, RevocationAnswer& out) {
    X509_REVOKED* entry = nullptr;
    if (X509_CRL_get0_by_cert(list, &entry, certificate) == 0 || entry == nullptr) return;
    out.revoked_at = time_of(X509_REVOKED_get0_revocationDate(entry));
    const EnumeratedHandle reason(
        static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)));
    if (reason) out.reason = revocation_reason(ASN1_ENUMERATED_get(reason.get()));
}

RevocationAnswer read(X509_CRL* list, X509* certificate, X509* issuer, base::Time now) {
    RevocationAnswer out;
    out.this_update = time_of(X509_CRL_get0_lastUpdate(list));
    out.next_update = time_of(X509_CRL_get0_nextUpdate(list));
    const auto errors = errors_of(list, certificate, issuer, now);
    if (!errors) {
        out.why = "malformed";
    } else if (any_of(*errors, {X509_V_ERR_CRL_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE,
                                X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
                                X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, X509_V_ERR_CRL_PATH_VALIDATION_ERROR})) {
        out.why = "bad_signature";
    } else if (any_of(*errors, {X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_DIFFERENT_CRL_SCOPE,
                                X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, X509_V_ERR_INVALID_EXTENSION,
                                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT})) {
        out.why = "for_another";
    } else if (any_of(*errors, {X509_V_ERR_CERT_REVOKED})) {
        out.status = "revoked";
        read_entry(list, certificate, out);
    } else if (!out.next_update || any_of(*errors, {X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID,
                                                    X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD,
                                                    X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD})) {
        out.why = "out_of_date";
    } else if (std::any_of(errors->begin(), errors->end(), is_about_list)) {
        out.why = "for_another";
    } else {
        out.status = "good";
    }
    return out;
}

void add_addresses(const DIST_POINT& point, std::vector<std::string>& out) {
    constexpr int full_name = 0;
    if (point.CRLissuer != nullptr || point.distpoint == nullptr || point.distpoint->type != full_name) return;
    const GENERAL_NAMES* names = point.distpoint->name.fullname;
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && out.size() < most_addresses; ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_URI) continue;
        const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
        const std::string_view address(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                                       static_cast<std::size_t>(ASN1_STRING_length(uri)));
        const bool is_http = address.starts_with("http://") || address.starts_with("https://");
        if (is_http && address.size() <= longest_address) out.emplace_back(address);
    }
}

}  // namespace

std::vector<std::string> crl_addresses(std::string_view certificate) {
    std::vector<std::string> out;
    const X509Handle subject = read_certificate(certificate);
    if (!subject) return out;
    const PointsHandle points(
        static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(subject.get(), NID_crl_distribution_points, nullptr, nullptr)));
    const int count = points ? sk_DIST_POINT_num(points.get()) : 0;
    for (int i = 0; i < count; ++i)
        add_addresses(*sk_DIST_POINT_value(points.get(), i), out);
    ERR_clear_error();
    return out;
}

RevocationAnswer read_crl(std::string_view list, std::string_view certificate, std::string_view issuer,
                          base::Time now) {
    RevocationAnswer out;
    out.why = "malformed";
    const CrlHandle parsed = parse(list);
    const X509Handle subject = read_certificate(certificate);
    const X509Handle signer = read_certificate(issuer);
    if (parsed && subject && signer) out = read(parsed.get(), subject.get(), signer.get(), now);
    ERR_clear_error();
    return out;
}

}  // namespace attt::scanner::tls
