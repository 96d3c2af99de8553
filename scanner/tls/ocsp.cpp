#include "scanner/tls/ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <array>

#include "scanner/tls/chain.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

using ResponseHandle = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using BasicHandle = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using RequestHandle = std::unique_ptr<OCSP_REQUEST, Freed<OCSP_REQUEST_free>>;
using IdHandle = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;
using AddressesHandle = std::unique_ptr<STACK_OF(OPENSSL_STRING), Freed<X509_email_free>>;

constexpr long clock_skew = 300;                     // seconds
constexpr long longest_without_next_update = 86400;  // seconds
constexpr std::size_t most_addresses = 4;
constexpr std::size_t longest_address = 2000;

// Its signer is the issuer, or was appointed by it: nobody else is trusted for this, whatever else is an anchor.
bool is_signed(OCSP_BASICRESP* basic, X509* issuer) {
    const X509StoreHandle trusted(X509_STORE_new());
    const X509StackHandle known(sk_X509_new_null());
    if (!trusted || !known || X509_STORE_add_cert(trusted.get(), issuer) != 1) return false;
    X509_STORE_set_flags(trusted.get(), X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(trusted.get()), 0);
    X509_up_ref(issuer);
    if (sk_X509_push(known.get(), issuer) <= 0) {
        X509_free(issuer);
        return false;
    }
    return OCSP_basic_verify(basic, known.get(), trusted.get(), OCSP_NOEXPLICIT) == 1;
}

// Responders name a certificate by hashes of their choice.
RevocationAnswer status_of(OCSP_BASICRESP* basic, X509* certificate, X509* issuer) {
    RevocationAnswer out;
    out.why = "for_another";
    for (const EVP_MD* digest : {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()}) {
        const IdHandle id(OCSP_cert_to_id(digest, certificate, issuer));
        int status = -1;
        int reason = -1;
        ASN1_GENERALIZEDTIME* revoked = nullptr;
        ASN1_GENERALIZEDTIME* begins = nullptr;
        ASN1_GENERALIZEDTIME* ends = nullptr;
        if (!id || OCSP_resp_find_status(basic, id.get(), &status, &reason, &revoked, &begins, &ends) != 1) continue;
        out.this_update = time_of(begins);
        out.next_update = time_of(ends);
        out.why.clear();
        if (status == V_OCSP_CERTSTATUS_REVOKED) {  // time does not undo it
            out.status = "revoked";
            out.revoked_at = time_of(revoked);
            out.reason = revocation_reason(reason);
            return out;
        }
        const long oldest = ends == nullptr ? longest_without_next_update : -1;
        if (OCSP_check_validity(begins, ends, clock_skew, oldest) != 1) {
            out.why = "out_of_date";
            return out;
        }
        out.status = status == V_OCSP_CERTSTATUS_GOOD ? "good" : "unknown";
        return out;
    }
    return out;
}

RevocationAnswer worth_nothing(const char* why) {
    RevocationAnswer out;
    out.why = why;
    return out;
}

RevocationAnswer read_response(OCSP_RESPONSE* response, X509* certificate, X509* issuer) {
    if (OCSP_response_status(response) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return worth_nothing("not_successful");
    const BasicHandle basic(OCSP_response_get1_basic(response));
    if (!basic) return worth_nothing("malformed");
    if (!is_signed(basic.get(), issuer)) return worth_nothing("bad_signature");
    return status_of(basic.get(), certificate, issuer);
}

}  // namespace

std::string revocation_reason(long code) {
    static constexpr std::array<const char*, 11> names = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", "",
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise"};
    return code < 0 || code >= std::ssize(names) ? std::string() : names[static_cast<std::size_t>(code)];
}

std::string ocsp_request(std::string_view certificate, std::string_view issuer) {
    const X509Handle subject = read_certificate(certificate);
    const X509Handle signer = read_certificate(issuer);
    const RequestHandle request(OCSP_REQUEST_new());
    IdHandle id(subject && signer ? OCSP_cert_to_id(EVP_sha1(), subject.get(), signer.get()) : nullptr);
    if (!request || !id || OCSP_request_add0_id(request.get(), id.get()) == nullptr) return {};
    id.release();
    unsigned char* der = nullptr;
    const int size = i2d_OCSP_REQUEST(request.get(), &der);
    if (size <= 0) return {};
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

std::vector<std::string> ocsp_addresses(std::string_view certificate) {
    std::vector<std::string> out;
    const X509Handle subject = read_certificate(certificate);
    const AddressesHandle addresses(subject ? X509_get1_ocsp(subject.get()) : nullptr);
    const int count = addresses ? sk_OPENSSL_STRING_num(addresses.get()) : 0;
    for (int i = 0; i < count && out.size() < most_addresses; ++i) {
        const std::string_view address = sk_OPENSSL_STRING_value(addresses.get(), i);
        const bool is_http = address.starts_with("http://") || address.starts_with("https://");
        if (is_http && address.size() <= longest_address) out.emplace_back(address);
    }
    ERR_clear_error();
    return out;
}

RevocationAnswer read_ocsp(std::string_view response, std::string_view certificate, std::string_view issuer) {
    const auto* at = reinterpret_cast<const unsigned char*>(response.data());
    const ResponseHandle parsed(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(response.size())));
    const X509Handle subject = read_certificate(certificate);
    const X509Handle signer = read_certificate(issuer);
    RevocationAnswer out = worth_nothing("malformed");
    if (parsed && subject && signer) out = read_response(parsed.get(), subject.get(), signer.get());
    ERR_clear_error();
    return out;
}

std::string read_staple(std::string_view response, const std::vector<std::string>& path) {
    if (path.size() < 2) return "no_issuer";
    const RevocationAnswer answer = read_ocsp(response, path[0], path[1]);
    return answer.status.empty() ? answer.why : answer.status;
}

}  // namespace attt::scanner::tls
