// What whole handshakes show: the path of the certificate and how it was sent, stapled OCSP, resumption, renegotiation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/json.h"
#include "fixture.h"
#include "scanner/tls/path.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

constexpr Patience full{std::chrono::seconds(10), std::chrono::seconds(20), std::chrono::minutes(5), true};

std::vector<std::string> chain_of(const std::string& name) {
    std::vector<std::string> out;
    const std::string pem = read_text(certificates() / (name + ".pem"));
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view end = "-----END CERTIFICATE-----";
    for (std::size_t at = pem.find(begin); at != std::string::npos; at = pem.find(begin, at)) {
        at += begin.size();
        std::string digits = pem.substr(at, pem.find(end, at) - at);
        std::erase(digits, '\n');
        out.push_back(base::base64_decoded(digits));
    }
    return out;
}

base::Object path_of(const std::string& name, const std::string& anchor = "root.pem") {
    const auto anchors = TrustStore::load({(certificates() / anchor).string()});
    base::Object facts;
    state_path(chain_of(name), *anchors, base::now(), facts);
    return facts;
}

struct Sent {
    std::string name;
    Strings issues;
};
void PrintTo(const Sent& sent, std::ostream* out) {
    *out << sent.name;
}
class ChainsAsSent : public testing::TestWithParam<Sent> {};

TEST_P(ChainsAsSent, AreTold) {
    EXPECT_THAT(base::strings_of(*path_of(GetParam().name).find("chain_issues")), ElementsAreArray(GetParam().issues));
}

INSTANTIATE_TEST_SUITE_P(, ChainsAsSent,
                         testing::Values(Sent{"good", {}}, Sent{"with_root", {"root_included"}},
                                         Sent{"reordered", {"out_of_order", "root_included"}},
                                         Sent{"incomplete", {"incomplete"}}, Sent{"untrusted", {"root_included"}},
                                         Sent{"by_old", {"expired_issuer"}}, Sent{"repeated", {"repeated"}},
                                         Sent{"cross_signed", {"unneeded", "expired_issuer"}},
                                         Sent{"cross_only", {"incomplete", "expired_issuer"}}),
                         [](const auto& each) { return each.param.name; });

TEST(Path, LeadsToAnAnchorWithKeysAndSignatures) {
    const base::Object facts = path_of("rsa2048");
    const base::Array& path = *facts.find("path")->if_array();
    ASSERT_EQ(path.size(), 3U);
    EXPECT_EQ(path[0]["key_type"], base::Value("RSA"));
    EXPECT_EQ(path[0]["origin"], base::Value("sent"));
    EXPECT_EQ(path[2]["subject"], base::Value("O=Test Authority,CN=Test Root"));
    EXPECT_EQ(path[2]["origin"], base::Value("anchor"));
    EXPECT_EQ(*facts.find("anchor"), base::Value("added"));
    EXPECT_THAT(base::strings_of(*facts.find("path_signatures")), ElementsAre("ecdsa-with-SHA256"));
    EXPECT_EQ(*facts.find("must_staple"), base::Value(false));
    EXPECT_EQ(facts.find("validity_days")->integer_or(0), 10958);
}

TEST(Path, OfWeakSignatures) {
    EXPECT_THAT(base::strings_of(*path_of("sha1", "weak_root.crt").find("path_signatures")),
                ElementsAre("sha1WithRSAEncryption"));
    EXPECT_THAT(base::strings_of(*path_of("md5", "weak_root.crt").find("path_signatures")),
                ElementsAre("md5WithRSAEncryption"));
}

TEST(Path, OfACertificateThatAsksForAStaple) {
    const base::Object facts = path_of("must_staple");
    EXPECT_EQ(*facts.find("must_staple"), base::Value(true));
    EXPECT_EQ(facts.find("validity_days")->integer_or(0), 396);
}

model::Observation look_at(const std::vector<std::string>& command) {
    const Server server(command);
    const model::Observation seen = observe_at(server.port(), "site.example", full);
    EXPECT_EQ(seen.status, model::Status::ok) << seen.reason;
    EXPECT_EQ(base::to_json(seen.facts["undetermined"]), "[]");
    return seen;
}

Strings openssl_server(const Strings& options) {
    Strings out = {"openssl", "s_server",          "-quiet", "-accept",          "127.0.0.1:{port}",
                   "-cert",   "{dir}/rsa2048.pem", "-key",   "{dir}/rsa2048.key"};
    out.insert(out.end(), options.begin(), options.end());
    return out;
}

TEST(Resumption, ByAllWays) {
    const auto seen = look_at(openssl_server({}));
    EXPECT_THAT(strings_at(seen, "resumption"), ElementsAre("ticket", "session_id", "psk"));
    EXPECT_EQ(seen.facts["early_data"], base::Value(false));
    EXPECT_EQ(seen.facts["client_renegotiation"], base::Value(false));
}

TEST(Resumption, ByNone) {
    const auto seen = look_at(openssl_server({"-no_ticket", "-no_cache", "-num_tickets", "0"}));
    EXPECT_THAT(strings_at(seen, "resumption"), IsEmpty());
}

TEST(Resumption, WithEarlyData) {
    const auto seen = look_at(openssl_server({"-tls1_3", "-early_data"}));
    EXPECT_THAT(strings_at(seen, "resumption"), ElementsAre("psk"));
    EXPECT_EQ(seen.facts["early_data"], base::Value(true));
    EXPECT_TRUE(seen.facts["client_renegotiation"].is_null()) << "TLS 1.3 has none";
}

TEST(Renegotiation, ThatAClientAsksFor) {
    const auto seen = look_at(openssl_server({"-www", "-client_renegotiation"}));
    EXPECT_EQ(seen.facts["client_renegotiation"], base::Value(true));
}

struct Staple {
    std::string mode;
    std::string status;
};
void PrintTo(const Staple& staple, std::ostream* out) {
    *out << staple.mode;
}
class Staples : public testing::TestWithParam<Staple> {};

// NSS answers with a response of any kind, signed by the issuer.
TEST_P(Staples, AreRead) {
    if (!is_installed("selfserv")) GTEST_SKIP() << "NSS's selfserv is not installed";
    const Server server(
        {"/bin/sh", "-c",
         "db={dir}/nss-" + GetParam().mode +
             " && mkdir -p $db && certutil -N -d $db --empty-password && cd {dir} && for one in rsa2048 issuer; do "
             "openssl pkcs12 -export -name $one -in $one.crt -inkey $one.key -out $db/$one.p12 -passout pass:x && "
             "pk12util -i $db/$one.p12 -d $db -W x; done; certutil -A -d $db -n root -t C,, -i root.crt; "
             "certutil -M -d $db -n issuer -t C,,; exec selfserv -d $db -n rsa2048 -p {port} -T " +
             GetParam().mode + " -A issuer"});
    const auto seen = observe_at(server.port(), "site.example", full);
    EXPECT_EQ(seen.facts["ocsp_staple"].string_or("none"), GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(, Staples,
                         testing::Values(Staple{"good", "good"}, Staple{"revoked", "revoked"},
                                         Staple{"unknown", "unknown"}, Staple{"badsig", "bad_signature"},
                                         Staple{"corrupted", "malformed"}, Staple{"failure", "not_successful"}),
                         [](const auto& each) { return each.param.mode; });

}  // namespace
}  // namespace attt::scanner::tls
