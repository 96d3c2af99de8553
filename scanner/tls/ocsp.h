// OCSP (RFC 6960): what is asked of a responder, and what its answer, stapled or fetched, is worth.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/tls/revocation_answer.h"

namespace attt::scanner::tls {

// An OCSPRequest for one certificate without a nonce, so that responders may answer from a store (RFC 5019, section
// 2.1.1). DER in and out; empty where a certificate cannot be read.
std::string ocsp_request(std::string_view certificate, std::string_view issuer);

// The addresses of responders that a certificate names (RFC 5280, section 4.2.2.1), http and https, at most four.
std::vector<std::string> ocsp_addresses(std::string_view certificate);

// A response counts where it is about this certificate, signed by its issuer or by somebody whom the issuer appointed
// for it (id-kp-OCSPSigning; RFC 6960, section 4.2.2.2), and in date; without nextUpdate for a day. A revocation counts
// whatever its date.
RevocationAnswer read_ocsp(std::string_view response, std::string_view certificate, std::string_view issuer);

// A stapled response about the first of a path (DER, leaf first, every signature verified). Good, revoked, unknown, or
// RevocationAnswer::why, or no_issuer where the path has no issuer.
std::string read_staple(std::string_view response, const std::vector<std::string>& path);

}  // namespace attt::scanner::tls
