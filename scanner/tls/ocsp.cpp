#include "scanner/tls/ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "scanner/tls/chain.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

using ResponseHandle = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using BasicHandle = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using IdHandle = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;

constexpr long clock_skew = 300;  // seconds

X509Handle issuer_of(X509* leaf, STACK_OF(X509) * sent, X509_STORE* anchors) {
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        X509* candidate = sk_X509_value(sent, i);
        if (X509_check_issued(candidate, leaf) != X509_V_OK) continue;
        X509_up_ref(candidate);
        return X509Handle(candidate);
    }
    X509* found = nullptr;
    const X509StoreContextHandle context(X509_STORE_CTX_new());
    if (context && X509_STORE_CTX_init(context.get(), anchors, leaf, sent) == 1)
        X509_STORE_CTX_get1_issuer(&found, context.get(), leaf);
    return X509Handle(found);
}

// Responders name a certificate by hashes of their choice.
std::string status_of(OCSP_BASICRESP* basic, X509* leaf, X509* issuer) {
    for (const EVP_MD* digest : {EVP_sha1(), EVP_sha256()}) {
        const IdHandle id(OCSP_cert_to_id(digest, leaf, issuer));
        int status = -1;
        int reason = -1;
        ASN1_GENERALIZEDTIME* revoked = nullptr;
        ASN1_GENERALIZEDTIME* begins = nullptr;
        ASN1_GENERALIZEDTIME* ends = nullptr;
        if (!id || OCSP_resp_find_status(basic, id.get(), &status, &reason, &revoked, &begins, &ends) != 1) continue;
        if (status == V_OCSP_CERTSTATUS_REVOKED) return "revoked";  // time does not undo it
        if (OCSP_check_validity(begins, ends, clock_skew, -1) != 1) return "out_of_date";
        return status == V_OCSP_CERTSTATUS_GOOD ? "good" : "unknown";
    }
    return "for_another";
}

}  // namespace

std::string read_staple(std::string_view response, const std::vector<std::string>& chain, const TrustStore& anchors) {
    const auto* at = reinterpret_cast<const unsigned char*>(response.data());
    const ResponseHandle parsed(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(response.size())));
    std::string out = "malformed";
    const X509Handle leaf = chain.empty() ? nullptr : read_certificate(chain.front());
    const X509StackHandle sent = read_chain(chain);
    if (parsed && leaf && sent) {
        const BasicHandle basic(OCSP_response_get1_basic(parsed.get()));
        const X509Handle issuer = issuer_of(leaf.get(), sent.get(), anchors.store());
        if (OCSP_response_status(parsed.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
            out = "not_successful";
        } else if (basic && (!issuer || OCSP_basic_verify(basic.get(), sent.get(), anchors.store(), 0) != 1)) {
            out = "bad_signature";
        } else if (basic) {
            out = status_of(basic.get(), leaf.get(), issuer.get());
        }
    }
    ERR_clear_error();
    return out;
}

}  // namespace attt::scanner::tls
