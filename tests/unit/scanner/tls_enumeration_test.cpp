#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tls_model_server.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Manner = ModelServer::Manner;

constexpr std::uint16_t ecdhe_rsa_aes128_gcm = 0xC02F;
constexpr std::uint16_t ecdhe_rsa_aes256_gcm = 0xC030;
constexpr std::uint16_t ecdhe_rsa_chacha = 0xCCA8;
constexpr std::uint16_t ecdhe_ecdsa_aes128_gcm = 0xC02B;
constexpr std::uint16_t dhe_rsa_aes128_gcm = 0x009E;
constexpr std::uint16_t rsa_aes128 = 0x002F;
constexpr std::uint16_t rsa_rc4 = 0x0005;
constexpr std::uint16_t rsa_aria_gcm = 0xC050;
constexpr std::uint16_t psk_camellia = 0xC094;

ModelServer modern() {
    ModelServer server;
    server.suites[Version::tls1_2] = {ecdhe_rsa_aes128_gcm, ecdhe_rsa_aes256_gcm, rsa_aes128};
    server.suites[Version::tls1_3] = {0x1302, 0x1301, 0x1303};
    return server;
}

std::vector<std::string> doubted(const Findings& findings) {
    std::vector<std::string> out;
    for (const Doubt& doubt : findings.doubts)
        out.push_back(doubt.value.is_null() ? doubt.fact : doubt.fact + "=" + doubt.value.string_or("?"));
    return out;
}

bool doubts(const Findings& findings, std::string_view fact, std::string_view value = {}) {
    return std::any_of(findings.doubts.begin(), findings.doubts.end(), [&](const Doubt& doubt) {
        return doubt.fact == fact && (doubt.value.is_null() ? value.empty() : doubt.value.string_or("") == value);
    });
}

TEST(Enumeration, FindsExactlyWhatIsConfigured) {
    ModelServer server = modern();
    const Enumerated seen = enumerate(server);
    EXPECT_TRUE(seen.answered);
    EXPECT_THAT(seen.findings.versions, ElementsAre(Version::tls1_2, Version::tls1_3));
    EXPECT_THAT(seen.findings.ciphers.at(Version::tls1_2),
                ElementsAre("TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"))
        << "by code point, since the server has no order";
    EXPECT_THAT(seen.findings.ciphers.at(Version::tls1_3),
                ElementsAre("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"));
    EXPECT_EQ(seen.findings.server_order.at(Version::tls1_2), std::optional(false));
    EXPECT_EQ(seen.findings.server_order.at(Version::tls1_3), std::optional(false));
    EXPECT_THAT(seen.findings.groups, ElementsAre("secp256r1", "secp384r1", "x25519"));
    EXPECT_THAT(doubted(seen.findings), IsEmpty());
}

