// One handshake as a client would make it, by OpenSSL: what is encrypted in TLS 1.3 (certificate, ALPN) is seen only
// so. Nothing is verified and no weakness is refused: what is there is to be seen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/observation.h"
#include "net/connection.h"
#include "net/deadline.h"
#include "scanner/tls/names.h"

namespace attt::scanner::tls {

struct Handshake {
    std::vector<std::string> chain;  // DER as sent, leaf first
    bool refused = false;            // by an alert, before any certificate came
    bool completed = false;          // false: the certificate came, and then the handshake failed
    std::optional<Version> version;  // of these only when completed
    std::string suite;               // IANA name
    std::string alpn;                // empty: none was chosen
    bool ocsp_stapled = false;
    std::string reason;  // why there is no chain: English, for the technical reader
};

struct HandshakeRequest {
    std::string server_name;  // empty for an address
    Version newest = Version::tls1_3;
    Version oldest = Version::tls1_0;
    std::vector<std::string> alpn = {"h2", "http/1.1"};
    std::string schemes = {};  // of signatures that are offered, as OpenSSL lists them; empty: its own
};

// Versions that the linked OpenSSL can still speak.
bool openssl_speaks(Version version);

Handshake shake_hands(net::Connection& connection, const HandshakeRequest& request, net::Deadline deadline);

}  // namespace attt::scanner::tls
