// One answer to one hello, understood: what it means before anybody asks what it is good for.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/exchange.h"
#include "scanner/tls/records.h"
#include "scanner/tls/server_hello.h"

namespace attt::scanner::tls {

// How far into the server's flight an answer must reach to be of use.
enum class Wanted { server_hello, key_exchange, certificate, encrypted_flight, ssl2_hello };

// The predicate for net::Exchange::enough. Keeps what it has read: for one exchange only.
std::function<bool(std::string_view)> enough_for(Wanted wanted);

struct Reply {
    enum class Kind {
        hello,    // a ServerHello (a HelloRetryRequest too), or an SSLv2 SERVER-HELLO where that was asked
        refused,  // an alert that says so
        evaded,   // closed in order, or an alert about something else: a no only if it stays so
        spoiled,  // reset, silence, something that is no TLS: it says nothing about what was asked
    };
    Kind kind = Kind::spoiled;
    net::ExchangeEnd end = net::ExchangeEnd::cancelled;
    bool spoke_tls = false;                 // there was at least one TLS or SSLv2 message in it
    std::size_t encrypted = 0;              // bytes behind the ServerHello that only its keys would open
    bool foreign = false;                   // the peer spoke something else
    std::optional<std::uint8_t> alert;      // that ended it
    std::optional<ServerHello> hello;       // up to SSLv3 and later
    std::optional<KeyExchange> exchange;    // where it was sent, and came
    std::vector<std::string> certificates;  // DER, leaf first, where they came in the clear
    std::vector<std::uint32_t> ssl2_ciphers;
    std::string reason;  // in a few English words, where the kind is not hello
};

Reply understand(Wanted wanted, const net::ExchangeResult& result);

}  // namespace attt::scanner::tls