TEST(Enumeration, TellsTheServersOrder) {
    ModelServer server = modern();
    server.own_order = true;
    const Enumerated seen = enumerate(server);
    EXPECT_EQ(seen.findings.server_order.at(Version::tls1_2), std::optional(true));
    EXPECT_THAT(seen.findings.ciphers.at(Version::tls1_2),
                ElementsAre("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                            "TLS_RSA_WITH_AES_128_CBC_SHA"));
    EXPECT_THAT(seen.findings.ciphers.at(Version::tls1_3),
                ElementsAre("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"));
}

TEST(Enumeration, TellsTheServersOrderAcrossPortions) {
    ModelServer server;
    server.own_order = true;
    server.suites[Version::tls1_2] = {psk_camellia, ecdhe_rsa_aes256_gcm, rsa_aria_gcm, ecdhe_rsa_aes128_gcm};
    const Enumerated seen = enumerate(server);
    EXPECT_EQ(seen.findings.server_order.at(Version::tls1_2), std::optional(true));
    EXPECT_THAT(seen.findings.ciphers.at(Version::tls1_2),
                ElementsAre("TLS_PSK_WITH_CAMELLIA_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                            "TLS_RSA_WITH_ARIA_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
    server = {};
    server.suites[Version::tls1_2] = {psk_camellia, ecdhe_rsa_aes256_gcm, rsa_aria_gcm};
    EXPECT_EQ(enumerate(server).findings.server_order.at(Version::tls1_2), std::optional(false));
}

TEST(Enumeration, OneSuiteHasNoOrder) {
    ModelServer server;
    server.suites[Version::tls1_2] = {rsa_aes128};
    const Enumerated seen = enumerate(server);
    EXPECT_EQ(seen.findings.server_order.at(Version::tls1_2), std::nullopt);
    EXPECT_THAT(doubted(seen.findings), IsEmpty());
}

TEST(Enumeration, FindsEverySuiteThatHasAName) {
    for (const Version version : {Version::ssl3, Version::tls1_0, Version::tls1_1, Version::tls1_2, Version::tls1_3}) {
        ModelServer server;
        server.groups = {23, 29, 256};
        std::size_t count = 0;
        for (const Codes& portion : suite_portions(version)) {
            server.suites[version].insert(server.suites[version].end(), portion.begin(), portion.end());
            count += portion.size();
        }
        const Enumerated seen = enumerate(server);
        EXPECT_EQ(seen.findings.ciphers.at(version).size(), count) << name_of(version);
        EXPECT_THAT(doubted(seen.findings), IsEmpty()) << name_of(version);
    }
}

TEST(Enumeration, SeesOldVersionsOnly) {
    for (const Version version : {Version::ssl3, Version::tls1_0, Version::tls1_1}) {
        ModelServer server;
        server.suites[version] = {rsa_rc4};
        const Enumerated seen = enumerate(server);
        EXPECT_THAT(seen.findings.versions, ElementsAre(version));
        EXPECT_THAT(seen.findings.ciphers.at(version), ElementsAre("TLS_RSA_WITH_RC4_128_SHA"));
        EXPECT_THAT(doubted(seen.findings), IsEmpty());
    }
}

TEST(Enumeration, SeesSsl2) {
    ModelServer server;
    server.ssl2_ciphers = {0x0700C0, 0x020080};
    server.certificate = "DER";
    const Enumerated seen = enumerate(server);
    EXPECT_THAT(seen.findings.versions, ElementsAre(Version::ssl2));
    EXPECT_THAT(seen.findings.ciphers.at(Version::ssl2),
                ElementsAre("SSL_CK_RC4_128_EXPORT40_WITH_MD5", "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"));
    EXPECT_EQ(seen.findings.server_order.at(Version::ssl2), std::optional(false)) << "the client chooses";
    EXPECT_THAT(seen.certificates, ElementsAre("DER"));
}

TEST(Enumeration, AskedVersionCountsNotTheAnswered) {
    ModelServer server;
    server.suites[Version::tls1_2] = {rsa_aes128};
    server.insists_on_newest = true;
    EXPECT_THAT(enumerate(server).findings.versions, ElementsAre(Version::tls1_2));
}

TEST(Enumeration, FewConnectionsForAnOrdinaryServer) {
    ModelServer server;
    server.suites[Version::tls1_2] = {0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0x009E, 0x009F};
    server.suites[Version::tls1_3] = {0x1301, 0x1302, 0x1303};
    server.groups = {29, 23, 24};
    server.dh_prime = ffdhe_prime("ffdhe2048");
    EXPECT_LE(enumerate(server).questions, 44U);
}

// Mozilla's intermediate configuration by nginx with an RSA key.
ModelServer intermediate() {
    ModelServer server;
    server.suites[Version::tls1_2] = {0xC02F, 0xC030, 0xCCA8, 0x009E, 0x009F, 0xCCAA};
    server.suites[Version::tls1_3] = {0x1301, 0x1302, 0x1303};
    server.groups = {29, 23, 30, 25, 24, 256, 257, 258, 259, 260};
    server.schemes_before = {0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0301};
    return server;
}

// What a round trip of 40 ms allows within a second, at four connections at once.
TEST(Enumeration, FewRoundsForAnIntermediateServer) {
    ModelServer server = intermediate();
    const Enumerated seen = enumerate(server, "site.example", false, true);
    EXPECT_LE(seen.rounds, 10U);
    EXPECT_LE(seen.questions, 40U);
    EXPECT_EQ(seen.findings.groups.size(), 10U);
    EXPECT_EQ(seen.findings.schemes.size(), 7U);
    EXPECT_EQ(seen.findings.ciphers.at(Version::tls1_2).size(), 6U);
    EXPECT_EQ(seen.findings.server_order.at(Version::tls1_2), std::optional(false));
    EXPECT_THAT(doubted(seen.findings), IsEmpty());
}

TEST(Enumeration, PortionsSuitServersThatReadOrTolerateFew) {
    ModelServer server;
    server.suites[Version::tls1_2] = {psk_camellia, rsa_aes128, rsa_aria_gcm};
    server.suites_read = 65;  // 64 and the signalling value
    server.tolerates = 65;
    const Enumerated seen = enumerate(server);
    EXPECT_EQ(seen.findings.ciphers.at(Version::tls1_2).size(), 3U);
    EXPECT_THAT(doubted(seen.findings), IsEmpty());
}

TEST(Enumeration, ALongListThatIsReadToItsEndIsAskedOnce) {
    ModelServer server = modern();
    server.alert = 40;
    server.version_alert = 40;  // says of every version what it would say of a suite
    const Enumerated seen = enumerate(server);
    EXPECT_LE(seen.questions, 45U);
    server.suites_read = 65;
    server.suites[Version::tls1_0] = {psk_camellia};
    EXPECT_TRUE(enumerate(server).findings.ciphers.contains(Version::tls1_0));
}

TEST(Schemes, OfTls13AreThoseThatAreMetWithAFlight) {
    ModelServer server = modern();
    server.schemes = {0x0805, 0x0403, 0x0807};
    EXPECT_THAT(enumerate(server).findings.schemes,
                ElementsAre("ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha384", "ed25519"));
    server.schemes.clear();
    EXPECT_THAT(enumerate(server).findings.schemes, IsEmpty()) << "no certificate at all";
}

TEST(Enumeration, ChaChaForThoseWhoPutItFirst) {
    ModelServer server = modern();
    server.own_order = true;
    EXPECT_THAT(enumerate(server).findings.prefers_chacha, IsEmpty());
    server.prioritises_chacha = true;
    server.suites[Version::tls1_2] = {ecdhe_rsa_aes256_gcm, 0xC02B,           0xC02C,
                                      ecdhe_rsa_aes128_gcm, ecdhe_rsa_chacha, rsa_aes128};
    const Enumerated seen = enumerate(server);
    EXPECT_EQ(seen.findings.server_order.at(Version::tls1_2), std::optional(true));
    EXPECT_EQ(seen.findings.ciphers.at(Version::tls1_2)[4], "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    EXPECT_THAT(seen.findings.prefers_chacha, ElementsAre("TLSv1.2", "TLSv1.3"));
}

TEST(Groups, NamedByTheKeyExchangeBeforeTls13) {
    ModelServer server;
    server.suites[Version::tls1_0] = {0xC013, rsa_aes128};
    server.groups = {25, 30, 24};
    EXPECT_THAT(enumerate(server).findings.groups, ElementsAre("secp384r1", "secp521r1", "x448"));
}

TEST(Groups, KemsAreSeenByHelloRetryRequest) {
    ModelServer server;
    server.suites[Version::tls1_3] = {0x1301};
    server.groups = {4588, 4587, 4589, 25497, 513, 256};
    EXPECT_THAT(enumerate(server).findings.groups,
                ElementsAre("ffdhe2048", "MLKEM768", "SecP256r1MLKEM768", "X25519MLKEM768", "SecP384r1MLKEM1024",
                            "X25519Kyber768Draft00"));
}

TEST(Groups, FiniteFieldByPrimeAndByName) {
    ModelServer server;
    server.suites[Version::tls1_2] = {dhe_rsa_aes128_gcm};
    server.groups = {};
    server.dh_prime = ffdhe_prime("ffdhe3072");
    EXPECT_THAT(enumerate(server).findings.groups, ElementsAre("ffdhe3072"));
    server.dh_prime = std::string(128, '\xF1');
    EXPECT_THAT(enumerate(server).findings.groups, IsEmpty()) << "parameters of its own";
    server.dh_prime.clear();
    server.groups = {257, 260};
    EXPECT_THAT(enumerate(server).findings.groups, ElementsAre("ffdhe3072", "ffdhe8192")) << "negotiated";
}

TEST(Groups, AnEcdsaCertificateNeedsItsOwnCurve) {
    ModelServer server;
    server.suites[Version::tls1_2] = {ecdhe_ecdsa_aes128_gcm};
    server.groups = {29, 23, 24};
    server.certificate = self_signed("P-256");
    server.certificate_curve = 23;
    EXPECT_THAT(enumerate(server).findings.groups, ElementsAre("secp256r1", "secp384r1", "x25519"));
}

TEST(Groups, AMissingKeyExchangeLeavesThemOpen) {
    ModelServer server;
    server.suites[Version::tls1_2] = {ecdhe_rsa_aes128_gcm};
    server.omits_key_exchange = true;
    const Enumerated seen = enumerate(server);
    EXPECT_THAT(seen.findings.versions, ElementsAre(Version::tls1_2));
    EXPECT_TRUE(doubts(seen.findings, "groups", "x25519"));
}

// How a server says no to what it does not want.
struct Refusing {
    const char* name;
    Manner manner;
    std::uint8_t alert;
    std::uint8_t version_alert;
};
class Refusals : public testing::TestWithParam<Refusing> {};

TEST_P(Refusals, AreBelieved) {
    ModelServer server = modern();
    server.refuses = GetParam().manner;
    server.alert = GetParam().alert;
    server.version_alert = GetParam().version_alert;
    const Enumerated seen = enumerate(server);
    EXPECT_THAT(seen.findings.versions, ElementsAre(Version::tls1_2, Version::tls1_3));
    EXPECT_EQ(seen.findings.ciphers.at(Version::tls1_2).size(), 3U);
    EXPECT_THAT(seen.findings.groups, ElementsAre("secp256r1", "secp384r1", "x25519"));
    EXPECT_THAT(doubted(seen.findings), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(, Refusals,
                         testing::Values(Refusing{"HandshakeFailure", Manner::alert, 40, 70},
                                         Refusing{"HandshakeFailureForVersions", Manner::alert, 40, 40},
                                         Refusing{"InsufficientSecurity", Manner::alert, 71, 71},
                                         Refusing{"InternalError", Manner::alert, 80, 80},
                                         Refusing{"IllegalParameter", Manner::alert, 47, 47},
                                         Refusing{"DecodeError", Manner::alert, 50, 50},
                                         Refusing{"AWarningAndClosing", Manner::warning, 40, 70},
                                         Refusing{"Closing", Manner::close, 0, 0}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(Enumeration, WarningsEndNothing) {
    ModelServer server = modern();
    server.warns_first = true;
    EXPECT_THAT(enumerate(server).findings.versions, ElementsAre(Version::tls1_2, Version::tls1_3));
}

TEST(Enumeration, AnInsistedSuiteIsTakenDown) {
    ModelServer server;
    server.suites[Version::tls1_2] = {rsa_aes128};
    server.insists_on_suite = 0x1234;
    const Enumerated seen = enumerate(server);
    EXPECT_THAT(seen.findings.ciphers.at(Version::tls1_2), ElementsAre("0x1234"));
}

// A version that is met with something that is no answer is neither offered nor refused.
class Spoiled : public testing::TestWithParam<std::tuple<Version, Manner>> {};

TEST_P(Spoiled, VersionsStayOpen) {
    const auto [version, manner] = GetParam();
    ModelServer server = modern();
    server.version_manner[version] = manner;
    const Enumerated seen = enumerate(server);
    ASSERT_TRUE(seen.answered);
    EXPECT_EQ(std::count(seen.findings.versions.begin(), seen.findings.versions.end(), version), 0);
    EXPECT_TRUE(doubts(seen.findings, "versions", name_of(version))) << testing::PrintToString(doubted(seen.findings));
    EXPECT_TRUE(doubts(seen.findings, "ciphers." + std::string(name_of(version))));
    const Version other = version == Version::tls1_2 ? Version::tls1_3 : Version::tls1_2;
    EXPECT_TRUE(seen.findings.server_order.at(other).has_value()) << "the others are settled all the same";
}

INSTANTIATE_TEST_SUITE_P(, Spoiled,
                         testing::Combine(testing::ValuesIn(all_versions),
                                          testing::Values(Manner::reset, Manner::silence, Manner::garbage,
                                                          Manner::refuse_connection)));

// Whether what the server offers is found or said to be open: the promise that nothing is silently missing.
testing::AssertionResult is_accounted_for(const ModelServer& server, const Findings& findings) {
    for (const auto& [version, suites] : server.suites) {
        const std::string name(name_of(version));
        const bool found = std::count(findings.versions.begin(), findings.versions.end(), version) > 0;
        if (!found && !doubts(findings, "versions", name)) return testing::AssertionFailure() << name << " is missing";
        for (const std::uint16_t suite : suites) {
            const std::string cipher = suite_name(suite);
            const auto list = findings.ciphers.find(version);
            if (list != findings.ciphers.end() && std::count(list->second.begin(), list->second.end(), cipher) > 0)
                continue;
            if (doubts(findings, "ciphers." + name) || doubts(findings, "ciphers." + name, cipher)) continue;
            return testing::AssertionFailure() << cipher << " of " << name << " is missing";
        }
    }
    for (const std::uint16_t group : server.groups) {
        const std::string name = group_name(group);
        if (std::count(findings.groups.begin(), findings.groups.end(), name) > 0) continue;
        if (doubts(findings, "groups") || doubts(findings, "groups", name)) continue;
        return testing::AssertionFailure() << name << " is missing";
    }
    return testing::AssertionSuccess();
}

// A limiter: so many answers, and then none, in any manner.
class Limited : public testing::TestWithParam<Manner> {};

TEST_P(Limited, NothingIsSilentlyMissing) {
    for (std::size_t answers = 0; answers < 60; ++answers) {
        ModelServer server = modern();
        server.suites[Version::tls1_0] = {0xC013, rsa_aes128, rsa_rc4};
        server.answers = answers;
        server.then = GetParam();
        const Enumerated seen = enumerate(server);
        if (!seen.answered) {
            EXPECT_LT(answers, 3U);
            continue;
        }
        EXPECT_TRUE(is_accounted_for(server, seen.findings)) << "after " << answers << " answers";
        EXPECT_LT(seen.questions, answers + 60) << "it is left in peace";
    }
}

// A limiter that says no for a moment and recovers cannot be told from a server that says no: not tested.
class Recovering : public testing::TestWithParam<Manner> {};

TEST_P(Recovering, IsSeenWhole) {
    for (std::size_t answers = 1; answers < 60; answers += 7) {
        ModelServer server = modern();
        server.answers = answers;
        server.then = GetParam();
        server.recovers_after = 1;
        const Enumerated seen = enumerate(server);
        ASSERT_TRUE(seen.answered);
        EXPECT_TRUE(is_accounted_for(server, seen.findings));
        EXPECT_THAT(doubted(seen.findings), IsEmpty()) << "after " << answers << " answers";
    }
}

INSTANTIATE_TEST_SUITE_P(, Recovering,
                         testing::Values(Manner::reset, Manner::silence, Manner::refuse_connection, Manner::close,
                                         Manner::garbage));

INSTANTIATE_TEST_SUITE_P(, Limited,
                         testing::Values(Manner::reset, Manner::silence, Manner::refuse_connection, Manner::close,
                                         Manner::garbage, Manner::alert, Manner::warning));

TEST(Enumeration, ALimiterThatSaysNoToEverybodyIsNotBelieved) {
    ModelServer server = modern();
    server.answers = 4;
    server.then = Manner::alert;
    server.alert = 40;
    const Enumerated seen = enumerate(server);
    EXPECT_THAT(seen.findings.versions, ElementsAre(Version::tls1_2, Version::tls1_3));
    EXPECT_TRUE(doubts(seen.findings, "versions", "TLSv1.0")) << testing::PrintToString(doubted(seen.findings));
    EXPECT_TRUE(doubts(seen.findings, "versions", "SSLv2"));
    EXPECT_THAT(seen.findings.doubts.front().reason, testing::HasSubstr("blocked"));
}

// A limiter that says no to everybody for a moment, in the very words of a server that refuses.
TEST(Enumeration, AMomentsNoIsNotBelieved) {
    for (const bool own_order : {false, true}) {
        for (const std::uint8_t alert : {std::uint8_t{40}, std::uint8_t{70}}) {
            for (std::size_t begins = 1; begins < 60; ++begins) {
                ModelServer server = intermediate();
                server.suites[Version::tls1_0] = server.suites[Version::tls1_1] =
                    server.suites[Version::ssl3] = {rsa_aes128};
                server.own_order = own_order;
                server.answers = begins;
                server.then = Manner::alert;
                server.then_alert = alert;
                server.recovers_after = 3;
                const Enumerated seen = enumerate(server, "site.example", false, true);
                EXPECT_TRUE(is_accounted_for(server, seen.findings))
                    << "after " << begins << " by alert " << int{alert} << (own_order ? ", own order" : "");
            }
        }
    }
}

// Answers what it was asked before now and then only: not asked without end, and nothing is taken for refused by that.
TEST(Enumeration, AServerThatContradictsItselfIsLeftInPeace) {
    for (const std::size_t every : {2U, 3U, 4U, 5U}) {
        ModelServer server = intermediate();
        Enumeration enumeration({"site.example", 1});
        std::size_t number = 0;
        while (!enumeration.done()) {
            for (const Question& question : enumeration.next(4)) {
                net::ExchangeResult no;
                no.end = net::ExchangeEnd::enough;
                no.answer = std::string("\x15\x03\x03\x00\x02\x02\x28", 7);
                const bool answers = number++ % every == 0;
                enumeration.answer(question.id, answers ? server.answer(question.hello, question.wanted) : no);
            }
        }
        EXPECT_LE(enumeration.questions_asked(), 500U) << "one answer in " << every;
        EXPECT_TRUE(enumeration.answered());
    }
}

TEST(Enumeration, LooksAgainWhereOnlyRefusalsWereAnswered) {
    ModelServer server;
    server.suites[Version::tls1_3] = {0x1301};
    Enumeration enumeration({"site.example", 1});
    std::size_t number = 0;
    while (!enumeration.done()) {
        for (const Question& question : enumeration.next(4)) {
            net::ExchangeResult reset;
            reset.end = net::ExchangeEnd::reset;
            enumeration.answer(question.id, number++ < 2 ? reset : server.answer(question.hello, question.wanted));
        }
    }
    EXPECT_THAT(enumeration.findings().versions, ElementsAre(Version::tls1_3));
    EXPECT_THAT(doubted(enumeration.findings()), IsEmpty());
}

TEST(Findings, WhatAWholeHandshakeNegotiatedIsAccepted) {
    Findings findings;
    findings.versions = {Version::tls1_1};
    findings.doubts = {{"versions", "TLSv1.2", "connection reset"}};
    add_handshake(Version::tls1_2, "TLS_RSA_WITH_AES_128_CBC_SHA", findings);
    EXPECT_THAT(findings.versions, ElementsAre(Version::tls1_1, Version::tls1_2));
    EXPECT_THAT(findings.ciphers.at(Version::tls1_2), ElementsAre("TLS_RSA_WITH_AES_128_CBC_SHA"));
    EXPECT_THAT(doubted(findings), ElementsAre("ciphers.TLSv1.2"));
    const std::size_t before = findings.doubts.size();
    add_handshake(Version::tls1_2, "TLS_RSA_WITH_AES_128_CBC_SHA", findings);
    EXPECT_EQ(findings.doubts.size(), before);
}

struct Unanswering {
    const char* name;
    Manner manner;
    model::Status status;
    std::size_t at_most;
};
class Failures : public testing::TestWithParam<Unanswering> {};

TEST_P(Failures, SayWhy) {
    ModelServer server;
    server.answers = 0;
    server.then = GetParam().manner;
    const Enumerated seen = enumerate(server);
    EXPECT_FALSE(seen.answered);
    EXPECT_EQ(seen.status, GetParam().status) << seen.reason;
    EXPECT_FALSE(seen.reason.empty());
    EXPECT_LE(seen.questions, GetParam().at_most);
}

INSTANTIATE_TEST_SUITE_P(, Failures,
                         testing::Values(Unanswering{"Refused", Manner::refuse_connection, model::Status::refused, 4},
                                         Unanswering{"Unreachable", Manner::unreachable, model::Status::unreachable, 4},
                                         Unanswering{"Silent", Manner::silence, model::Status::timeout, 6},
                                         Unanswering{"Resetting", Manner::reset, model::Status::blocked, 6},
                                         Unanswering{"Closing", Manner::close, model::Status::protocol_error, 6},
                                         Unanswering{"PlainHttp", Manner::garbage, model::Status::protocol_error, 6},
                                         Unanswering{"AlertsOnly", Manner::alert, model::Status::protocol_error, 60}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(Enumeration, StoppedLeavesTheRestOpen) {
    ModelServer server = modern();
    Enumeration enumeration({"site.example", 1});
    for (const Question& question : enumeration.next(4))
        enumeration.answer(question.id, server.answer(question.hello, question.wanted));
    enumeration.stop("out of time");
    EXPECT_TRUE(enumeration.done());
    EXPECT_THAT(enumeration.next(4), IsEmpty());
    EXPECT_TRUE(is_accounted_for(server, enumeration.findings()));
    EXPECT_TRUE(doubts(enumeration.findings(), "versions", "TLSv1.0"));
}

TEST(Enumeration, UnknownAndRepeatedAnswersAreIgnored) {
    ModelServer server = modern();
    Enumeration enumeration({"", 1});
    const auto questions = enumeration.next(4);
    ASSERT_FALSE(questions.empty());
    enumeration.answer(1000, {});
    const auto reply = server.answer(questions[0].hello, questions[0].wanted);
    enumeration.answer(questions[0].id, reply);
    enumeration.answer(questions[0].id, reply);
    EXPECT_TRUE(enumeration.answered());
}

TEST(Enumeration, NamesTheServerToItUnlessItIsAnAddress) {
    const auto names_in = [](const std::string& name) {
        Enumeration enumeration({name, 1});
        return enumeration.next(4).front().hello.find("site.example") != std::string::npos;
    };
    EXPECT_TRUE(names_in("site.example"));
    EXPECT_FALSE(names_in(""));
}

}  // namespace
}  // namespace attt::scanner::tls
