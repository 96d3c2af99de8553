// Signed certificate timestamps (RFC 6962, sections 3.2 and 3.3): what they are about, and whether the log signed it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "scanner/tls/ct_logs.h"

namespace attt::scanner::tls {

struct Sct {
    std::string source;  // certificate, handshake (the TLS extension) or staple
    std::string bytes;   // SignedCertificateTimestamp as sent
};

// Those in the certificate itself, at most thirty. DER.
std::vector<Sct> embedded_scts(std::string_view certificate);

// Of one timestamp: {source, log_id (base64), log, log_state, timestamp, status}. Status: verified, bad_signature,
// unknown_log (not in the list), in_future (RFC 6962, section 5.2), cannot_tell (in the certificate, and its issuer is
// not known), malformed. `path` is DER, leaf first, every signature verified.
base::Object sct_facts(const Sct& sct, const std::vector<std::string>& path, const CtLogs& logs, base::Time now);

// Adds scts: all of these, and sct_logs: how many logs have a timestamp that holds. Where fewer than two hold and
// others could not be judged, or `unseen` says why some were not seen, the latter goes to `doubts`.
void state_scts(const std::vector<Sct>& scts, const std::string& leaf, const std::vector<std::string>& path,
                const CtLogs& logs, const std::string& unseen, base::Object& facts, base::Array& doubts);

// 32 bytes.
std::string sha256(std::string_view bytes);

}  // namespace attt::scanner::tls
