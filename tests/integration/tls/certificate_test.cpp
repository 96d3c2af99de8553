// What certificates of every kind say, and all that is wrong with their chains.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "fixture.h"
#include "scanner/tls/certificate.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAreArray;
using Strings = std::vector<std::string>;

// The certificates of a PEM file, DER, in their order.
Strings chain_of(const std::string& name) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Strings out;
    const std::string text = read_text(certificates() / (name + ".pem"));
    for (std::size_t at = text.find("-----BEGIN"); at != std::string::npos; at = text.find("-----BEGIN", at)) {
        at = text.find('\n', at);
        std::string der;
        unsigned bits = 0;
        int count = 0;
        for (; text[at] != '-'; ++at) {
            const std::size_t digit = alphabet.find(text[at]);
            if (digit == std::string_view::npos) continue;
            bits = bits << 6U | static_cast<unsigned>(digit);
            if ((count += 6) < 8) continue;
            count -= 8;
            der.push_back(static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU));
        }
        out.push_back(der);
        at = text.find('\n', at);
    }
    return out;
}

TrustStore anchors_of(const Strings& names) {
    Strings files;
    for (const std::string& name : names)
        files.push_back((certificates() / name).string());
    return std::move(*TrustStore::load(files));
}

base::Object facts_of(const std::string& name, const Strings& anchors = {"root.pem"},
                      const Asked& asked = {"site.example", false}, base::Time now = base::now()) {
    return certificate_facts(chain_of(name), asked, anchors_of(anchors), now).value();
}

struct Chain {
    std::string name;
    Strings errors;
    Strings anchors = {"root.pem"};
};
void PrintTo(const Chain& chain, std::ostream* out) {
    *out << chain.name;
}
class Chains : public testing::TestWithParam<Chain> {};

TEST_P(Chains, TellAllThatIsWrong) {
    const base::Value facts = facts_of(GetParam().name, GetParam().anchors);
    EXPECT_THAT(base::strings_of(facts["errors"]), ElementsAreArray(GetParam().errors));
    Strings against_trust = GetParam().errors;
    std::erase(against_trust, "hostname_mismatch");
    EXPECT_EQ(facts["trusted"].bool_or(false), against_trust.empty());
    EXPECT_EQ(facts["hostname_matches"].bool_or(false), against_trust == GetParam().errors);
}

INSTANTIATE_TEST_SUITE_P(
    , Chains,
    testing::Values(Chain{"good", {}}, Chain{"with_root", {}}, Chain{"reordered", {}},
                    Chain{"incomplete", {"unknown_issuer"}}, Chain{"expired", {"expired"}},
                    Chain{"future", {"not_yet_valid"}}, Chain{"client", {"wrong_purpose"}},
                    Chain{"other_name", {"hostname_mismatch"}}, Chain{"common_name", {"hostname_mismatch"}},
                    Chain{"self_signed", {"self_signed"}}, Chain{"self_expired", {"expired", "self_signed"}},
                    Chain{"untrusted", {"unknown_issuer"}}, Chain{"other_key", {"unknown_issuer"}},
                    Chain{"forged", {"bad_signature"}}, Chain{"by_leaf", {"not_a_ca"}}, Chain{"by_no_ca", {"not_a_ca"}},
                    Chain{"too_long", {"path_length"}}, Chain{"out_of_bounds", {"name_constraint"}},
                    Chain{"by_old", {"expired"}},
                    Chain{"many_wrongs", {"expired", "unknown_issuer", "wrong_purpose", "hostname_mismatch"}},
                    // strength is left to rules
                    Chain{"rsa512", {}}, Chain{"rsa1024", {}}, Chain{"dsa", {}}, Chain{"brainpool", {}},
                    Chain{"md5", {}, {"weak_root.crt"}}, Chain{"sha1", {}, {"weak_root.crt"}},
                    Chain{"pss", {}, {"weak_root.crt"}}, Chain{"sha1", {"unknown_issuer"}},
                    // anchors that are no authorities
                    Chain{"self_signed", {}, {"self_signed.pem"}}, Chain{"good", {}, {"good.crt"}},
                    Chain{"incomplete", {}, {"issuer.crt"}}, Chain{"self_expired", {"expired"}, {"self_expired.pem"}}),
    [](const auto& each) { return each.param.name + "_" + std::to_string(each.index); });

