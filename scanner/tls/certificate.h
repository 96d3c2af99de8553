// What a certificate and its chain say, and whether the chain leads to an anchor (RFC 5280). All reasons against it are
// gathered, not the first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "scanner/trust_store.h"

namespace attt::scanner::tls {

// The name that was asked for.
struct Asked {
    std::string host;  // A-labels, or an address without brackets
    bool is_address = false;
    std::string prelude = "";  // scheme of net::prelude_for(): how TLS is asked for; empty: it begins at once
};

// The fact `certificate`. `chain` is DER as sent, leaf first. Nothing when the leaf cannot be read.
std::optional<base::Object> certificate_facts(const std::vector<std::string>& chain, const Asked& asked,
                                              const TrustStore& anchors, base::Time now);

// The fact `chain`: {subject, issuer, sha256, not_after} of each; what cannot be read has its hash alone.
base::Array chain_facts(const std::vector<std::string>& chain);

// Of one certificate: subject, issuer, key_type, key_bits, signature_algorithm, not_before, not_after. Empty when it
// cannot be read.
base::Object leaf_facts(std::string_view der);

// Whether signed certificate timestamps are in the certificate itself (RFC 6962, section 3.3).
bool has_embedded_scts(std::string_view der);

// The named group of a certificate's EC key; nothing for other keys.
std::optional<std::uint16_t> curve_of_certificate(std::string_view der);

}  // namespace attt::scanner::tls
