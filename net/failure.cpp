#include "net/failure.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text.h"
#include "net/connection.h"
#include "net/socket.h"

namespace attt::net {
namespace {

struct Reason {
    std::string_view message;
    std::string_view sentence;
};

constexpr std::array reasons = {
    Reason{"net.timeout", "no answer in time"},
    Reason{"net.refused", "connection refused"},
    Reason{"net.reset", "connection reset by the peer"},
    Reason{"net.closed", "connection closed by the peer"},
    Reason{"net.unreachable", "unreachable"},
    Reason{"net.no_tls", "TLS is not offered here"},
    Reason{"net.turned_away", "the server will not talk to us now"},
    Reason{"net.no_place", "no connection was free under the politeness limits; nothing was sent"},
    Reason{"net.local", "this machine could not open a socket"},
    Reason{"scope.address", "outside the authorised scope; nothing was sent"},
    Reason{"dns.failed", "name resolution failed"},
    Reason{"http.tls", "TLS handshake failed"},
    Reason{"http.protocol", "not a valid HTTP response"},
    Reason{"http.header_too_large", "response header too large"},
};

}  // namespace

Failure fail_timeout(const model::Endpoint& endpoint) {
    return base::fail(base::ErrorCode::timeout, "net.timeout", {{"endpoint", to_string(endpoint)}});
}

Failure fail_closed(const model::Endpoint& endpoint) {
    return base::fail(base::ErrorCode::protocol, "net.closed", {{"endpoint", to_string(endpoint)}});
}

Failure fail_refused(const model::Endpoint& endpoint) {
    return base::fail(base::ErrorCode::refused, "net.refused", {{"endpoint", to_string(endpoint)}});
}

Failure fail_reset(const model::Endpoint& endpoint) {
    return base::fail(base::ErrorCode::protocol, "net.reset", {{"endpoint", to_string(endpoint)}});
}

Failure fail_unreachable(const model::Endpoint& endpoint, std::string_view reason) {
    return base::fail(base::ErrorCode::unreachable, "net.unreachable",
                      {{"endpoint", to_string(endpoint)}, {"reason", std::string(reason)}});
}

Failure fail_no_tls(const model::Endpoint& endpoint, std::string_view reason, bool turned_away) {
    return base::fail(base::ErrorCode::protocol, turned_away ? "net.turned_away" : "net.no_tls",
                      {{"endpoint", to_string(endpoint)}, {"reason", std::string(reason)}});
}

Failure fail_not_an_address(const model::Endpoint& endpoint) {
    return fail_unreachable({base::printable(endpoint.address, 100), endpoint.port}, "not an IP address");
}

Failure fail_connect(int error, const model::Endpoint& endpoint) {
    switch (connect_failure(error)) {
        case ConnectFailure::refused: return fail_refused(endpoint);
        case ConnectFailure::reset: return fail_reset(endpoint);
        case ConnectFailure::timeout: return fail_timeout(endpoint);
        case ConnectFailure::local:
            return base::fail(base::ErrorCode::io, "net.local", {{"reason", system_word(error)}});
        case ConnectFailure::unreachable: break;
    }
    return fail_unreachable(endpoint, system_word(error));
}

Failure fail_transfer(int error, const model::Endpoint& endpoint) {
    if (is_reset(error)) return fail_reset(endpoint);
    if (error == ETIMEDOUT) return fail_timeout(endpoint);
    return fail_unreachable(endpoint, system_word(error));
}

model::Status status_of(const base::Error& error) {
    switch (error.code) {
        case base::ErrorCode::timeout: return model::Status::timeout;
        case base::ErrorCode::refused: return model::Status::refused;
        case base::ErrorCode::protocol:
        case base::ErrorCode::bad_input: return model::Status::protocol_error;
        default: return model::Status::unreachable;
    }
}

std::string reason_of(const base::Error& error) {
    const auto known =
        std::find_if(reasons.begin(), reasons.end(), [&](const Reason& r) { return r.message == error.message; });
    std::string sentence(known == reasons.end() ? error.message : known->sentence);
    for (const auto& [name, value] : error.arguments) {
        if (name == "reason" && !value.empty()) sentence.append(": ").append(value);
    }
    return sentence;
}

}  // namespace attt::net
