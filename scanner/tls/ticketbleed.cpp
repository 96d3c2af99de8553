// Ticketbleed (CVE-2016-9244).
#include "scanner/tls/attack.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

constexpr std::uint16_t session_ticket_extension = 35;
// One byte less than a session id may have: of a server that answers with 32 one byte is its memory's.
constexpr std::size_t id_length = 31;

std::string ticket_of(const Handshake& shaken) {
    const unsigned char* ticket = nullptr;
    std::size_t length = 0;
    SSL_SESSION_get0_ticket(shaken.session.get(), &ticket, &length);
    return {reinterpret_cast<const char*>(ticket), length};
}

std::uint16_t suite_of(const Handshake& shaken) {
    const SSL_CIPHER* cipher = SSL_SESSION_get0_cipher(shaken.session.get());
    return cipher == nullptr ? std::uint16_t{0} : SSL_CIPHER_get_protocol_id(cipher);
}

}  // namespace

AttackResult look_for_ticketbleed(const AttackTarget& target, const ShakeHands& shake, Connections& connections) {
    HandshakeRequest request;
    request.server_name = target.server_name;
    request.newest = Version::tls1_2;
    request.alpn = {};
    request.keeps_session = true;
    const Handshake first = shake(request);
    if (!first.completed) return {{}, first.reason.empty() ? "the handshake failed" : first.reason, {}};
    if (!first.session || !first.has_ticket) return {std::string(not_vulnerable), {}, "it gives no tickets"};

    ClientHello hello{*first.version, {suite_of(first)}, groups_for(*first.version), target.server_name, target.seed};
    hello.session_id = std::string(id_length, 'a');
    hello.extensions = {{session_ticket_extension, ticket_of(first)}};
    const auto held = connections.hold(encode(hello), {});
    if (!held || !held->flight().complete) return {{}, connections.reason(), {}};
    const std::string& id = held->flight().session_id;
    if (id == hello.session_id)
        return {std::string(not_vulnerable), {}, "the session id of 31 bytes came back as it was sent"};
    if (id.size() > id_length && id.starts_with(hello.session_id))
        return {std::string(vulnerable), {}, "a session id of 31 bytes came back with " + std::to_string(id.size())};
    return {{}, "the ticket was not taken, so the session id says nothing", {}};
}

}  // namespace attt::scanner::tls
