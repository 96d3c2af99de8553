// Whether the certificates of a path are revoked, by asking their authorities: OCSP (RFC 6960), else the revocation
// list (RFC 5280, section 6.3), else what the server stapled.
#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "net/deadline.h"
#include "scanner/authorities.h"

namespace attt::scanner::tls {

struct RevocationQuestion {
    // DER, leaf first, the anchor last, every signature verified (signed_path); empty: there is none.
    const std::vector<std::string>& path;
    const std::string& staple;  // empty: none was sent
};

// Sets the facts of `revocation`:
// revocation: {subject, sha256, status, by, revoked_at, reason, why} of each certificate below the anchor; status is
//   good, revoked, unknown (the authority does not know it) or unanswered; by is ocsp, crl or staple; why, where it is
//   unanswered, of no_address (the certificate names none), outside_scope, timeout, unreachable, http_error, too_large,
//   malformed, not_successful, bad_signature, for_another, out_of_date;
// revoked: true where one of them is revoked, false where all are good.
// What is open goes to `doubts`. To `measures`: answers, with {address, this_update,
// next_update, detail} of each answer.
void state_revocation(const RevocationQuestion& question, Authorities& authorities, net::Deadline deadline,
                      base::Object& facts, base::Array& doubts, base::Object& measures);

}  // namespace attt::scanner::tls
