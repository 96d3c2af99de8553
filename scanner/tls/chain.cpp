#include "scanner/tls/chain.h"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <set>

namespace attt::scanner::tls {
namespace {

enum class Defect {
    expired,
    not_yet_valid,
    self_signed,
    unknown_issuer,
    bad_signature,
    not_a_ca,
    path_length,
    name_constraint,
    wrong_purpose,
    other,  // against the rules in a way that has no name of its own
};
constexpr std::array<std::string_view, 9> defect_names = {"expired",        "not_yet_valid",   "self_signed",
                                                          "unknown_issuer", "bad_signature",   "not_a_ca",
                                                          "path_length",    "name_constraint", "wrong_purpose"};

Defect defect_of(int error) {
    switch (error) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD: return Defect::expired;
        case X509_V_ERR_CERT_NOT_YET_VALID:
        case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD: return Defect::not_yet_valid;
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return Defect::self_signed;
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_SUBJECT_ISSUER_MISMATCH:
        case X509_V_ERR_AKID_SKID_MISMATCH:
        case X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH:
        case X509_V_ERR_CERT_CHAIN_TOO_LONG:
        case X509_V_ERR_CERT_UNTRUSTED:
        case X509_V_ERR_CERT_REJECTED: return Defect::unknown_issuer;
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
        case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
        case X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH:
        case X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM: return Defect::bad_signature;
        case X509_V_ERR_INVALID_CA:
        case X509_V_ERR_INVALID_NON_CA:
        case X509_V_ERR_KEYUSAGE_NO_CERTSIGN: return Defect::not_a_ca;
        case X509_V_ERR_PATH_LENGTH_EXCEEDED: return Defect::path_length;
        case X509_V_ERR_PERMITTED_VIOLATION:
        case X509_V_ERR_EXCLUDED_VIOLATION:
        case X509_V_ERR_SUBTREE_MINMAX:
        case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
        case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
        case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX: return Defect::name_constraint;
        case X509_V_ERR_INVALID_PURPOSE: return Defect::wrong_purpose;
        default: return Defect::other;
    }
}

// Takes every error down and lets the verification go on.
int note_error(int ok, X509_STORE_CTX* context) {
    if (ok == 1) return 1;
    auto* defects = static_cast<std::set<Defect>*>(X509_STORE_CTX_get_app_data(context));
    Defect defect = defect_of(X509_STORE_CTX_get_error(context));
    // What is no authority fails as an authority for TLS, too: that is not said twice.
    X509* certificate = X509_STORE_CTX_get_current_cert(context);
    const bool issues = X509_STORE_CTX_get_error_depth(context) > 0 && certificate != nullptr;
    if (defect == Defect::wrong_purpose && issues && X509_check_ca(certificate) == 0) defect = Defect::not_a_ca;
    defects->insert(defect);
    return 1;
}

X509StoreContextHandle prepare(X509* leaf, STACK_OF(X509) * sent, X509_STORE* anchors, base::Time now) {
    X509StoreContextHandle context(X509_STORE_CTX_new());
    if (!context || X509_STORE_CTX_init(context.get(), anchors, leaf, sent) != 1) return nullptr;
    X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_auth_level(wanted, 0);
    X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_time(wanted, std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
    return context;
}

// What a stopped or misled search for a path would hide: the leaf's own dates, and its own signature.
void look_at_leaf(X509* leaf, base::Time now, std::set<Defect>& defects) {
    std::time_t at = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (X509_cmp_time(X509_get0_notAfter(leaf), &at) <= 0) defects.insert(Defect::expired);
    if (X509_cmp_time(X509_get0_notBefore(leaf), &at) > 0) defects.insert(Defect::not_yet_valid);
    const bool names_itself = X509_NAME_cmp(X509_get_subject_name(leaf), X509_get_issuer_name(leaf)) == 0;
    if (names_itself && defects.contains(Defect::self_signed) && X509_self_signed(leaf, 1) != 1)
        defects.insert(Defect::bad_signature);
}

bool may_sign(X509* issuer) {
    return X509_check_ca(issuer) != 0 && (X509_get_key_usage(issuer) & KU_KEY_CERT_SIGN) != 0;
}

// OpenSSL passes over an issuer that may not sign, and then knows none. It is named here.
void look_at_issuers(STACK_OF(X509) * sent, std::set<Defect>& defects) {
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        X509* subject = sk_X509_value(sent, i);
        for (int j = 0; j < sk_X509_num(sent); ++j) {
            X509* issuer = sk_X509_value(sent, j);
            if (i == j || X509_NAME_cmp(X509_get_issuer_name(subject), X509_get_subject_name(issuer)) != 0) continue;
            if (may_sign(issuer) || X509_get0_pubkey(issuer) == nullptr) continue;
            if (X509_verify(subject, X509_get0_pubkey(issuer)) == 1) defects.insert(Defect::not_a_ca);
        }
    }
}

void keep_path(X509_STORE_CTX* context, Judged& judged) {
    STACK_OF(X509)* path = X509_STORE_CTX_get0_chain(context);
    for (int i = 0; i < sk_X509_num(path); ++i)
        judged.path.push_back(to_der(sk_X509_value(path, i)));
}

}  // namespace

