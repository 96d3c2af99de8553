// Peers that mean no good: the probe ends in time, says what happened, and never takes what it could not see for a no.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "fixture.h"
#include "hostile_peers.h"
#include "scanner/tls/client_hello.h"

namespace attt::scanner::tls {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using Clock = std::chrono::steady_clock;

constexpr Patience impatient{500ms, 500ms, 4000ms};

class HostilePeers : public testing::TestWithParam<Hostile> {};

TEST_P(HostilePeers, AreLeftInTime) {
    const Peer peer(GetParam().manner);
    const auto begun = Clock::now();
    const model::Observation seen = observe_at(peer.port(), "site.example", impatient);
    EXPECT_LT(Clock::now() - begun, impatient.whole + 1000ms);
    EXPECT_EQ(seen.status, GetParam().status) << seen.reason << base::to_json(seen.facts);
    EXPECT_FALSE(seen.reason.empty());
    EXPECT_TRUE(seen.facts.if_object()->empty());
    EXPECT_LE(peer.connections(), 60);
}

INSTANTIATE_TEST_SUITE_P(, HostilePeers, testing::ValuesIn(hostile_peers()),
                         [](const auto& each) { return std::string(each.param.name); });

bool is_open(const model::Observation& seen, std::string_view version) {
    for (const base::Value& doubt : *seen.facts["undetermined"].if_array()) {
        if (doubt["fact"].string_or("") == "versions" && doubt["value"].string_or("") == version) return true;
    }
    return false;
}

// A limiter before a real server, that lets so many connections through and then acts in its own manner.
struct Limiter {
    const char* name;
    void (*then)(Peer::Talk& talk);
};
class Limiters : public testing::TestWithParam<Limiter> {};

TEST_P(Limiters, NothingIsSilentlyMissing) {
    const Server server({"openssl", "s_server", "-quiet", "-accept", "127.0.0.1:{port}", "-cert", "{dir}/rsa2048.pem",
                         "-key", "{dir}/rsa2048.key", "-cipher", "ALL:@SECLEVEL=0"});
    for (const int let_through : {2, 11, 40}) {
        const Peer limiter([&](Peer::Talk& talk, int number) {
            if (number < let_through) return relay(talk, server.port());
            GetParam().then(talk);
        });
        const model::Observation seen = observe_at(limiter.port(), "site.example", {500ms, 500ms, 20000ms});
        ASSERT_EQ(seen.status, model::Status::ok) << seen.reason;
        const auto versions = strings_at(seen, "versions");
        for (const std::string version : {"TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"}) {
            const bool found = std::count(versions.begin(), versions.end(), version) > 0;
            EXPECT_TRUE(found || is_open(seen, version)) << version << " after " << let_through;
        }
        EXPECT_LE(limiter.connections(), let_through + 60) << "it is left in peace";
        EXPECT_FALSE(seen.facts["undetermined"].if_array()->empty());
        const bool certificate = seen.facts.if_object()->contains("certificate");
        const bool certificate_open =
            base::to_json(seen.facts["undetermined"]).find("\"certificate\"") != std::string::npos;
        EXPECT_NE(certificate, certificate_open);
    }
}

INSTANTIATE_TEST_SUITE_P(, Limiters,
                         testing::Values(Limiter{"Resets", [](Peer::Talk& talk) { talk.reset(); }},
                                         Limiter{"ResetsAfterTheHello",
                                                 [](Peer::Talk& talk) { talk.read(), talk.reset(); }},
                                         Limiter{"Closes", [](Peer::Talk& talk) { talk.read(); }},
                                         Limiter{"IsSilent", [](Peer::Talk& talk) { talk.linger(10s); }},
                                         Limiter{"SaysNo",
                                                 [](Peer::Talk& talk) {
                                                     talk.read();
                                                     talk.write("\x15\x03\x03\x00\x02\x02\x28"s);
                                                 }},
                                         Limiter{"SpeaksHttp",
                                                 [](Peer::Talk& talk) {
                                                     talk.read();
                                                     talk.write("HTTP/1.1 429 Too Many Requests\r\n\r\n");
                                                 }}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(Limiter, OneThatRecoversIsSeenWhole) {
    const Server server({"openssl", "s_server", "-quiet", "-accept", "127.0.0.1:{port}", "-cert", "{dir}/rsa2048.pem",
                         "-key", "{dir}/rsa2048.key"});
    const Peer limiter([&](Peer::Talk& talk, int number) {
        if (number < 10 || number >= 14) return relay(talk, server.port());
        talk.reset();
    });
    const model::Observation seen = observe_at(limiter.port(), "site.example", {500ms, 500ms, 30000ms});
    EXPECT_EQ(base::to_json(seen.facts["undetermined"]), "[]");
    EXPECT_THAT(strings_at(seen, "versions"), testing::ElementsAre("TLSv1.2", "TLSv1.3"));
}

// Packets that vanish: nobody accepts any more, and the queue of the listener is full.
TEST(Limiter, OneThatDropsLeavesTheRestOpen) {
    const Server server({"openssl", "s_server", "-quiet", "-accept", "127.0.0.1:{port}", "-cert", "{dir}/rsa2048.pem",
                         "-key", "{dir}/rsa2048.key"});
    const Peer limiter([&](Peer::Talk& talk, int) { relay(talk, server.port()); }, 12);
    const model::Observation seen = observe_at(limiter.port(), "site.example", {500ms, 500ms, 20000ms});
    ASSERT_EQ(seen.status, model::Status::ok) << seen.reason;
    for (const std::string version : {"TLSv1.2", "TLSv1.3"}) {
        const auto versions = strings_at(seen, "versions");
        EXPECT_TRUE(std::count(versions.begin(), versions.end(), version) > 0 || is_open(seen, version)) << version;
    }
    EXPECT_FALSE(seen.facts["undetermined"].if_array()->empty());
}

std::string in_records_of(const std::string& records, std::size_t first, std::size_t rest) {
    std::string out;
    bool encrypted = false;
    for (std::size_t at = 0; at + 5 <= records.size();) {
        const auto byte = [&](std::size_t i) {
            return static_cast<std::size_t>(static_cast<unsigned char>(records[i]));
        };
        const std::size_t length = byte(at + 3) * 256 + byte(at + 4);
        std::string payload = records.substr(at + 5, length);
        encrypted = encrypted || records[at] != '\x16';
        for (std::size_t size = encrypted ? payload.size() : first; !payload.empty(); size = encrypted ? size : rest) {
            const std::string part = payload.substr(0, size);
            out += records.substr(at, 3) + static_cast<char>(part.size() / 256) + static_cast<char>(part.size() % 256);
            out += part;
            payload.erase(0, part.size());
        }
        at += 5 + length;
    }
    return out;
}

TEST(Records, SplitAtEachByteSayTheSame) {
    const Server server({"openssl", "s_server", "-quiet", "-accept", "127.0.0.1:{port}", "-cert", "{dir}/rsa2048.pem",
                         "-key", "{dir}/rsa2048.key", "-cipher", "AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384"});
    const auto facts_through = [&](std::size_t first, std::size_t rest) {
        const Peer splitter([&](Peer::Talk& talk, int) {
            relay(talk, server.port(), [&](const std::string& said) { return in_records_of(said, first, rest); });
        });
        return base::to_json(observe_at(splitter.port()).facts);
    };
    const std::string whole = base::to_json(observe_at(server.port()).facts);
    for (std::size_t first = 1; first <= 90; first += 1)
        ASSERT_EQ(facts_through(first, 16384), whole) << "split after byte " << first;
    EXPECT_EQ(facts_through(1, 1), whole) << "a record for each byte";
}

TEST(Handshakes, ClosedAtEachByteEndInTimeAndClaimNothing) {
    const Server server({"openssl", "s_server", "-quiet", "-accept", "127.0.0.1:{port}", "-cert", "{dir}/rsa2048.pem",
                         "-key", "{dir}/rsa2048.key", "-tls1_2"});
    ClientHello hello{Version::tls1_2, {0xC02F}, {23}, "site.example", 1};
    const std::string flight = answer_of(server.port(), encode(hello));
    ASSERT_GT(flight.size(), 1000U);
    const std::size_t whole_hello = 9 + static_cast<unsigned char>(flight[8]);
    for (std::size_t cut = 1; cut < flight.size(); cut += cut < 160 ? 1 : 97) {
        const Peer closing([&](Peer::Talk& talk, int) { talk.read(), talk.write(flight.substr(0, cut)); });
        const auto begun = Clock::now();
        const model::Observation seen = observe_at(closing.port(), "site.example", impatient);
        EXPECT_LT(Clock::now() - begun, impatient.whole + 1000ms) << cut;
        if (cut < whole_hello) {
            EXPECT_EQ(seen.status, model::Status::protocol_error) << cut << seen.reason;
            continue;
        }
        EXPECT_THAT(strings_at(seen, "versions"), testing::ElementsAre("TLSv1.2")) << cut;
    }
}

TEST(Peer, WithAnEndlessCertificate) {
    const Server server({"openssl", "s_server", "-quiet", "-accept", "127.0.0.1:{port}", "-cert", "{dir}/rsa2048.pem",
                         "-key", "{dir}/rsa2048.key", "-tls1_2"});
    ClientHello hello{Version::tls1_2, {0xC02F}, {23}, "site.example", 1};
    const std::string flight = answer_of(server.port(), encode(hello));
    const std::string server_hello = flight.substr(0, 5 + 4 + static_cast<unsigned char>(flight[8]));
    const Peer endless([&](Peer::Talk& talk, int) {
        talk.read();
        talk.write(server_hello + "\x16\x03\x03\x40\x00\x0b\xff\xff\xff"s + std::string(16380, 'c'));
        flood(talk, "\x16\x03\x03\x40\x00"s + std::string(16384, 'c'));
    });
    const auto begun = Clock::now();
    const model::Observation seen = observe_at(endless.port(), "site.example", impatient);
    EXPECT_LT(Clock::now() - begun, impatient.whole + 1000ms);
    EXPECT_THAT(strings_at(seen, "versions"), testing::ElementsAre("TLSv1.2"));
    EXPECT_FALSE(seen.facts.if_object()->contains("certificate"));
}

TEST(Peer, ThatAnswersAtFirstAndThenResets) {
    const Peer peer([](Peer::Talk& talk, int number) {
        talk.read();
        if (number < 2) {
            talk.write("\x15\x03\x03\x00\x02\x02\x28"s);
        } else {
            talk.reset();
        }
    });
    const model::Observation seen = observe_at(peer.port(), "site.example", impatient);
    EXPECT_EQ(seen.status, model::Status::blocked);
}

}  // namespace
}  // namespace attt::scanner::tls
