#include "scanner/tls/attack.h"

#include <algorithm>

#include "net/connection.h"

namespace attt::scanner::tls {
namespace {

constexpr std::uint8_t handshake_failure = 40;
constexpr std::uint8_t protocol_version = 70;
constexpr std::uint8_t insufficient_security = 71;

}  // namespace

std::string reason_of(const Flight& flight) {
    const std::string text = flight.reaction.text();
    return text.empty() ? "the handshake did not begin" : text;
}

bool says_not_offered(const Flight& flight) {
    return std::any_of(flight.reaction.alerts.begin(), flight.reaction.alerts.end(), [](const Alert& alert) {
        return alert.description == handshake_failure || alert.description == protocol_version ||
               alert.description == insufficient_security;
    });
}

std::optional<Conversation> Connections::hold(const std::string& hello, const std::vector<Conversation::Word>& words) {
    std::optional<Conversation> out;
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (opened_ >= most_) {
            if (!out) reason_ = "as many connections as are allowed were used";
            return out;
        }
        ++opened_;
        Conversation conversation(hello, words);
        const auto held = converse_(conversation);
        if (!held) {
            reason_ = net::reason_of(held.error());
            continue;
        }
        out = std::move(conversation);
        reason_ = out->flight().complete ? std::string() : reason_of(out->flight());
        if (out->flight().complete || !out->flight().reaction.alerts.empty()) return out;
    }
    return out;
}

OldVersions look_for_old_versions(const AttackTarget& target, Connections& connections) {
    const auto& suites = suite_portions(Version::tls1_2).front();
    const ClientHello old{Version::tls1_2, suites, groups_for(Version::tls1_2), target.server_name, target.seed};
    const auto first = connections.hold(encode(old), {});
    if (!first) return {Old::unknown, connections.reason()};
    if (first->flight().complete) return {Old::spoken, {}};
    if (!says_not_offered(first->flight())) return {Old::unknown, connections.reason()};
    const std::string refused = connections.reason();
    const ClientHello present{Version::tls1_3, suite_portions(Version::tls1_3).front(), groups_for(Version::tls1_3),
                              target.server_name, target.seed};
    const auto second = connections.hold(encode(present), {});
    if (second && second->flight().complete && second->flight().hello->version == code_of(Version::tls1_3))
        return {Old::not_spoken, refused};
    return {Old::unknown, refused};
}

}  // namespace attt::scanner::tls
