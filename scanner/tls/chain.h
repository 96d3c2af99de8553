// The judgement of a chain by OpenSSL, made to tell every reason. Private to this folder: its types are OpenSSL's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {

std::string to_der(X509* certificate);
// nullptr when it is no certificate, or more than one.
X509Handle read_certificate(std::string_view der);
// Those that can be read, in their order.
X509StackHandle read_chain(const std::vector<std::string>& chain);

// Nothing where it is not said or cannot be read.
std::optional<base::Time> time_of(const ASN1_TIME* time);

struct Judged {
    bool trusted = false;
    // Of expired, not_yet_valid, self_signed, unknown_issuer, bad_signature, not_a_ca, path_length, name_constraint,
    // wrong_purpose: all that hold, in this order.
    std::vector<std::string> errors;
    // DER, leaf first, as far as issuers were found, an anchor included.
    std::vector<std::string> path;
    bool reaches_anchor = false;
};

// RFC 5280: path, signatures, dates, purpose of a TLS server, at `now` and security level 0: strength is left to rules.
Judged judge_chain(X509* leaf, STACK_OF(X509) * sent, X509_STORE* anchors, base::Time now);

// DER, leaf first, an anchor included, where an anchor is reached and every signature holds, whatever else is wrong;
// else empty.
std::vector<std::string> signed_path(const std::vector<std::string>& chain, X509_STORE* anchors, base::Time now);

}  // namespace attt::scanner::tls
