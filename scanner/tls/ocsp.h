// What a stapled OCSP response is worth (RFC 6960).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/trust_store.h"

namespace attt::scanner::tls {

// good, revoked or unknown where the response is about the leaf, in date, and signed by its issuer or somebody whom the
// issuer appointed; else malformed, not_successful, bad_signature (or by somebody who may not), for_another,
// out_of_date. `chain` is DER, leaf first.
std::string read_staple(std::string_view response, const std::vector<std::string>& chain, const TrustStore& anchors);

}  // namespace attt::scanner::tls
