// Where a chain leads and how it was sent: what a visitor's software has to put right, and how strong the signatures
// are that the trust rests on.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "scanner/trust_store.h"

namespace attt::scanner::tls {

// Adds to the fact `certificate`, of a chain as sent (DER, leaf first):
// path: {subject, issuer, key_type, key_bits, signature_algorithm, not_before, not_after, origin} of the path that was
// found, leaf
//   first; origin is sent or anchor;
// anchor: system or added (by --ca or attt.toml); not set where none is reached;
// path_signatures: the algorithms that sign it, an anchor's own left out (RFC 5280, section 6.1: it is trusted by
//   itself);
// chain_issues: of incomplete (the issuer of the last is neither sent nor an anchor), out_of_order (RFC 5246, section
//   7.4.2), unneeded, repeated, root_included, expired_issuer: all that hold, in this order;
// must_staple: the leaf asks for a stapled OCSP response (RFC 7633);
// validity_days: of the leaf, rounded up.
// Nothing where the leaf cannot be read.
void state_path(const std::vector<std::string>& chain, const TrustStore& anchors, base::Time now, base::Object& facts);

}  // namespace attt::scanner::tls
