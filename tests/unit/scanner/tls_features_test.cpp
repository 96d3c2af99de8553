// What the answers to single questions say: compression, fallback, reuse, intolerances.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "scanner/tls/features.h"
#include "tls_model_server.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Stated {
    base::Object facts;
    base::Array doubts;
};

Stated state(const FeatureReplies& replies, const std::string& leaf = "leaf") {
    Stated out;
    state_features(replies, leaf, true, out.facts, out.doubts);
    return out;
}

Reply hello(std::uint8_t compression = 0) {
    Reply reply;
    reply.kind = Reply::Kind::hello;
    reply.spoke_tls = true;
    reply.hello.emplace();
    reply.hello->version = 0x0303;
    reply.hello->suite = 0xC02F;
    reply.hello->random = std::string(32, 'r');
    reply.hello->compression = compression;
    return reply;
}

Reply refusal(std::uint8_t alert) {
    Reply reply;
    reply.kind = Reply::Kind::refused;
    reply.spoke_tls = true;
    reply.alert = alert;
    reply.reason = "alert " + alert_name(alert);
    return reply;
}

Reply with_value(const std::string& value, const std::string& prime = {}) {
    Reply reply = hello();
    reply.exchange.emplace();
    reply.exchange->public_value = value;
    reply.exchange->dh_prime = prime;
    reply.exchange->dh_bits = prime.size() * 8;
    return reply;
}

FeatureReplies asked(std::map<Feature, FeatureReply> of) {
    FeatureReplies replies;
    replies.asked = true;
    replies.of = std::move(of);
    return replies;
}

std::vector<std::string> strings(const Stated& stated, const char* fact) {
    const base::Value* value = stated.facts.find(fact);
    return value == nullptr ? std::vector<std::string>{"absent"} : base::strings_of(*value);
}

std::vector<std::string> doubted(const Stated& stated) {
    std::vector<std::string> out;
    for (const base::Value& doubt : stated.doubts)
        out.push_back(doubt["fact"].string_or("") +
                      (doubt["value"].is_null() ? "" : "=" + doubt["value"].string_or("")));
    return out;
}

TEST(Compression, IsWhatTheServerChose) {
    FeatureReplies replies = asked({});
    replies.compression_offered = true;
    EXPECT_THAT(strings(state(replies), "compression"), IsEmpty());
    replies.compressions = {1};
    EXPECT_THAT(strings(state(replies), "compression"), ElementsAre("DEFLATE"));
    replies = asked({{Feature::compression, {hello(64), ""}}});
    EXPECT_THAT(strings(state(replies), "compression"), ElementsAre("LZS"));
    replies = asked({{Feature::compression, {refusal(47), ""}}});
    EXPECT_THAT(doubted(state(replies)), ElementsAre("compression"));
    replies = asked({{Feature::compression, {std::nullopt, "connection reset"}}});
    EXPECT_THAT(doubted(state(replies)), ElementsAre("compression"));
}

TEST(Compression, IsOfferedInTheFirstHello) {
    ModelServer server;
    server.suites[Version::tls1_2] = {0xC02F};
    const Enumerated seen = enumerate(server);
    EXPECT_TRUE(seen.features.compression_offered);
    EXPECT_FALSE(seen.features.of.contains(Feature::compression)) << "no question of its own";
}

TEST(FallbackScsv, IsHonouredWhereThatAlertComes) {
    const auto honoured = [](const Reply& reply) {
        const Stated stated = state(asked({{Feature::fallback_scsv, {reply, ""}}}));
        const base::Value* fact = stated.facts.find("fallback_scsv");
        return fact == nullptr ? std::nullopt : std::optional(fact->bool_or(false));
    };
    EXPECT_EQ(honoured(refusal(86)), true);
    EXPECT_EQ(honoured(hello()), false);
    EXPECT_EQ(honoured(refusal(40)), std::nullopt) << "refused for another reason";
}

TEST(Reuse, IsTheSameValueTwice) {
    const auto facts_of = [](const Reply& one, const Reply& other) {
        return state(asked({{Feature::dhe, {one, ""}}, {Feature::dhe_again, {other, ""}}}));
    };
    const std::string prime(128, 'p');
    EXPECT_EQ(*facts_of(with_value("a", prime), with_value("a", prime)).facts.find("dh_value_reused"),
              base::Value(true));
    EXPECT_EQ(*facts_of(with_value("a", prime), with_value("b", prime)).facts.find("dh_value_reused"),
              base::Value(false));
    EXPECT_THAT(doubted(facts_of(with_value("a", prime), with_value("a", std::string(128, 'q')))),
                ElementsAre("dh_value_reused"))
        << "of two primes";
}

