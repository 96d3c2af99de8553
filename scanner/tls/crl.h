// Certificate revocation lists (RFC 5280, sections 5 and 6.3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "scanner/tls/revocation_answer.h"

namespace attt::scanner::tls {

// The addresses at which a certificate says that lists are (RFC 5280, section 4.2.1.13), http and https, at most four.
// A point whose list is of another authority than the issuer is left out.
std::vector<std::string> crl_addresses(std::string_view certificate);

// A list, DER, counts where the issuer signed it and may, its scope holds the certificate, and it is in date at `now`;
// one without nextUpdate is out of date. What it does not hold is good. A list that only says what changed (delta) is
// for another.
RevocationAnswer read_crl(std::string_view list, std::string_view certificate, std::string_view issuer, base::Time now);

}  // namespace attt::scanner::tls
