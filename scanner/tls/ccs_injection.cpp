// CCS injection (CVE-2014-0224). A server that takes a ChangeCipherSpec before it has a key reads all that follows
// under a key of zeros; one that does not either says unexpected_message at once or goes on reading in the clear.
#include <algorithm>

#include "scanner/tls/attack.h"

namespace attt::scanner::tls {
namespace {

constexpr std::uint8_t change_cipher_spec_type = 20;
constexpr std::uint8_t alert_type = 21;
constexpr std::uint8_t application_data_type = 23;

std::string change_cipher_spec(const Flight& flight) {
    return record_of(change_cipher_spec_type, flight.hello->version, std::string(1, '\1'));
}

// In the clear a warning that ends nothing (RFC 5246, section 7.2); under any key a record that does not open.
std::string harmless_warning(const Flight& flight) {
    return record_of(alert_type, flight.hello->version, "\1\x5a");  // user_canceled
}

// In the clear out of place; under any key a record that does not open.
std::string data_out_of_place(const Flight& flight) {
    return record_of(application_data_type, flight.hello->version, std::string(1, '\0'));
}

// What a server says of a record that its key does not open (RFC 5246, section 7.2.2).
bool could_not_open(const Reaction& reaction) {
    return std::any_of(reaction.alerts.begin(), reaction.alerts.end(), [](const Alert& alert) {
        return alert.description == 20 || alert.description == 21 || alert.description == 51;
    });
}

bool is_over(const Reaction& reaction) {
    return reaction.ending == Ending::closed || reaction.ending == Ending::reset;
}

AttackResult safe(const std::string& shown) {
    return {std::string(not_vulnerable), {}, shown};
}

AttackResult open(const std::string& reason) {
    return {{}, reason, {}};
}

// The server that ends connections without a word: whether it does so for the warning alone.
std::optional<bool> bears_the_warning(const std::string& hello, Connections& connections) {
    const auto held = connections.hold(hello, {harmless_warning});
    if (!held || !held->flight().complete) return std::nullopt;
    const Reaction& reaction = held->reactions().front();
    if (reaction.ending == Ending::silence && reaction.alerts.empty()) return true;
    if (is_over(reaction)) return false;
    return std::nullopt;
}

AttackResult refused_without_a_word(const Reaction& early, const std::string& hello, Connections& connections) {
    // a device in between that knows the attack resets too
    if (early.ending == Ending::reset) return open("connection reset at the early ChangeCipherSpec");
    if (bears_the_warning(hello, connections).value_or(false))
        return safe("it closes at the early ChangeCipherSpec, and not at another record there");
    return open("it closes at the early ChangeCipherSpec, and perhaps at anything");
}

AttackResult after_the_warning(const Reaction& reaction, const std::string& hello, Connections& connections) {
    if (could_not_open(reaction))
        return {std::string(vulnerable), {}, "a record in the clear after the ChangeCipherSpec: " + reaction.text()};
    if (!reaction.alerts.empty()) return safe("it still reads in the clear: " + reaction.text());
    if (reaction.ending == Ending::reset) return open("connection reset at the record after the ChangeCipherSpec");
    if (bears_the_warning(hello, connections).value_or(false))
        return {std::string(vulnerable),
                {},
                "it takes the ChangeCipherSpec, and closes at a record in the clear that it bears without it"};
    return open("it closes at a record in the clear, with or without the ChangeCipherSpec");
}

}  // namespace

AttackResult look_for_ccs_injection(const AttackTarget& target, Connections& connections) {
    const std::string hello = encode(ClientHello{Version::tls1_2, suite_portions(Version::tls1_2).front(),
                                                 groups_for(Version::tls1_2), target.server_name, target.seed});
    const auto held = connections.hold(hello, {change_cipher_spec, harmless_warning, data_out_of_place});
    if (!held || !held->flight().complete) return open(connections.reason());
    const auto& reactions = held->reactions();
    const Reaction& early = reactions.front();
    if (!early.alerts.empty()) return safe("refused: " + early.text());
    if (is_over(early)) return refused_without_a_word(early, hello, connections);
    if (reactions.size() == 1) return open("after the ChangeCipherSpec: " + early.text());
    if (reactions.size() == 2) {
        const Reaction& warned = reactions[1];
        if (!warned.alerts.empty() || is_over(warned)) return after_the_warning(warned, hello, connections);
        return open("after the ChangeCipherSpec: " + warned.text());
    }
    const Reaction& last = reactions[2];
    if (could_not_open(last))
        return {std::string(vulnerable), {}, "a record in the clear after the ChangeCipherSpec: " + last.text()};
    if (!last.alerts.empty()) return safe("it still reads in the clear: " + last.text());
    return open("it shows neither that it takes the ChangeCipherSpec nor that it refuses it: " + last.text());
}

}  // namespace attt::scanner::tls
