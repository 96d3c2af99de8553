// What an authority says of one certificate, by OCSP or by CRL, once it was verified.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace attt::scanner::tls {

struct RevocationAnswer {
    std::string status;  // good, revoked, unknown; empty: nothing was said that counts
    // Where the status is empty: malformed, not_successful (an error of the responder, RFC 6960, section 4.2.1),
    // bad_signature (or by somebody who may not), for_another, out_of_date.
    std::string why;
    std::string reason;                    // of a revocation, by its name in RFC 5280, section 5.3.1; empty: not said
    std::optional<base::Time> revoked_at;  // these where they are said
    std::optional<base::Time> this_update;
    std::optional<base::Time> next_update;

    bool settles() const { return status == "good" || status == "revoked"; }
};

// The name of a CRLReason (RFC 5280, section 5.3.1); empty where it has none.
std::string revocation_reason(long code);

}  // namespace attt::scanner::tls
