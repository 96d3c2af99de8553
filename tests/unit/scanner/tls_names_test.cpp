#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "scanner/tls/client_hello.h"
#include "tls_model_server.h"

namespace attt::scanner::tls {
namespace {

TEST(Names, AreThoseOfTheRegistry) {
    const std::pair<std::uint16_t, const char*> suites[] = {
        {0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
        {0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"},
        {0x00BA, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256"},
        {0x00C5, "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256"},
        {0x1301, "TLS_AES_128_GCM_SHA256"},
        {0xC032, "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384"},
        {0xC03B, "TLS_ECDHE_PSK_WITH_NULL_SHA384"},
        {0xC063, "TLS_ECDH_RSA_WITH_ARIA_256_GCM_SHA384"},
        {0xC071, "TLS_ECDHE_PSK_WITH_ARIA_256_CBC_SHA384"},
        {0xC093, "TLS_RSA_PSK_WITH_CAMELLIA_256_GCM_SHA384"},
        {0xC09B, "TLS_ECDHE_PSK_WITH_CAMELLIA_256_CBC_SHA384"},
        {0xC0AB, "TLS_PSK_DHE_WITH_AES_256_CCM_8"},
        {0xC0B5, "TLS_SHA384_SHA384"},
        {0xC106, "TLS_GOSTR341112_256_WITH_MAGMA_MGM_S"},
        {0xCCAE, "TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256"},
        {0xD005, "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256"},
        {0xABCD, "0xABCD"},
    };
    for (const auto& [code, name] : suites)
        EXPECT_EQ(suite_name(code), name);
    EXPECT_EQ(group_name(23), "secp256r1");
    EXPECT_EQ(group_name(4588), "X25519MLKEM768");
    EXPECT_EQ(group_name(260), "ffdhe8192");
    EXPECT_EQ(group_name(4242), "0x1092");
    EXPECT_EQ(ssl2_cipher_name(0x0700C0), "SSL_CK_DES_192_EDE3_CBC_WITH_MD5");
    EXPECT_EQ(ssl2_cipher_name(0x123456), "0x123456");
    EXPECT_EQ(alert_name(112), "unrecognized_name");
    EXPECT_EQ(alert_name(1), "1");
}

TEST(Names, AreUniqueAndInOrder) {
    std::set<std::string_view> seen;
    for (const NamedCode& suite : all_suites())
        EXPECT_TRUE(seen.insert(suite.name).second) << suite.name;
    EXPECT_GT(seen.size(), 360U);
    for (const NamedCode& group : all_groups())
        EXPECT_EQ(group_name(group.code), group.name);
}

TEST(Names, EveryVersionOffersWhatItMay) {
    const auto offered = [](Version version) {
        std::set<std::uint16_t> out;
        for (const auto& portion : suite_portions(version)) {
            EXPECT_LE(portion.size(), 64U);
            for (const std::uint16_t suite : portion)
                EXPECT_TRUE(out.insert(suite).second) << suite_name(suite) << " twice";
        }
        return out;
    };
    for (const Version version : all_versions) {
        const auto suites = offered(version);
        EXPECT_EQ(suites.count(0x00FF) + suites.count(0x5600) + suites.count(0x0000), 0U);
        EXPECT_EQ(suites.contains(0x1301), version == Version::tls1_3);
        EXPECT_EQ(suites.contains(0xC02F), version == Version::tls1_2);
        EXPECT_EQ(suites.contains(0x0005), version >= Version::ssl3 && version <= Version::tls1_2);
        EXPECT_EQ(suites.contains(0x001C), version == Version::ssl3) << "FORTEZZA";
    }
    EXPECT_EQ(offered(Version::tls1_2).size() + offered(Version::tls1_3).size() + 3 + 4, all_suites().size());
}

TEST(Names, TellTheKeyExchange) {
    EXPECT_TRUE(exchanges_over_curves(0xC02F) && exchanges_over_curves(0xC018) && exchanges_over_curves(0xC035));
    EXPECT_FALSE(exchanges_over_curves(0xC004)) << "static ECDH sends no key exchange";
    EXPECT_TRUE(exchanges_over_dh(0x0033) && exchanges_over_dh(0x0034) && exchanges_over_dh(0xC0AA));
    EXPECT_FALSE(exchanges_over_dh(0x0031) || exchanges_over_dh(0xC02F));
    EXPECT_TRUE(sends_certificate(0x002F) && sends_certificate(0x0094) && sends_certificate(0xC01E));
    EXPECT_FALSE(sends_certificate(0x0034) || sends_certificate(0x008C) || sends_certificate(0xC01D));
    EXPECT_TRUE(signed_by_ecdsa(0xC02B) && !signed_by_ecdsa(0xC02F));
}

TEST(Names, KnowThePrimesOfRfc7919) {
    for (const std::uint16_t group : ffdhe_groups())
        EXPECT_EQ(ffdhe_group_of_prime(ffdhe_prime(group_name(group).c_str())), group);
    EXPECT_EQ(ffdhe_group_of_prime(std::string(256, '\xFF')), std::nullopt);
}

TEST(ClientHello, NeverHasALengthThatMakesServersHang) {
    for (std::size_t count = 1; count < 400; ++count) {
        for (const Version version : {Version::tls1_0, Version::tls1_2, Version::tls1_3}) {
            const std::size_t size =
                encode({version, Codes(count, 0x002F), groups_for(version), "a.example", 1}).size() - 5;
            EXPECT_TRUE(size < 256 || size >= 512) << size;
        }
    }
}

TEST(ClientHello, CarriesTheNameWhereThereMayBeOne) {
    const auto names = [](Version version, const std::string& name) {
        return encode({version, {0x002F}, {23}, name, 1}).find("a.example") != std::string::npos;
    };
    EXPECT_TRUE(names(Version::tls1_0, "a.example") && names(Version::tls1_3, "a.example"));
    EXPECT_FALSE(names(Version::ssl3, "a.example")) << "SSLv3 has no extensions";
    EXPECT_FALSE(names(Version::tls1_2, ""));
}

TEST(ClientHello, NeverOffersTheFallbackSignal) {
    EXPECT_EQ(encode({Version::tls1_2, {0x002F}, {23}, "", 1}).find("\x56\x00", 40, 2), std::string::npos);
}

TEST(ClientHello, OfSsl2IsAsTheProtocolSays) {
    const std::string hello = encode_ssl2_hello(1);
    ASSERT_EQ(hello.size(), 2U + 9 + all_ssl2_ciphers().size() * 3 + 16);
    EXPECT_EQ(static_cast<unsigned char>(hello[0]), 0x80);
    EXPECT_EQ(static_cast<unsigned char>(hello[1]), hello.size() - 2);
    EXPECT_EQ(hello.substr(2, 3), std::string("\1\0\2", 3));
}

}  // namespace
}  // namespace attt::scanner::tls
