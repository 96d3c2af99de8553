// ROBOT: Bleichenbacher's oracle. The five messages and the two flows are those of Böck, Somorovsky and Young, "Return
// Of Bleichenbacher's Oracle Threat" (USENIX Security 2018), section 3.
#include <algorithm>
#include <array>
#include <set>

#include "scanner/tls/attack.h"
#include "scanner/tls/bytes.h"
#include "scanner/tls/robot_messages.h"

namespace attt::scanner::tls {
namespace {

constexpr std::uint8_t change_cipher_spec_type = 20;
constexpr std::uint8_t handshake_type = 22;
constexpr std::uint8_t client_key_exchange = 16;
constexpr std::size_t encrypted_finished = 64;
constexpr int rounds = 3;

// Whole: as a client would send it, with a Finished that no key opens. Cut: the key exchange alone, after which an
// honest server waits.
enum class Flow { whole, cut };

using Behaviour = std::array<Reaction, robot_messages>;
using Texts = std::array<std::string, robot_messages>;

std::vector<std::uint16_t> rsa_suites() {
    std::vector<std::uint16_t> out;
    for (const NamedCode& suite : all_suites()) {
        const bool encrypts = suite.name.find("_NULL_") == std::string_view::npos;
        if (suite.name.starts_with("TLS_RSA_WITH_") && encrypts) out.push_back(suite.code);
    }
    return out;
}

// The secret holds the version that the hello offered, whichever was chosen (RFC 5246, section 7.4.7.1).
std::string key_exchange(const Flight& flight, RobotMessage message, Flow flow) {
    if (flight.certificates.empty()) return {};
    const auto key = rsa_key_of(flight.certificates.front());
    const auto secrets = key ? robot_secrets(*key, code_of(Version::tls1_2)) : std::nullopt;
    if (!secrets) return {};
    const std::string& secret = (*secrets)[static_cast<std::size_t>(message)];
    const std::uint16_t version = flight.hello->version;
    Writer body;
    if (version == code_of(Version::ssl3))
        body.bytes(secret);  // RFC 6101, section 5.6.7.1: without its length
    else
        body.vector(2, secret);
    Writer whole;
    whole.u8(client_key_exchange);
    whole.vector(3, body.str());
    std::string out = record_of(handshake_type, version, whole.str());
    if (flow == Flow::cut) return out;
    out += record_of(change_cipher_spec_type, version, std::string(1, '\1'));
    return out + record_of(handshake_type, version, std::string(encrypted_finished, '\x5A'));
}

Texts exact(const Behaviour& behaviour) {
    Texts out;
    std::transform(behaviour.begin(), behaviour.end(), out.begin(), [](const Reaction& r) { return r.text(); });
    return out;
}

// Without what hangs on chance: whether the end after an alert is seen, and in which way.
Texts roughly(const Behaviour& behaviour) {
    Texts out;
    std::transform(behaviour.begin(), behaviour.end(), out.begin(), [](Reaction reaction) {
        if (!reaction.alerts.empty()) reaction.ending = Ending::none;
        if (reaction.ending == Ending::reset) reaction.ending = Ending::closed;
        return reaction.text();
    });
    return out;
}

bool is_uniform(const Texts& texts) {
    return std::all_of(texts.begin(), texts.end(), [&](const std::string& each) { return each == texts.front(); });
}

const std::string& of(const Texts& texts, RobotMessage message) {
    return texts[static_cast<std::size_t>(message)];
}

// Strong: what begins with 00 02 is told from what does not, whatever follows. Weak: only what is well formed
// throughout is told from the rest.
std::string strength_of(const Texts& texts) {
    const std::string& wrong = of(texts, RobotMessage::wrong_beginning);
    const bool weak = wrong == of(texts, RobotMessage::zero_misplaced) && wrong == of(texts, RobotMessage::no_zero);
    return weak ? "weak_oracle" : "strong_oracle";
}

std::string in_words(const Texts& texts, Flow flow) {
    static constexpr std::array<const char*, robot_messages> names = {"well formed", "wrong beginning",
                                                                      "zero misplaced", "no zero", "wrong version"};
    std::string out = flow == Flow::whole ? "whole flow" : "cut flow";
    for (std::size_t i = 0; i < texts.size(); ++i)
        out += (i == 0 ? ": " : "; ") + std::string(names[i]) + ": " + texts[i];
    return out;
}

// One look at all five; nothing where one could not be asked.
class Look {
  public:
    Look(const AttackTarget& target, Connections& connections) : connections_(connections) {
        hello_ = encode(ClientHello{Version::tls1_2, rsa_suites(), {}, target.server_name, target.seed});
    }

    std::optional<Behaviour> at(Flow flow) {
        Behaviour out;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto message = static_cast<RobotMessage>(i);
            const auto held = connections_.hold(
                hello_, {[message, flow](const Flight& flight) { return key_exchange(flight, message, flow); }});
            not_offered_ = held && says_not_offered(held->flight());
            if (!held || !held->flight().complete) {
                problem_ = connections_.reason();
                return std::nullopt;
            }
            if (held->reactions().empty()) {
                problem_ = "the certificate has no RSA key that can be used";
                return std::nullopt;
            }
            out[i] = held->reactions().front();
        }
        return out;
    }
    bool not_offered() const { return not_offered_; }
    const std::string& problem() const { return problem_; }

  private:
    Connections& connections_;
    std::string hello_;
    bool not_offered_ = false;
    std::string problem_;
};

// What comes of one flow: an oracle only where the same messages are told apart in the same way each time.
AttackResult judge(Look& look, Flow flow) {
    std::vector<Behaviour> seen;
    for (int round = 0; round < rounds; ++round) {
        auto behaviour = look.at(flow);
        if (!behaviour) {
            if (look.not_offered() && round == 0 && flow == Flow::whole)
                return {"no_rsa_exchange", {}, "no suite with RSA key exchange is accepted: " + look.problem()};
            return {{}, look.problem(), {}};
        }
        seen.push_back(std::move(*behaviour));
        if (round == 0 && is_uniform(exact(seen.front())))
            return {"no_oracle", {}, in_words(exact(seen.front()), flow)};
    }
    for (const auto& reading : {exact, roughly}) {
        std::set<Texts> readings;
        std::transform(seen.begin(), seen.end(), std::inserter(readings, readings.end()), reading);
        if (readings.size() != 1) continue;
        const Texts& texts = *readings.begin();
        return {is_uniform(texts) ? "no_oracle" : strength_of(texts), {}, in_words(texts, flow)};
    }
    return {{}, "the answers change from one look to the next: " + in_words(exact(seen.back()), flow), {}};
}

// Whether the server has said anything at all about a key exchange.
bool says_nothing(const std::string& shown) {
    return shown.find("alert") == std::string::npos && shown.find("closed") == std::string::npos;
}

}  // namespace

AttackResult look_for_robot(const AttackTarget& target, Connections& connections) {
    Look look(target, connections);
    AttackResult whole = judge(look, Flow::whole);
    if (whole.says != "no_oracle") return whole;
    if (says_nothing(whole.shown)) return {{}, "nothing is said to a key exchange: " + whole.shown, {}};
    AttackResult cut = judge(look, Flow::cut);
    if (cut.says == "no_oracle") cut.shown = whole.shown + " | " + cut.shown;
    return cut;
}

}  // namespace attt::scanner::tls
