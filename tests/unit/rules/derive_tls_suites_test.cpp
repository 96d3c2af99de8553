// Of which kinds suites are, by their names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/derive_tls_suites.h"

namespace attt::rules {
namespace {

using base::Array;
using base::Object;
using base::Value;
using testing::ElementsAre;
using testing::ElementsAreArray;
using Strings = std::vector<std::string>;

struct KindCase {
    const char* version;
    const char* suite;
    Strings kinds;
};
void PrintTo(const KindCase& each, std::ostream* out) {
    *out << each.suite;
}
class SuiteKinds : public testing::TestWithParam<KindCase> {};

TEST_P(SuiteKinds, AreWhatTheNameSays) {
    EXPECT_THAT(kinds_of_suite(GetParam().version, GetParam().suite), ElementsAreArray(GetParam().kinds));
}

INSTANTIATE_TEST_SUITE_P(
    , SuiteKinds,
    testing::Values(
        KindCase{"TLSv1.3", "TLS_AES_128_GCM_SHA256", {"forward_secret"}},
        KindCase{"TLSv1.3", "TLS_SHA256_SHA256", {"forward_secret", "null"}},
        KindCase{"TLSv1.2", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", {"forward_secret"}},
        KindCase{"TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256", {"rsa_exchange", "static_exchange"}},
        KindCase{"TLSv1.2", "TLS_RSA_WITH_NULL_SHA256", {"null", "rsa_exchange", "static_exchange"}},
        KindCase{"TLSv1.2", "TLS_PSK_WITH_AES_128_CCM", {"static_exchange"}},
        KindCase{"TLSv1.2", "TLS_DHE_PSK_WITH_NULL_SHA", {"forward_secret", "null"}},
        KindCase{"TLSv1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA", {"anonymous", "cbc"}},
        KindCase{"TLSv1.0", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", {"cbc", "cbc_in_tls1_0", "forward_secret"}},
        KindCase{"SSLv3",
                 "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
                 {"block64", "cbc", "cbc_in_ssl3", "rsa_exchange", "static_exchange", "triple_des"}},
        KindCase{"SSLv3",
                 "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA",
                 {"block64", "cbc", "cbc_in_ssl3", "des", "export", "forward_secret"}},
        KindCase{"TLSv1.0",
                 "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5",
                 {"block64", "cbc", "cbc_in_tls1_0", "export", "rc2", "rsa_exchange", "static_exchange"}},
        KindCase{"TLSv1.0", "TLS_RSA_WITH_RC4_128_MD5", {"rc4", "rsa_exchange", "static_exchange"}},
        KindCase{"TLSv1.0",
                 "TLS_RSA_WITH_IDEA_CBC_SHA",
                 {"block64", "cbc", "cbc_in_tls1_0", "rsa_exchange", "static_exchange"}},
        KindCase{
            "TLSv1.0", "TLS_DH_RSA_WITH_DES_CBC_SHA", {"block64", "cbc", "cbc_in_tls1_0", "des", "static_exchange"}},
        KindCase{"SSLv2", "SSL_CK_RC4_128_EXPORT40_WITH_MD5", {"export", "rc4", "rsa_exchange", "static_exchange"}},
        KindCase{"TLSv1.2", "0x1234", {"unnamed"}}));

model::Observation seen_with(Strings suites, Array doubts) {
    model::Observation out;
    out.probe = "tls";
    out.endpoint = model::Endpoint{"192.0.2.1", 443};
    out.facts = Object{{"ciphers", Object{{"TLSv1.2", suites}}}, {"undetermined", std::move(doubts)}};
    return out;
}

TEST(KindsOfAServer, OfAServerAreThoseOfAllItsSuites) {
    const auto facts = derive_tls_suite_kinds(
        std::vector{seen_with({"TLS_RSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}, {})});
    ASSERT_EQ(facts.size(), 1U);
    EXPECT_EQ(facts[0].value, Value(Strings{"forward_secret", "rc4", "rsa_exchange", "static_exchange"}));
    EXPECT_TRUE(facts[0].undetermined.empty());
}

TEST(KindsOfAServer, OfAnOpenSuiteAreOpenUnlessShownByAnother) {
    const Array one{Object{{"fact", "ciphers.TLSv1.2"}, {"value", "TLS_RSA_WITH_RC4_128_MD5"}, {"reason", "reset"}}};
    const auto facts = derive_tls_suite_kinds(std::vector{seen_with({"TLS_RSA_WITH_AES_128_GCM_SHA256"}, one)});
    ASSERT_EQ(facts[0].undetermined.size(), 1U);
    EXPECT_EQ(facts[0].undetermined[0].value, Value("rc4"));
    const Array whole{Object{{"fact", "ciphers.TLSv1.2"}, {"value", nullptr}, {"reason", "blocked"}}};
    EXPECT_TRUE(derive_tls_suite_kinds(std::vector{seen_with({}, whole)})[0].undetermined[0].value.is_null());
}

TEST(KindsOfAServer, OfAServerThatDidNotAnswerAreNotKnown) {
    model::Observation silent = seen_with({}, {});
    silent.status = model::Status::timeout;
    EXPECT_EQ(derive_tls_suite_kinds(std::vector{silent})[0].missing, "timeout");
}

}  // namespace
}  // namespace attt::rules
