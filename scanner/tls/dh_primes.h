// Primes of DH that many servers share, and by that are worth an attacker's precomputation (the reason for Logjam).
#pragma once

#include <string>
#include <string_view>

namespace attt::scanner::tls {

// Of a prime, big-endian without leading zeros: "ffdhe2048", "modp1024 (RFC 2409)", "RFC 5114 2048/256"; "own" for one
// that is in no standard.
std::string name_of_prime(std::string_view prime);

}  // namespace attt::scanner::tls
