// Peers that mean no good: the probe ends in time, says what happened, and never takes what it could not see for a no.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "fixture.h"
#include "peer.h"

namespace attt::scanner::tls {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using Clock = std::chrono::steady_clock;

constexpr Patience impatient{500ms, 500ms, 4000ms};

struct Hostile {
    const char* name;
    Peer::Manner manner;
    model::Status status;
};
void PrintTo(const Hostile& hostile, std::ostream* out) {
    *out << hostile.name;
}

void drip(Peer::Talk& talk, std::string_view bytes) {
    for (const char byte : bytes) {
        if (!talk.write(std::string(1, byte))) return;
        talk.linger(200ms);
    }
}

void flood(Peer::Talk& talk, const std::string& bytes) {
    for (int i = 0; i < 100'000 && talk.write(bytes); ++i) {
    }
}

const std::string server_hello_header = "\x16\x03\x03\x00\x31\x02\x00\x00\x2d\x03\x03"s;

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

INSTANTIATE_TEST_SUITE_P(
    , HostilePeers,
    testing::Values(
        Hostile{"Silent", [](Peer::Talk& talk, int) { talk.linger(10s); }, model::Status::timeout},
        Hostile{"Resetting", [](Peer::Talk& talk, int) { talk.read(), talk.reset(); }, model::Status::blocked},
        Hostile{"Closing", [](Peer::Talk& talk, int) { talk.read(); }, model::Status::protocol_error},
        Hostile{"Garbage", [](Peer::Talk& talk, int) { talk.read(), talk.write("220 mail.example ESMTP\r\n"); },
                model::Status::protocol_error},
        Hostile{"Dripping", [](Peer::Talk& talk, int) { drip(talk, server_hello_header); }, model::Status::timeout},
        Hostile{"HalfAServerHello", [](Peer::Talk& talk, int) { talk.read(), talk.write(server_hello_header); },
                model::Status::protocol_error},
        Hostile{"ARecordOf64K", [](Peer::Talk& talk, int) { talk.write("\x16\x03\x03\xff\xff"), flood(talk, "x"); },
                model::Status::protocol_error},
        Hostile{"AMessageOf16M",
                [](Peer::Talk& talk, int) { talk.write("\x16\x03\x03\x40\x00\x02\xff\xff\xff"s), flood(talk, "x"); },
                model::Status::protocol_error},
        Hostile{"EndlessWarnings", [](Peer::Talk& talk, int) { flood(talk, "\x15\x03\x03\x00\x02\x01\x70"s); },
                model::Status::protocol_error},
        Hostile{"EndlessEmptyRecords", [](Peer::Talk& talk, int) { flood(talk, "\x16\x03\x03\x00\x00"s); },
                model::Status::protocol_error},
        Hostile{"EndlessMessages", [](Peer::Talk& talk, int) { flood(talk, "\x16\x03\x03\x00\x04\x00\x00\x00\x00"s); },
                model::Status::protocol_error}),
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
                                         Limiter{"IsSilent", [](Peer::Talk& talk) { talk.linger(10s); }}),
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
