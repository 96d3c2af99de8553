// Heartbleed (CVE-2014-0160).
#include "scanner/tls/attack.h"
#include "scanner/tls/bytes.h"

namespace attt::scanner::tls {
namespace {

constexpr std::uint16_t heartbeat_extension = 15;
constexpr std::uint8_t heartbeat_type = 24;
constexpr std::uint8_t request = 1;
constexpr std::size_t least_padding = 16;

// RFC 6520, section 2: peer_allowed_to_send.
const ExtensionBytes may_send{heartbeat_extension, "\1"};

std::string heartbeat(const Flight& flight, std::uint16_t claimed, std::string_view content) {
    if (!flight.hello->has(heartbeat_extension)) return {};
    Writer message;
    message.u8(request);
    message.u16(claimed);
    message.bytes(content);
    return record_of(heartbeat_type, flight.hello->version, message.str());
}

// One byte is claimed and none is there: the answer of a server that believes it holds one byte of its memory.
constexpr std::uint16_t overlong_claim = 1;

std::string overlong(const Flight& flight) {
    return heartbeat(flight, overlong_claim, {});
}

// As long as it takes: OpenSSL holds what it writes in a handshake until 4096 bytes have come together, so the answer
// to the overlong one may wait for this one's.
constexpr std::uint16_t valid_length = 4200;

std::string valid(const Flight& flight) {
    return heartbeat(flight, valid_length, std::string(valid_length + least_padding, '\0'));
}

const Heartbeat* answer_in(const Reaction& reaction) {
    for (const Heartbeat& each : reaction.heartbeats) {
        if (each.type == heartbeat_response) return &each;
    }
    return nullptr;
}

}  // namespace

AttackResult look_for_heartbleed(const AttackTarget& target, Connections& connections) {
    ClientHello hello{Version::tls1_2, suite_portions(Version::tls1_2).front(), groups_for(Version::tls1_2),
                      target.server_name, target.seed};
    hello.extensions = {may_send};
    const auto held = connections.hold(encode(hello), {overlong, valid});
    if (!held || !held->flight().complete) return {{}, connections.reason(), {}};
    if (!held->flight().hello->has(heartbeat_extension))
        return {std::string(not_vulnerable), {}, "heartbeat is not announced"};
    const auto& reactions = held->reactions();
    for (const Reaction& reaction : reactions) {
        const Heartbeat* answer = answer_in(reaction);
        if (answer != nullptr && answer->claimed == overlong_claim)
            return {std::string(vulnerable),
                    {},
                    "a heartbeat of 3 bytes was answered by " + std::to_string(answer->length) + " bytes"};
    }
    const Reaction& first = reactions.front();
    if (!first.alerts.empty()) return {std::string(not_vulnerable), {}, "refused: " + first.text()};
    if (first.ending != Ending::silence) return {{}, "after the heartbeat: " + first.text(), {}};
    const Reaction& second = reactions.back();
    const Heartbeat* answer = answer_in(second);
    if (answer != nullptr && answer->claimed == valid_length)
        return {std::string(not_vulnerable), {}, "the overlong heartbeat was discarded, a valid one answered"};
    return {{}, "heartbeat is announced, but none is answered before the handshake is complete: " + second.text(), {}};
}

}  // namespace attt::scanner::tls
