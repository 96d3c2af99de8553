// A TLS server as a table: what it is configured with, and how it behaves when it does not like a hello. Bytes in,
// bytes out, no sockets. Written apart from the scanner's parsers, so that a mistake in those is not made twice.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/exchange.h"
#include "scanner/tls/enumeration.h"

namespace attt::scanner::tls {

struct ModelServer {
    enum class Manner { alert, warning, close, reset, silence, garbage, refuse_connection, unreachable };

    std::map<Version, Codes> suites;  // in the server's order
    bool own_order = false;
    Codes groups = {23, 29, 24};  // in the server's order
    std::string dh_prime;         // what DHE uses when it does not negotiate RFC 7919; empty: only negotiated
    std::vector<std::uint32_t> ssl2_ciphers;
    std::string certificate;              // of the Certificate message
    std::uint16_t certificate_curve = 0;  // an ECDSA key: refused unless the client offers this curve

    Codes schemes = {0x0804, 0x0805, 0x0806};  // of TLS 1.3
    Codes schemes_before = {};                 // of TLS 1.2; empty: the key exchange names none

    Manner refuses = Manner::alert;
    std::uint8_t alert = 40;                   // for want of a suite or group
    std::uint8_t version_alert = 70;           // for want of a version
    std::map<Version, Manner> version_manner;  // to a hello of this version, whatever it offers
    bool knows_empty_key_share = true;
    std::size_t suites_read = 1000;   // of a hello; the others are overlooked
    std::size_t tolerates = 1000;     // a hello with more suites is met with silence
    bool warns_first = false;         // unrecognized_name as a warning before the ServerHello
    bool prioritises_chacha = false;  // in its own order, for clients that begin with it
    bool insists_on_newest = false;   // answers old hellos with its newest version
    bool omits_key_exchange = false;
    std::uint16_t insists_on_suite = 0;

    // After so many answers it behaves so to everything; then recovers after so many more.
    std::size_t answers = 1'000'000;
    Manner then = Manner::reset;
    std::uint8_t then_alert = 40;
    std::size_t recovers_after = 1'000'000;

    std::size_t asked = 0;
    std::size_t most_suites_seen = 0;

    net::ExchangeResult answer(std::string_view hello, Wanted wanted);

  private:
    std::string flight(std::string_view hello) const;
};

// The prime of an RFC 7919 group, from OpenSSL's own tables.
std::string ffdhe_prime(const char* name);

// A certificate over a new EC key, DER.
std::string self_signed(const char* curve);

// Drives an enumeration against the model to its end.
struct Enumerated {
    Findings findings;
    FeatureReplies features;
    bool answered = false;
    model::Status status = model::Status::ok;
    std::string reason;
    std::size_t questions = 0;
    std::size_t rounds = 0;  // of at most four questions at once, and one for the handshake
    std::vector<std::string> certificates;
};
Enumerated enumerate(ModelServer& server, const std::string& server_name = "site.example", bool full = false,
                     bool handshake_follows = false);

}  // namespace attt::scanner::tls