struct KeyCase {
    std::string name;
    std::string type;
    int bits;
    std::string signature;
};
void PrintTo(const KeyCase& key, std::ostream* out) {
    *out << key.name;
}
class Keys : public testing::TestWithParam<KeyCase> {};

TEST_P(Keys, AreDescribed) {
    const base::Value facts = facts_of(GetParam().name);
    EXPECT_EQ(facts["key_type"].string_or(""), GetParam().type);
    EXPECT_EQ(facts["key_bits"].integer_or(0), GetParam().bits);
    EXPECT_EQ(facts["signature_algorithm"].string_or(""), GetParam().signature);
}

INSTANTIATE_TEST_SUITE_P(
    , Keys,
    testing::Values(
        KeyCase{"rsa2048", "RSA", 2048, "ecdsa-with-SHA256"}, KeyCase{"rsa1024", "RSA", 1024, "ecdsa-with-SHA256"},
        KeyCase{"rsa512", "RSA", 512, "ecdsa-with-SHA1"}, KeyCase{"good", "EC", 256, "ecdsa-with-SHA256"},
        KeyCase{"p384", "EC", 384, "ecdsa-with-SHA256"}, KeyCase{"p521", "EC", 521, "ecdsa-with-SHA256"},
        KeyCase{"brainpool", "EC", 256, "ecdsa-with-SHA256"},
        KeyCase{"sect283k1", "EC", 283, "ecdsa-with-SHA256"},  // its order has 281
        KeyCase{"dsa", "DSA", 1024, "ecdsa-with-SHA256"}, KeyCase{"ed25519", "Ed25519", 256, "ecdsa-with-SHA256"},
        KeyCase{"ed448", "Ed448", 456, "ecdsa-with-SHA256"}, KeyCase{"md5", "RSA", 1024, "md5WithRSAEncryption"},
        KeyCase{"sha1", "RSA", 1024, "sha1WithRSAEncryption"}, KeyCase{"pss", "RSA", 2048, "rsassaPss"}),
    [](const auto& each) { return each.param.name; });

TEST(Certificate, StatesNamesAndDates) {
    const base::Value facts = facts_of("vietnamese");
    EXPECT_EQ(facts["subject"].string_or(""), "C=VN,O=Sở Thông tin và Truyền thông,CN=site.example");
    EXPECT_EQ(facts["issuer"].string_or(""), "CN=Test Issuer");
    EXPECT_EQ(facts["not_before"].string_or(""), "2020-01-01T00:00:00Z");
    EXPECT_EQ(facts["not_after"].string_or(""), "2049-12-31T23:59:59Z");
    EXPECT_THAT(base::strings_of(facts["sans"]),
                testing::ElementsAre("DNS:site.example", "DNS:*.site.example", "IP:127.0.0.1", "IP:::1"));
    EXPECT_THAT(
        base::strings_of(base::Value(facts_of("names"))["sans"]),
        testing::ElementsAre("DNS:xn--ng-thp-yqa46n.example", "IP:2001:db8::1", "DNS:SITE.example", "DNS:b.*.example"));
}

TEST(Certificate, IsJudgedAtItsTime) {
    const auto at = [](const char* time) {
        return base::strings_of(base::Value(
            facts_of("expired", {"root.pem"}, {"site.example", false}, *base::parse_rfc3339(time)))["errors"]);
    };
    EXPECT_THAT(at("2020-12-31T23:59:59Z"), testing::IsEmpty());
    EXPECT_THAT(at("2021-01-01T00:00:01Z"), testing::ElementsAre("expired"));
    EXPECT_THAT(at("2019-12-31T23:59:59Z"), testing::ElementsAre("not_yet_valid"));
}

