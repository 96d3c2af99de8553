// Conversations as bytes in and bytes out, and what the attacks make of them, without a socket.
#include "scanner/tls/attack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "scanner/tls/bytes.h"
#include "scanner/tls/robot_messages.h"

namespace attt::scanner::tls {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;

std::string message(std::uint8_t type, const std::string& body) {
    Writer out;
    out.u8(type);
    out.vector(3, body);
    return out.take();
}

// ServerHello with these extensions (none has content), and ServerHelloDone.
std::string flight(std::initializer_list<std::uint16_t> extensions = {}, const std::string& session_id = {}) {
    Writer hello, list;
    hello.u16(0x0303);
    hello.bytes(std::string(32, 'r'));
    hello.vector(1, session_id);
    hello.u16(0x002F);
    hello.u8(0);
    for (const std::uint16_t type : extensions) {
        list.u16(type);
        list.vector(2, type == 15 ? "\1"s : ""s);
    }
    hello.vector(2, list.str());
    return record_of(22, 0x0303, message(2, hello.str()) + message(14, {}));
}

std::string alert(std::uint8_t description, bool fatal = true) {
    return record_of(21, 0x0303, std::string(1, fatal ? '\2' : '\1') + static_cast<char>(description));
}

std::string heartbeat(std::uint16_t claimed, std::size_t padding = 16) {
    Writer out;
    out.u8(heartbeat_response);
    out.u16(claimed);
    out.bytes(std::string(claimed + padding, 'x'));
    return record_of(24, 0x0303, out.str());
}

Conversation::Word says(const std::string& word) {
    return [word](const Flight&) { return word; };
}

// What a server does, in turn: bytes, or how the connection ends; after the last nothing more comes.
struct Act {
    std::string bytes;
    Ending ending = Ending::none;
};

void play(Conversation& conversation, const std::vector<Act>& acts) {
    for (const Act& act : acts) {
        if (conversation.done()) return;
        if (!act.bytes.empty()) conversation.take(act.bytes);
        if (conversation.done()) return;
        if (act.ending == Ending::silence) {
            conversation.on_silence();
        } else if (act.ending != Ending::none) {
            conversation.on_end(act.ending);
        }
    }
    for (int i = 0; i < 10 && !conversation.done(); ++i)
        conversation.on_silence();
}

TEST(Conversation, ReadsAFlightHoweverItIsCut) {
    const std::string all = flight({15}) + alert(0);
    for (const std::size_t size : {1U, 3U, 7U, 1000U}) {
        Conversation conversation("hello", {says("word")});
        std::string said;
        for (std::size_t at = 0; at < all.size() && said.empty(); at += size)
            said = conversation.take(std::string_view(all).substr(at, size));
        EXPECT_EQ(said, "word") << size;
        EXPECT_TRUE(conversation.flight().complete && conversation.flight().hello->has(15)) << size;
        EXPECT_EQ(conversation.waiting(), Conversation::Waiting::for_reaction);
    }
}

TEST(Conversation, SaysOneWordAfterTheOtherWhileNothingComes) {
    Conversation conversation("hello", {says("one"), says("two")});
    EXPECT_EQ(conversation.take(flight()), "one");
    EXPECT_EQ(conversation.on_silence(), "two");
    EXPECT_EQ(conversation.take(alert(20)), "");
    EXPECT_EQ(conversation.waiting(), Conversation::Waiting::for_end);
    conversation.on_end(Ending::closed);
    ASSERT_TRUE(conversation.done());
    ASSERT_EQ(conversation.reactions().size(), 2U);
    EXPECT_EQ(conversation.reactions()[0].text(), "silence");
    EXPECT_EQ(conversation.reactions()[1].text(), "alert bad_record_mac, connection closed");
}

TEST(Conversation, TakesAWarningForNothing) {
    Conversation conversation("hello", {says("word")});
    conversation.take(flight());
    conversation.take(alert(90, false));
    EXPECT_FALSE(conversation.done());
    EXPECT_EQ(conversation.waiting(), Conversation::Waiting::for_reaction);
}

TEST(Conversation, KeepsOfAHeartbeatItsLengthsAlone) {
    Conversation conversation("hello", {says("word")});
    conversation.take(flight({15}));
    conversation.take(heartbeat(300));
    ASSERT_TRUE(conversation.done());
    const Heartbeat& seen = conversation.reactions()[0].heartbeats.at(0);
    EXPECT_EQ(seen.type, heartbeat_response);
    EXPECT_EQ(seen.claimed, 300);
    EXPECT_EQ(seen.length, 319U);
}

struct Broken {
    const char* name;
    std::string bytes;
    const char* text;
};
void PrintTo(const Broken& broken, std::ostream* out) {
    *out << broken.name;
}
class BrokenFlights : public testing::TestWithParam<Broken> {};

TEST_P(BrokenFlights, EndTheConversation) {
    Conversation conversation("hello", {says("word")});
    play(conversation, {{GetParam().bytes}});
    EXPECT_FALSE(conversation.flight().complete);
    EXPECT_TRUE(conversation.reactions().empty());
    EXPECT_EQ(conversation.flight().reaction.text(), GetParam().text);
}

std::string endless() {
    std::string out;
    while (out.size() < (1U << 18U) + 20000)
        out += record_of(22, 0x0303, message(1, std::string(16000, 'x')));
    return out;
}

INSTANTIATE_TEST_SUITE_P(
    Conversation, BrokenFlights,
    testing::Values(Broken{"Nothing", "", "silence"}, Broken{"AnAlert", alert(40), "alert handshake_failure"},
                    Broken{"NoTls", "HTTP/1.1 400 Bad Request\r\n", "the answer breaks the rules of TLS"},
                    Broken{"ALongRecord", "\x16\x03\x03\xff\xff"s, "the answer breaks the rules of TLS"},
                    Broken{"ABrokenHello", record_of(22, 0x0303, message(2, "short")),
                           "the answer breaks the rules of TLS"},
                    Broken{"DataBeforeTheHello", record_of(23, 0x0303, "x"), "the answer breaks the rules of TLS"},
                    Broken{"WithoutEnd", endless(), "the answer is too long"}));

// Connections that play one script after the other, the last again and again.
Connections playing(std::vector<std::vector<Act>> scripts, int most, int* opened = nullptr) {
    auto next = std::make_shared<std::size_t>(0);
    return Connections(
        [scripts = std::move(scripts), next, opened](Conversation& conversation) -> base::Result<void> {
            if (opened != nullptr) ++*opened;
            play(conversation, scripts[std::min((*next)++, scripts.size() - 1)]);
            return {};
        },
        most);
}

TEST(Connections, AreTriedOnceMoreAndNeverBeyondTheirBound) {
    int opened = 0;
    Connections silent = playing({{}}, 3, &opened);
    EXPECT_FALSE(silent.hold("hello", {})->flight().complete);
    EXPECT_EQ(opened, 2);
    EXPECT_EQ(silent.reason(), "silence");
    silent.hold("hello", {});
    EXPECT_FALSE(silent.hold("hello", {}));
    EXPECT_EQ(opened, 3);
    EXPECT_EQ(silent.reason(), "as many connections as are allowed were used");
}

TEST(Connections, AreNotRepeatedAfterARefusal) {
    int opened = 0;
    Connections refusing = playing({{{alert(40)}}}, 4, &opened);
    refusing.hold("hello", {});
    EXPECT_EQ(opened, 1);
}

TEST(Connections, SayWhyThereIsNone) {
    Connections none(
        [](Conversation&) -> base::Result<void> {
            return base::fail(base::ErrorCode::refused, "net.refused", {{"address", "192.0.2.1:443"}});
        },
        4);
    EXPECT_FALSE(none.hold("hello", {}));
    EXPECT_NE(none.reason(), "");
    EXPECT_EQ(none.opened(), 2);
}

struct Case {
    const char* name;
    std::vector<Act> acts;
    const char* says;  // empty: undetermined
};
void PrintTo(const Case& each, std::ostream* out) {
    *out << each.name;
}

class Heartbleed : public testing::TestWithParam<Case> {};

TEST_P(Heartbleed, IsKnownByTheLengthOfTheAnswer) {
    Connections connections = playing({GetParam().acts}, most_of_heartbleed);
    const AttackResult result = look_for_heartbleed({"site.example", 1}, connections);
    EXPECT_EQ(result.says, GetParam().says) << result.reason << result.shown;
    EXPECT_EQ(result.says.empty(), !result.reason.empty());
    EXPECT_LE(connections.opened(), most_of_heartbleed);
}

INSTANTIATE_TEST_SUITE_P(
    Attacks, Heartbleed,
    testing::Values(Case{"Answered", {{flight({15})}, {heartbeat(1)}}, "vulnerable"},
                    Case{"AnsweredBehindTheValidOne",
                         {{flight({15})}, {{}, Ending::silence}, {heartbeat(1) + heartbeat(4200)}},
                         "vulnerable"},
                    Case{"AnsweredWithNothing", {{flight({15})}, {heartbeat(0)}}, ""},
                    Case{"NotAnnounced", {{flight()}, {heartbeat(1)}}, "not_vulnerable"},
                    Case{"DiscardedAndTheValidOneAnswered",
                         {{flight({15})}, {{}, Ending::silence}, {heartbeat(4200)}},
                         "not_vulnerable"},
                    Case{"Refused", {{flight({15})}, {alert(10), Ending::closed}}, "not_vulnerable"},
                    Case{"NeitherIsAnswered", {{flight({15})}}, ""},
                    Case{"Reset", {{flight({15})}, {{}, Ending::reset}}, ""},
                    Case{"Closed", {{flight({15})}, {{}, Ending::closed}}, ""}, Case{"NoFlight", {}, ""}));

class CcsInjection : public testing::TestWithParam<std::tuple<Case, std::vector<Act>>> {};

const std::vector<Act> bears = {{flight()}, {{}, Ending::silence}};
const std::vector<Act> ends = {{flight()}, {{}, Ending::closed}};

TEST_P(CcsInjection, IsKnownByHowTheServerGoesOn) {
    const auto& [seen, control] = GetParam();
    Connections connections = playing({seen.acts, control}, most_of_ccs_injection);
    const AttackResult result = look_for_ccs_injection({"site.example", 1}, connections);
    EXPECT_EQ(result.says, seen.says) << seen.name << result.reason << result.shown;
    EXPECT_EQ(result.says.empty(), !result.reason.empty());
    EXPECT_LE(connections.opened(), most_of_ccs_injection);
}

INSTANTIATE_TEST_SUITE_P(
    Attacks, CcsInjection,
    testing::Values(
        std::tuple(Case{"Refused", {{flight()}, {alert(10), Ending::closed}}, "not_vulnerable"}, bears),
        std::tuple(Case{"RefusedWithoutAWord", {{flight()}, {{}, Ending::closed}}, "not_vulnerable"}, bears),
        std::tuple(Case{"ClosesAtAnything", {{flight()}, {{}, Ending::closed}}, ""}, ends),
        std::tuple(Case{"ResetAtOnce", {{flight()}, {{}, Ending::reset}}, ""}, bears),
        std::tuple(Case{"CannotOpenWhatFollows", {{flight()}, {{}, Ending::silence}, {alert(20)}}, "vulnerable"},
                   bears),
        std::tuple(Case{"ReadsInTheClear", {{flight()}, {{}, Ending::silence}, {alert(10)}}, "not_vulnerable"}, bears),
        std::tuple(Case{"ClosesAtWhatFollows", {{flight()}, {{}, Ending::silence}, {{}, Ending::closed}}, "vulnerable"},
                   bears),
        std::tuple(Case{"ClosesAtTheWarningAnyway", {{flight()}, {{}, Ending::silence}, {{}, Ending::closed}}, ""},
                   ends),
        std::tuple(Case{"ResetAtWhatFollows", {{flight()}, {{}, Ending::silence}, {{}, Ending::reset}}, ""}, bears),
        std::tuple(Case{"DropsItAndReadsOn",
                        {{flight()}, {{}, Ending::silence}, {{}, Ending::silence}, {alert(10)}},
                        "not_vulnerable"},
                   bears),
        std::tuple(Case{"CannotOpenTheThird",
                        {{flight()}, {{}, Ending::silence}, {{}, Ending::silence}, {alert(21)}},
                        "vulnerable"},
                   bears),
        std::tuple(Case{"SilentThroughout", {{flight()}}, ""}, bears), std::tuple(Case{"NoFlight", {}, ""}, bears)));

TEST(OldVersions, AreAbsentOnlyWhereTls13Answers) {
    Connections refusing = playing({{{alert(70)}}}, most_of_version_look);
    EXPECT_EQ(look_for_old_versions({"site.example", 1}, refusing).state, Old::unknown);
    Connections old = playing({{{flight()}}}, most_of_version_look);
    EXPECT_EQ(look_for_old_versions({"site.example", 1}, old).state, Old::spoken);
    Connections silent = playing({{}}, most_of_version_look);
    const OldVersions seen = look_for_old_versions({"site.example", 1}, silent);
    EXPECT_EQ(seen.state, Old::unknown);
    EXPECT_EQ(seen.reason, "silence");
}

TEST(Ticketbleed, SaysWhyTheHandshakeFailed) {
    Connections connections = playing({{}}, most_of_ticketbleed);
    const auto refused = [](const HandshakeRequest&) {
        Handshake out;
        out.reason = "connection reset";
        return out;
    };
    const AttackResult result = look_for_ticketbleed({"site.example", 1}, refused, connections);
    EXPECT_EQ(result.says, "");
    EXPECT_EQ(result.reason, "connection reset");
    EXPECT_EQ(connections.opened(), 0);
}

TEST(Robot, WithoutACertificateNothingIsSaid) {
    Connections connections = playing({{{flight()}}}, most_of_robot);
    const AttackResult result = look_for_robot({"site.example", 1}, connections);
    EXPECT_EQ(result.says, "");
    EXPECT_EQ(result.reason, "the certificate has no RSA key that can be used");
}

TEST(Robot, RefusedSuitesAreNoExchange) {
    Connections connections = playing({{{alert(40)}}}, most_of_robot);
    EXPECT_EQ(look_for_robot({"site.example", 1}, connections).says, "no_rsa_exchange");
    EXPECT_EQ(connections.opened(), 1);
}

TEST(RobotBlocks, DifferInWhatTheyAreNamedFor) {
    constexpr std::size_t length = 128;
    const auto block = [](RobotMessage message) { return robot_block(message, length, 0x0303); };
    for (std::size_t i = 0; i < robot_messages; ++i)
        EXPECT_EQ(block(static_cast<RobotMessage>(i)).size(), length) << i;
    EXPECT_EQ(block(RobotMessage::well_formed).substr(0, 2), "\0\2"s);
    EXPECT_EQ(block(RobotMessage::well_formed).find('\0', 2), length - 49);
    EXPECT_EQ(block(RobotMessage::well_formed).substr(length - 48, 2), "\3\3");
    EXPECT_EQ(block(RobotMessage::wrong_beginning).substr(0, 2), "\x41\x17");
    EXPECT_EQ(block(RobotMessage::zero_misplaced).find('\0', 2), length - 2);
    EXPECT_EQ(block(RobotMessage::no_zero).find('\0', 2), std::string::npos);
    EXPECT_EQ(block(RobotMessage::wrong_version).substr(length - 49, 3), "\0\2\2"s);
}

TEST(RobotSecrets, AreRaisedToTheExponent) {
    // 2^521 - 1; any block of its length is below it
    const RsaKey key{"\x01"s + std::string(65, '\xFF'), "\x01"};
    const auto secrets = robot_secrets(key, 0x0303);
    ASSERT_TRUE(secrets);
    EXPECT_EQ((*secrets)[0], robot_block(RobotMessage::well_formed, 66, 0x0303)) << "to the first it is itself";
    const RsaKey nothing{std::string(64, '\0'), "\x03"};
    EXPECT_FALSE(robot_secrets(nothing, 0x0303));
}

TEST(RsaKeys, OfWhatIsNoCertificateAreNone) {
    EXPECT_FALSE(rsa_key_of(""));
    EXPECT_FALSE(rsa_key_of("\x30\x82"));
}

}  // namespace
}  // namespace attt::scanner::tls
