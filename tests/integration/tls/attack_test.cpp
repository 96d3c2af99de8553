// What --intrusive states of servers that have the four weaknesses, and of servers that have not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "base/json.h"
#include "fixture.h"
#include "peer.h"
#include "scanner/probes/probes.h"

namespace attt::scanner::tls {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using Strings = std::vector<std::string>;

Site site_at(std::uint16_t port) {
    Site site;
    site.subject = {model::SubjectKind::website, "site"};
    site.url.scheme = "https";
    site.url.host = "site.example";
    site.url.port = port;
    site.url.path = "/";
    site.addresses = {"127.0.0.1"};
    return site;
}

model::ScanLimits limits() {
    model::ScanLimits out;
    out.connect_timeout = 3s;
    out.answer_timeout = 3s;
    return out;
}

net::Scope loopback() {
    net::Scope scope;
    scope.allow({"*"}, {*net::Network::parse("127.0.0.0/8")}, 64);
    return scope;
}

model::Observation attack(std::uint16_t port) {
    net::Politeness politeness(limits(), loopback());
    Context context;
    context.politeness = &politeness;
    return probe_tls_attacks(site_at(port), "127.0.0.1", context).front();
}

std::string fact(const model::Observation& seen, const std::string& name) {
    return seen.facts[name].string_or("undetermined");
}

std::string said(const model::Observation& seen) {
    return seen.reason + base::to_json(seen.facts) + base::to_json(seen.measures);
}

Server weak_server(const std::string& weakness, const std::string& behind = "0") {
    return Server({"python3", ATTT_SOURCE_DIR "/tests/integration/tls/weak_server", "{port}", weakness,
                   "{dir}/rsa2048.pem", "{dir}/rsa2048.key", behind});
}

struct Weak {
    const char* weakness;
    const char* fact;
    const char* says;
    const char* shown;  // or the reason why it is undetermined
};
void PrintTo(const Weak& weak, std::ostream* out) {
    *out << weak.weakness;
}

class WeakServers : public testing::TestWithParam<Weak> {};

TEST_P(WeakServers, AreToldFromTheOthers) {
    const Server server = weak_server(GetParam().weakness);
    const model::Observation seen = attack(server.port());
    ASSERT_EQ(seen.status, model::Status::ok) << said(seen);
    EXPECT_EQ(fact(seen, GetParam().fact), GetParam().says) << said(seen);
    EXPECT_THAT(said(seen), testing::HasSubstr(GetParam().shown));
}

INSTANTIATE_TEST_SUITE_P(
    Attacks, WeakServers,
    testing::Values(
        Weak{"heartbleed", "heartbleed", "vulnerable", "a heartbeat of 3 bytes was answered by 20 bytes"},
        Weak{"heartbleed-buffered", "heartbleed", "vulnerable", "a heartbeat of 3 bytes was answered by 20 bytes"},
        Weak{"heartbeat", "heartbleed", "not_vulnerable", "the overlong heartbeat was discarded, a valid one answered"},
        Weak{"ccs-taken", "ccs_injection", "vulnerable", "alert bad_record_mac"},
        Weak{"ccs-refused", "ccs_injection", "not_vulnerable", "refused: alert unexpected_message"},
        Weak{"ccs-taken-silent", "ccs_injection", "vulnerable", "closes at a record in the clear that it bears"},
        Weak{"ccs-refused-silent", "ccs_injection", "not_vulnerable", "closes at the early ChangeCipherSpec"},
        Weak{"ccs-ignored", "ccs_injection", "not_vulnerable", "it still reads in the clear"},
        Weak{"robot-strong", "robot", "strong_oracle", "wrong beginning: alert illegal_parameter"},
        Weak{"robot-weak", "robot", "weak_oracle", "no zero: alert illegal_parameter"},
        Weak{"robot-version", "robot", "weak_oracle", "wrong version: alert illegal_parameter"},
        Weak{"robot-cut", "robot", "weak_oracle", "cut flow: well formed: silence"},
        Weak{"robot-changing", "robot", "undetermined", "the answers change from one look to the next"},
        Weak{"robot-none", "robot", "no_oracle", "well formed: alert bad_record_mac"}));

// Of all four at once.
void expect_safe(const model::Observation& seen, const std::string& robot) {
    ASSERT_EQ(seen.status, model::Status::ok) << said(seen);
    EXPECT_EQ(fact(seen, "heartbleed"), "not_vulnerable") << said(seen);
    EXPECT_EQ(fact(seen, "ccs_injection"), "not_vulnerable") << said(seen);
    EXPECT_EQ(fact(seen, "robot"), robot) << said(seen);
    EXPECT_EQ(fact(seen, "ticketbleed"), "not_vulnerable") << said(seen);
}

Strings openssl_server(Strings options) {
    Strings out = {"openssl", "s_server",          "-quiet", "-accept",          "127.0.0.1:{port}",
                   "-cert",   "{dir}/rsa2048.pem", "-key",   "{dir}/rsa2048.key"};
    out.insert(out.end(), options.begin(), options.end());
    return out;
}

TEST(MendedServers, Openssl) {
    const Server server(openssl_server({"-tls1_2"}));
    expect_safe(attack(server.port()), "no_oracle");
}

TEST(MendedServers, OpensslWithTls10) {
    const Server server(openssl_server({"-tls1", "-cipher", "ALL:@SECLEVEL=0"}));
    expect_safe(attack(server.port()), "no_oracle");
}

TEST(MendedServers, OpensslWithTls13Alone) {
    const Server server(openssl_server({"-tls1_3"}));
    const model::Observation seen = attack(server.port());
    expect_safe(seen, "no_rsa_exchange");
    EXPECT_LE(seen.measures["connections"].integer_or(9), 4);
    EXPECT_FALSE(seen.measures.if_object()->contains("robot_connections"));
}

TEST(MendedServers, OpensslWithoutRsaExchange) {
    const Server server(openssl_server({"-tls1_2", "-cipher", "ECDHE"}));
    expect_safe(attack(server.port()), "no_rsa_exchange");
}

TEST(MendedServers, Gnutls) {
    const Server server({"gnutls-serv", "-q", "--http", "-p", "{port}", "--x509certfile", "{dir}/rsa2048.pem",
                         "--x509keyfile", "{dir}/rsa2048.key", "--priority", "NORMAL"});
    expect_safe(attack(server.port()), "no_oracle");
}

TEST(MendedServers, Nginx) {
    const NginxServer server(
        "listen 127.0.0.1:{port} ssl; ssl_certificate {dir}/rsa2048.pem; ssl_certificate_key {dir}/rsa2048.key;"
        "ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ALL;");
    expect_safe(attack(server.port()), "no_oracle");
}

TEST(Ticketbleed, OfARelayThatFillsTheSessionId) {
    const Server behind(openssl_server({"-tls1_2"}));
    const Server relay = weak_server("ticketbleed", std::to_string(behind.port()));
    const model::Observation seen = attack(relay.port());
    EXPECT_EQ(fact(seen, "ticketbleed"), "vulnerable") << said(seen);
    EXPECT_THAT(said(seen), testing::HasSubstr("a session id of 31 bytes came back with 32"));
    EXPECT_LE(seen.measures["ticketbleed_connections"].integer_or(9), 2);
}

TEST(Ticketbleed, WithoutTicketsThereIsNone) {
    const Server server(openssl_server({"-tls1_2", "-no_ticket"}));
    EXPECT_EQ(fact(attack(server.port()), "ticketbleed"), "not_vulnerable");
}

// What never shows itself is undetermined, and holds nobody up.
TEST(Undetermined, WhenTheServerNeverAnswers) {
    const Peer peer([](Peer::Talk& talk, int) { talk.linger(10s); });
    const model::Observation seen = attack(peer.port());
    EXPECT_EQ(seen.status, model::Status::protocol_error);
    EXPECT_EQ(seen.reason, "silence");
}

// Hands on the hello and the flight, then does as told.
Peer cut_after_the_flight(std::uint16_t behind, const std::function<void(Peer::Talk&)>& then) {
    return Peer([behind, then](Peer::Talk& talk, int) {
        const std::string hello = talk.read();
        if (!talk.write(answer_of(behind, hello))) return;
        talk.read();
        then(talk);
    });
}

TEST(Undetermined, WhenWhatFollowsTheFlightIsReset) {
    const Server server(openssl_server({"-tls1_2", "-no_ticket"}));
    const Peer peer = cut_after_the_flight(server.port(), [](Peer::Talk& talk) { talk.reset(); });
    const model::Observation seen = attack(peer.port());
    ASSERT_EQ(seen.status, model::Status::ok) << said(seen);
    EXPECT_EQ(fact(seen, "ccs_injection"), "undetermined") << said(seen);
    EXPECT_EQ(fact(seen, "robot"), "undetermined") << said(seen);
    EXPECT_EQ(fact(seen, "ticketbleed"), "undetermined") << said(seen);
}

TEST(Undetermined, WhenEverythingAfterTheFlightIsMetWithSilence) {
    const Server server(openssl_server({"-tls1_2", "-no_ticket"}));
    const Peer peer = cut_after_the_flight(server.port(), [](Peer::Talk& talk) { talk.linger(20s); });
    const model::Observation seen = attack(peer.port());
    ASSERT_EQ(seen.status, model::Status::ok) << said(seen);
    EXPECT_EQ(fact(seen, "ccs_injection"), "undetermined") << said(seen);
    EXPECT_EQ(fact(seen, "robot"), "undetermined") << said(seen);
}

TEST(Undetermined, WhenTheAnswerNeverEnds) {
    const Server server(openssl_server({"-tls1_2", "-no_ticket"}));
    const Peer peer = cut_after_the_flight(server.port(), [](Peer::Talk& talk) {
        for (int i = 0; i < 100'000 && talk.write("\x17\x03\x03\x00\x01x"s); ++i) {
        }
    });
    const model::Observation seen = attack(peer.port());
    EXPECT_EQ(fact(seen, "ccs_injection"), "undetermined") << said(seen);
    EXPECT_THAT(said(seen), testing::HasSubstr("the answer is too long"));
}

TEST(Leave, OnlyLoopbackNeedsNone) {
    net::Politeness politeness(limits(), loopback());
    Context context;
    context.politeness = &politeness;
    const model::Observation elsewhere = probe_tls_attacks(site_at(443), "192.0.2.1", context).front();
    EXPECT_EQ(elsewhere.status, model::Status::not_applicable);
    EXPECT_EQ(elsewhere.reason, "the authorisation does not name messages that break the rules");
    const Server server(openssl_server({"-tls1_3"}));
    EXPECT_EQ(attack(server.port()).measures["allowed_by"].string_or(""), "loopback");
    context.intrusive_scope = loopback();
    const model::Observation allowed = probe_tls_attacks(site_at(server.port()), "127.0.0.1", context).front();
    EXPECT_EQ(allowed.measures["allowed_by"].string_or(""), "authorisation");
}

}  // namespace
}  // namespace attt::scanner::tls
