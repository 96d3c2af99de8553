// DANE (RFC 6698, 7671, 7672): whether TLSA records fit the certificates that a server shows.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace attt::scanner::mail {

// `records` in words ("3 1 1 ab12…"), `chain` DER, leaf first. Usages 2 and 3 count; with `also_pkix` 0 and 1 too
// (their certificate must be trusted besides, which others tell). What cannot be read fits nothing.
bool dane_fits(std::span<const std::string> records, std::span<const std::string> chain, bool also_pkix = false);

}  // namespace attt::scanner::mail
