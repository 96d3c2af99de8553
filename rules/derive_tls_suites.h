// The fact tls.suite_kinds: of which kinds the suites are that a server accepts, each endpoint by itself. A kind is
// what a suite's registered name says of it, not a judgement: rules say which kinds are wanted.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/observation.h"

namespace attt::rules {

// Of null, anonymous, export, rc4, rc2, des, triple_des, block64 (a cipher with blocks of 64 bits), cbc, rsa_exchange,
// static_exchange (the server's long-lived key gives away recorded traffic: RSA, static DH, plain PSK), forward_secret,
// unnamed (a code without a name). CBC also by version where that matters: cbc_in_ssl3, cbc_in_tls1_0.
inline constexpr std::array<std::string_view, 15> suite_kind_names = {
    "null",    "anonymous",    "export",          "rc4",
    "rc2",     "des",          "triple_des",      "block64",
    "cbc",     "rsa_exchange", "static_exchange", "forward_secret",
    "unnamed", "cbc_in_ssl3",  "cbc_in_tls1_0"};
std::vector<std::string> kinds_of_suite(std::string_view version, std::string_view suite);

std::vector<model::Fact> derive_tls_suite_kinds(std::span<const model::Observation> observations);

}  // namespace attt::rules
