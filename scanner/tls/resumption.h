// Whether a session can be taken up again, and whether a client may ask for a second handshake in the first: found out
// by whole handshakes, two for each way.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/value.h"
#include "scanner/tls/handshake.h"

namespace attt::scanner::tls {

// Makes one handshake at the server in question.
using Shake = std::function<Handshake(const HandshakeRequest&)>;

// Sets resumption (of session_id and ticket, RFC 5246 and 5077; psk, RFC 8446), early_data and client_renegotiation
// (the last two only where a version knows them). `versions`: those that the server speaks and OpenSSL too.
void state_resumption(const Shake& shake, const std::string& server_name, const std::vector<Version>& versions,
                      base::Object& facts, base::Array& doubts);

}  // namespace attt::scanner::tls