TEST(Certificate, CoversNamesAsBrowsersDo) {
    const auto covers = [](const std::string& certificate, const Asked& asked) {
        return base::Value(facts_of(certificate, {"root.pem"}, asked))["hostname_matches"].bool_or(false);
    };
    EXPECT_TRUE(covers("good", {"site.example", false}));
    EXPECT_TRUE(covers("good", {"www.site.example", false}));
    EXPECT_FALSE(covers("good", {"a.www.site.example", false})) << "a wildcard is one label";
    EXPECT_FALSE(covers("good", {"mysite.example", false}));
    EXPECT_TRUE(covers("names", {"site.example", false})) << "case does not matter";
    EXPECT_TRUE(covers("names", {"xn--ng-thp-yqa46n.example", false}));
    EXPECT_FALSE(covers("names", {"b.c.example", false})) << "a wildcard is the first label";
    EXPECT_TRUE(covers("good", {"127.0.0.1", true}) && covers("good", {"::1", true}));
    EXPECT_FALSE(covers("good", {"127.0.0.2", true}));
    EXPECT_FALSE(covers("common_name", {"site.example", false})) << "RFC 9525: the common name does not count";
}

TEST(Certificate, TheChainIsAsSent) {
    const base::Array chain = chain_facts(chain_of("reordered"));
    ASSERT_EQ(chain.size(), 3U);
    EXPECT_EQ(chain[0]["subject"].string_or(""), "CN=good.example");
    EXPECT_EQ(chain[1]["subject"].string_or(""), "O=Test Authority,CN=Test Root");
    EXPECT_EQ(chain[2]["issuer"].string_or(""), "O=Test Authority,CN=Test Root");
    EXPECT_EQ(chain[2]["not_after"].string_or(""), "2049-12-31T23:59:59Z");
    EXPECT_EQ(chain[2]["sha256"].string_or("").size(), 64U);
}

TEST(Certificate, WhatCannotBeReadIsNoCertificate) {
    const TrustStore anchors = anchors_of({"root.pem"});
    EXPECT_FALSE(certificate_facts({"no DER"}, {"site.example", false}, anchors, base::now()).has_value());
    EXPECT_FALSE(certificate_facts({}, {"site.example", false}, anchors, base::now()).has_value());
    const Strings good = chain_of("good");
    EXPECT_FALSE(certificate_facts({good[0] + "x"}, {"site.example", false}, anchors, base::now()).has_value());
    const auto half = certificate_facts({good[0], "no DER", good[1]}, {"site.example", false}, anchors, base::now());
    ASSERT_TRUE(half.has_value());
    EXPECT_TRUE(base::Value(*half)["trusted"].bool_or(false));
}

TEST(Certificate, AnAlteredSignatureIsSeen) {
    Strings chain = chain_of("good");
    chain[0].back() = static_cast<char>(chain[0].back() ^ 1);
    const auto facts = certificate_facts(chain, {"site.example", false}, anchors_of({"root.pem"}), base::now());
    ASSERT_TRUE(facts.has_value());
    EXPECT_THAT(base::strings_of(base::Value(*facts)["errors"]), testing::ElementsAre("bad_signature"));
    Strings own = chain_of("self_signed");
    own[0].back() = static_cast<char>(own[0].back() ^ 1);
    const auto altered = certificate_facts(own, {"site.example", false}, anchors_of({"root.pem"}), base::now());
    ASSERT_TRUE(altered.has_value());
    EXPECT_THAT(base::strings_of(base::Value(*altered)["errors"]),
                testing::ElementsAre("self_signed", "bad_signature"));
}

TEST(TrustStore, TellsWhenTheRulerChanged) {
    const TrustStore one = anchors_of({"root.pem"});
    const TrustStore same = anchors_of({"root.pem", "root.pem"});
    const TrustStore other = anchors_of({"root.pem", "issuer.crt"});
    EXPECT_EQ(one.fingerprint(), same.fingerprint());
    EXPECT_NE(one.fingerprint(), other.fingerprint());
    EXPECT_EQ(one.fingerprint().size(), 64U);
}

TEST(TrustStore, SaysWhatIsWrongWithAFile) {
    const auto missing = TrustStore::load({"/nowhere.pem"});
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().message, "trust.unreadable");
    const auto empty = TrustStore::load({(certificates() / "ca.cnf").string()});
    ASSERT_FALSE(empty.has_value());
    EXPECT_EQ(empty.error().message, "trust.no_certificate");
}

}  // namespace
}  // namespace attt::scanner::tls