TEST(Dh, NamesThePrimesAndTheSmallest) {
    FeatureReplies replies = asked({{Feature::dhe, {with_value("a", ffdhe_prime("ffdhe2048")), ""}},
                                    {Feature::dhe_export, {with_value("b", std::string(64, '\xF1')), ""}}});
    const Stated stated = state(replies);
    const base::Value dh = *stated.facts.find("dh");
    EXPECT_EQ(dh["smallest_bits"].integer_or(0), 512);
    EXPECT_THAT(base::strings_of(dh["primes"]), ElementsAre("ffdhe2048", "own"));
}

TEST(Dh, KnowsThePrimesOfTheRfcs) {
    for (const auto& [group, name] : {std::pair{"modp_1536", "modp1536 (RFC 3526)"},
                                      {"modp_2048", "modp2048 (RFC 3526)"},
                                      {"ffdhe4096", "ffdhe4096"}}) {
        const Stated stated = state(asked({{Feature::dhe, {with_value("a", ffdhe_prime(group)), ""}}}));
        EXPECT_THAT(base::strings_of((*stated.facts.find("dh"))["primes"]), ElementsAre(name));
    }
}

TEST(Intolerances, AreWhatIsRefusedOrHangs) {
    const Stated stated = state(asked({
        {Feature::newer_version, {hello(), ""}},
        {Feature::much_newer_version, {refusal(70), ""}},
        {Feature::long_hello, {std::nullopt, "no answer in time"}},
        {Feature::fragmented, {std::nullopt, "connection reset"}},
        {Feature::grease, {std::nullopt, "blocked: the server stopped answering: connection reset"}},
    }));
    EXPECT_THAT(strings(stated, "intolerances"), ElementsAre("much_newer_version", "long_hello", "fragmented_hello"));
    EXPECT_THAT(doubted(stated), ElementsAre("intolerances=grease")) << "a limiter is no intolerance";
}

TEST(Names, AnotherCertificateOrNone) {
    Reply other = hello();
    other.certificates = {self_signed("P-256")};
    const Stated stated =
        state(asked({{Feature::without_name, {other, ""}}, {Feature::wrong_name, {refusal(112), ""}}}), "leaf");
    EXPECT_EQ((*stated.facts.find("certificate_without_name"))["answer"].string_or(""), "other");
    EXPECT_EQ((*stated.facts.find("certificate_for_wrong_name"))["answer"].string_or(""), "refused");
    const std::string leaf = other.certificates.front();
    const Stated same = state(asked({{Feature::without_name, {other, ""}}}), leaf);
    EXPECT_EQ((*same.facts.find("certificate_without_name"))["answer"].string_or(""), "same");
}

TEST(Sentinel, IsWhatRfc8446WritesIntoTheRandom) {
    const auto sentinel = [](std::uint16_t version, const std::string& end) {
        FeatureReplies replies = asked({});
        Reply reply = hello();
        reply.hello->version = version;
        reply.hello->random.replace(24, 8, end);
        replies.hellos[version == 0x0303 ? Version::tls1_2 : Version::tls1_1] = *reply.hello;
        replies.hellos[Version::tls1_3] = *hello().hello;
        return state(replies).facts.find("downgrade_sentinel")->bool_or(false);
    };
    EXPECT_TRUE(sentinel(0x0303, "DOWNGRD\1"));
    EXPECT_TRUE(sentinel(0x0302, std::string("DOWNGRD\0", 8)));
    EXPECT_FALSE(sentinel(0x0302, "DOWNGRD\1")) << "that of TLS 1.2";
    EXPECT_FALSE(sentinel(0x0303, "rrrrrrrr"));
}

TEST(Plan, AsksAnotherNameWithSuitesOfEveryKey) {
    Known known;
    known.server_name = "site.example";
    known.suites[Version::tls1_2] = {0xC02F};
    for (const Planned& planned : plan_features(known, true)) {
        if (planned.feature != Feature::without_name && planned.feature != Feature::wrong_name) continue;
        EXPECT_THAT(planned.hello.suites, testing::Contains(0xC02B)) << "ECDSA too";
        EXPECT_FALSE(planned.names_server);
    }
}

}  // namespace
}  // namespace attt::scanner::tls