std::string to_der(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(der);
    return out;
}

namespace {

// Those read last on this thread: a visit reads the same few for many facts, and decoding a key is dear.
class LastRead {
  public:
    X509Handle find(std::string_view der) const {
        const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& each) { return each.der == der; });
        if (found == kept_.end() || !found->certificate) return nullptr;
        X509_up_ref(found->certificate.get());
        return X509Handle(found->certificate.get());
    }
    void keep(std::string_view der, X509* certificate) {
        if (der.size() > longest) return;
        X509_up_ref(certificate);
        kept_[next_] = {std::string(der), X509Handle(certificate)};
        next_ = (next_ + 1) % kept_.size();
    }

  private:
    static constexpr std::size_t longest = 8192;
    struct Kept {
        std::string der;
        X509Handle certificate;
    };
    std::array<Kept, 3> kept_;
    std::size_t next_ = 0;
};

}  // namespace

X509Handle read_certificate(std::string_view der) {
    thread_local LastRead last_read;
    if (X509Handle known = last_read.find(der)) return known;
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const unsigned char* const begin = at;
    X509Handle certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (certificate && at != begin + der.size()) certificate.reset();
    ERR_clear_error();
    if (certificate) last_read.keep(der, certificate.get());
    return certificate;
}

X509StackHandle read_chain(const std::vector<std::string>& chain) {
    X509StackHandle out(sk_X509_new_null());
    for (const std::string& der : chain) {
        X509Handle certificate = read_certificate(der);
        if (out && certificate && sk_X509_push(out.get(), certificate.get()) > 0) certificate.release();
    }
    return out;
}

std::optional<base::Time> time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    return base::Time(std::chrono::seconds(::timegm(&parts)));
}

Judged judge_chain(X509* leaf, STACK_OF(X509) * sent, X509_STORE* anchors, base::Time now) {
    Judged out;
    // Twice, for a path that is let go on past an error may not be the one that would have been found.
    const X509StoreContextHandle plain = prepare(leaf, sent, anchors, now);
    out.trusted = plain && X509_verify_cert(plain.get()) == 1;
    std::set<Defect> defects;
    if (out.trusted) {
        keep_path(plain.get(), out);
    } else {
        const X509StoreContextHandle context = prepare(leaf, sent, anchors, now);
        if (context) {
            X509_STORE_CTX_set_app_data(context.get(), &defects);
            X509_STORE_CTX_set_verify_cb(context.get(), note_error);
            X509_verify_cert(context.get());
            keep_path(context.get(), out);
        }
        look_at_leaf(leaf, now, defects);
        look_at_issuers(sent, defects);
    }
    ERR_clear_error();
    out.reaches_anchor = !defects.contains(Defect::unknown_issuer) && !defects.contains(Defect::self_signed);
    for (const Defect defect : defects) {
        if (defect != Defect::other) out.errors.emplace_back(defect_names[static_cast<std::size_t>(defect)]);
    }
    return out;
}

std::vector<std::string> signed_path(const std::vector<std::string>& chain, X509_STORE* anchors, base::Time now) {
    const X509StackHandle sent = read_chain(chain);
    const X509Handle leaf = chain.empty() ? nullptr : read_certificate(chain.front());
    if (!sent || !leaf) return {};
    Judged judged = judge_chain(leaf.get(), sent.get(), anchors, now);
    const bool forged = std::find(judged.errors.begin(), judged.errors.end(), "bad_signature") != judged.errors.end();
    return judged.reaches_anchor && !forged ? std::move(judged.path) : std::vector<std::string>();
}

}  // namespace attt::scanner::tls
