// One handshake as a client would make it, by OpenSSL: what is encrypted in TLS 1.3 (certificate, ALPN) is seen only
// so. Nothing is verified and no weakness is refused: what is there is to be seen.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/observation.h"
#include "net/connection.h"
#include "net/deadline.h"
#include "scanner/tls/names.h"
#include "scanner/tls/sct.h"

struct ssl_session_st;

namespace attt::scanner::tls {

struct Handshake {
    std::vector<std::string> chain;  // DER as sent, leaf first
    bool refused = false;            // by an alert, before any certificate came
    bool completed = false;          // false: the certificate came, and then the handshake failed
    std::optional<Version> version;  // of these only when completed
    std::string suite;               // IANA name
    std::string alpn;                // empty: none was chosen
    bool ocsp_stapled = false;
    std::string staple;                       // the OCSP response, DER
    std::vector<Sct> scts;                    // of the TLS extension and of the staple, where they were asked for
    bool scts_readable = true;                // false: they, or the staple, cannot be read
    std::shared_ptr<ssl_session_st> session;  // where it was asked to keep it, and it can be resumed
    bool has_ticket = false;                  // of the session
    bool offers_early_data = false;           // likewise (RFC 8446, section 4.6.1)
    bool resumed = false;
    std::optional<bool> renegotiated;  // where that was asked; nothing: the server said neither yes nor no
    std::string reason;                // why there is no chain: English, for the technical reader
};

struct HandshakeRequest {
    std::string server_name;  // empty for an address
    Version newest = Version::tls1_3;
    Version oldest = Version::tls1_0;
    std::vector<std::string> alpn = {"h2", "http/1.1"};
    std::string schemes = {};  // of signatures that are offered, as OpenSSL lists them; empty: its own
    bool tickets = true;       // are asked for, before TLS 1.3
    bool keeps_session = false;
    std::shared_ptr<ssl_session_st> session = nullptr;  // to resume
    bool scts = false;                                  // asks for timestamps of certificate logs
    bool renegotiates = false;                          // asks for a second handshake in the first, before TLS 1.3
};

// Versions that the linked OpenSSL can still speak.
bool openssl_speaks(Version version);

Handshake shake_hands(net::Connection& connection, const HandshakeRequest& request, net::Deadline deadline);

}  // namespace attt::scanner::tls
