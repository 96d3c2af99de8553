// What real servers are configured with is what the probe states of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "fixture.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

void expect_settled(const model::Observation& seen) {
    ASSERT_EQ(seen.status, model::Status::ok) << seen.reason;
    const base::Array* open = seen.facts["undetermined"].if_array();
    ASSERT_NE(open, nullptr);
    EXPECT_THAT(*open, IsEmpty()) << base::to_json(seen.facts["undetermined"]);
}

Server openssl_server(Strings options, const std::string& certificate = "good") {
    Strings arguments = {"openssl",
                         "s_server",
                         "-quiet",
                         "-accept",
                         "127.0.0.1:{port}",
                         "-cert",
                         "{dir}/" + certificate + ".pem",
                         "-cert_chain",
                         "{dir}/issuer.crt",
                         "-key",
                         "{dir}/" + certificate + ".key"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return Server(arguments);
}

const Strings openssl_groups = {"secp256r1", "secp384r1", "secp521r1", "x25519",    "x448",
                                "ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"};

TEST(OpensslServer, AtItsDefaults) {
    const Server server = openssl_server({}, "rsa2048");
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(strings_at(seen, "versions"), ElementsAre("TLSv1.2", "TLSv1.3"));
    EXPECT_THAT(suites_of(seen, "TLSv1.3"),
                ElementsAre("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"));
    EXPECT_THAT(strings_at(seen, "groups"), ElementsAreArray(openssl_groups));
    EXPECT_THAT(strings_at(seen, "certificate.errors"), IsEmpty());
    EXPECT_EQ(seen.facts["chain"].if_array()->size(), 2U);
    EXPECT_EQ(seen.evidence.size(), 6U) << "two hellos and four refusals";
    EXPECT_EQ(seen.measures["negotiated_version"].string_or(""), "TLSv1.3");
}

TEST(OpensslServer, ItsOrderOfSuites) {
    const Server server =
        openssl_server({"-no_tls1_3", "-serverpref", "-cipher",
                        "DHE-RSA-AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA:ARIA256-GCM-SHA384:"
                        "ECDHE-RSA-CHACHA20-POLY1305:@SECLEVEL=0"},
                       "rsa2048");
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_TRUE(seen.facts["server_order"]["TLSv1.2"].bool_or(false));
    EXPECT_THAT(suites_of(seen, "TLSv1.2"),
                ElementsAre("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                            "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_ARIA_256_GCM_SHA384",
                            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));
    EXPECT_THAT(suites_of(seen, "TLSv1.0"),
                ElementsAre("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"));
}

TEST(OpensslServer, EverythingThatItCan) {
    const Server server =
        openssl_server({"-cipher", "ALL:COMPLEMENTOFALL:eNULL:aNULL:@SECLEVEL=0", "-serverpref"}, "rsa2048");
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(strings_at(seen, "versions"), ElementsAre("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"));
    EXPECT_THAT(suites_of(seen, "TLSv1.2"), testing::SizeIs(61));
    EXPECT_THAT(suites_of(seen, "TLSv1.2"),
                testing::IsSupersetOf({"TLS_RSA_WITH_NULL_MD5", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA",
                                       "TLS_DHE_RSA_WITH_AES_256_CCM_8", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256"}));
}

TEST(OpensslServer, OneVersionOneSuiteOneGroup) {
    const Server server =
        openssl_server({"-tls1_1", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", "-curves", "P-256"});
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(strings_at(seen, "versions"), ElementsAre("TLSv1.1"));
    EXPECT_THAT(suites_of(seen, "TLSv1.1"), ElementsAre("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"));
    EXPECT_TRUE(seen.facts["server_order"].if_object()->contains("TLSv1.1"));
    EXPECT_TRUE(seen.facts["server_order"]["TLSv1.1"].is_null());
    EXPECT_THAT(strings_at(seen, "groups"), ElementsAre("secp256r1"));
}

TEST(OpensslServer, GroupsOfTls13) {
    const Server server =
        openssl_server({"-tls1_3", "-groups", "X448:ffdhe4096:P-521", "-ciphersuites", "TLS_AES_128_CCM_SHA256"});
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(strings_at(seen, "versions"), ElementsAre("TLSv1.3"));
    EXPECT_THAT(suites_of(seen, "TLSv1.3"), ElementsAre("TLS_AES_128_CCM_SHA256"));
    EXPECT_THAT(strings_at(seen, "groups"), ElementsAre("secp521r1", "x448", "ffdhe4096"));
}

TEST(OpensslServer, WithoutACertificate) {
    const Server server({"openssl", "s_server", "-quiet", "-accept", "127.0.0.1:{port}", "-nocert", "-cipher",
                         "aNULL:@SECLEVEL=0", "-no_tls1_3"});
    const model::Observation seen = observe_at(server.port());
    ASSERT_EQ(seen.status, model::Status::ok);
    EXPECT_THAT(suites_of(seen, "TLSv1.1"), testing::Contains("TLS_DH_anon_WITH_AES_128_CBC_SHA"));
    EXPECT_FALSE(seen.facts.if_object()->contains("certificate"));
    EXPECT_NE(base::to_json(seen.facts["undetermined"]).find("\"fact\":\"certificate\",\"value\":null"),
              std::string::npos);
}

TEST(OpensslServer, WeakKeysAreStillSeen) {
    for (const std::string name : {"rsa512", "rsa1024", "dsa", "md5"}) {
        const Server server = openssl_server({"-cipher", "ALL:@SECLEVEL=0"}, name);
        const model::Observation seen = observe_at(server.port());
        expect_settled(seen);
        EXPECT_EQ(seen.facts["certificate"]["key_type"].string_or(""), name == "dsa" ? "DSA" : "RSA") << name;
    }
}

TEST(OpensslServer, ForAnAddressNoNameIsAsked) {
    const Server server = openssl_server({});
    const model::Observation seen = observe_at(server.port(), "127.0.0.1");
    expect_settled(seen);
    EXPECT_TRUE(seen.facts["certificate"]["hostname_matches"].bool_or(false));
}

TEST(OpensslServer, AskingForAClientsCertificate) {
    const Server server = openssl_server({"-Verify", "1"}, "rsa2048");
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(strings_at(seen, "versions"), ElementsAre("TLSv1.2", "TLSv1.3"));
    EXPECT_TRUE(seen.facts["certificate"]["trusted"].bool_or(false));
}

Server gnutls_server(const std::string& priority, const std::string& certificate = "rsa2048") {
    return Server({"gnutls-serv", "-q", "-p", "{port}", "--x509certfile", "{dir}/" + certificate + ".pem",
                   "--x509keyfile", "{dir}/" + certificate + ".key", "--priority", priority});
}

TEST(GnutlsServer, AtItsDefaults) {
    const Server server = gnutls_server("NORMAL");
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(suites_of(seen, "TLSv1.3"), ElementsAre("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                                        "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256"));
    EXPECT_THAT(strings_at(seen, "groups"), ElementsAreArray(openssl_groups));
    EXPECT_TRUE(seen.facts["certificate"]["trusted"].bool_or(false));
}

TEST(GnutlsServer, OldAndWeakInItsOrder) {
    const Server server = gnutls_server(
        "NONE:+VERS-TLS1.0:+ARCFOUR-128:+3DES-CBC:+AES-128-CBC:+SHA1:+MD5:+RSA:+DHE-RSA:+SIGN-ALL:+COMP-NULL:"
        "+GROUP-FFDHE3072:+GROUP-FFDHE2048:%SERVER_PRECEDENCE:%VERIFY_ALLOW_SIGN_WITH_SHA1");
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(strings_at(seen, "versions"), ElementsAre("TLSv1.0"));
    EXPECT_TRUE(seen.facts["server_order"]["TLSv1.0"].bool_or(false));
    EXPECT_THAT(suites_of(seen, "TLSv1.0"),
                ElementsAre("TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_RC4_128_MD5", "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
                            "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
                            "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"));
    EXPECT_THAT(strings_at(seen, "groups"), ElementsAre("ffdhe2048", "ffdhe3072"));
}

TEST(GnutlsServer, ACertificateThatOnlyTheClearTextShows) {
    // RC4 alone: the linked OpenSSL has none of it
    const Server server = gnutls_server("NONE:+VERS-TLS1.2:+ARCFOUR-128:+SHA1:+RSA:+SIGN-ALL:+COMP-NULL");
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(suites_of(seen, "TLSv1.2"), ElementsAre("TLS_RSA_WITH_RC4_128_SHA"));
    EXPECT_EQ(seen.facts["certificate"]["subject"].string_or(""), "CN=rsa2048.example");
    EXPECT_TRUE(seen.facts["certificate"]["trusted"].bool_or(false));
    EXPECT_EQ(seen.facts["chain"].if_array()->size(), 2U);
}

const char* const intermediate =
    "listen 127.0.0.1:{port} ssl http2; ssl_certificate {dir}/rsa2048.pem; ssl_certificate_key {dir}/rsa2048.key;"
    "ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers off;"
    "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:"
    "DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305; ssl_dhparam {dir}/ffdhe2048.pem;";

TEST(Nginx, IntermediateInFewConnections) {
    const NginxServer server(intermediate);
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(strings_at(seen, "versions"), ElementsAre("TLSv1.2", "TLSv1.3"));
    EXPECT_THAT(
        suites_of(seen, "TLSv1.2"),
        ElementsAre("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));
    EXPECT_THAT(strings_at(seen, "groups"), ElementsAreArray(openssl_groups));
    EXPECT_EQ(seen.measures["alpn"].string_or(""), "h2");
    EXPECT_LE(seen.measures["connections"].integer_or(0), 45);
}

TEST(Nginx, CurvesBehindAnEcdsaCertificate) {
    const NginxServer server(
        "listen 127.0.0.1:{port} ssl; ssl_certificate {dir}/good.pem; ssl_certificate_key {dir}/good.key;"
        "ssl_protocols TLSv1.2; ssl_ecdh_curve secp384r1:X25519:prime256v1;");
    const model::Observation seen = observe_at(server.port());
    expect_settled(seen);
    EXPECT_THAT(strings_at(seen, "groups"), ElementsAre("secp256r1", "secp384r1", "x25519"));
}

TEST(Nginx, DhParametersThatAreRfc7919OrAreNot) {
    const auto groups = [](const std::string& parameters) {
        const NginxServer server(
            "listen 127.0.0.1:{port} ssl; ssl_certificate {dir}/rsa2048.pem;"
            "ssl_certificate_key {dir}/rsa2048.key; ssl_protocols TLSv1.2;"
            "ssl_ciphers DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0; ssl_dhparam {dir}/" +
            parameters + ";");
        const model::Observation seen = observe_at(server.port());
        expect_settled(seen);
        EXPECT_THAT(suites_of(seen, "TLSv1.2"), ElementsAre("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"));
        return strings_at(seen, "groups");
    };
    EXPECT_THAT(groups("ffdhe3072.pem"), ElementsAre("ffdhe3072"));
    EXPECT_THAT(groups("dh1024.pem"), IsEmpty());
}

TEST(Nginx, SpeakingPlainHttp) {
    const NginxServer server("listen 127.0.0.1:{port};");
    const model::Observation seen = observe_at(server.port());
    EXPECT_EQ(seen.status, model::Status::protocol_error);
    EXPECT_EQ(seen.reason, "the peer does not speak TLS");
    EXPECT_THAT(*seen.facts.if_object(), IsEmpty());
}

TEST(Nginx, RefusingTheName) {
    const NginxServer server("listen 127.0.0.1:{port} ssl; ssl_reject_handshake on;");
    const model::Observation seen = observe_at(server.port());
    EXPECT_EQ(seen.status, model::Status::protocol_error);
    EXPECT_THAT(seen.reason, testing::HasSubstr("unrecognized_name"));
}

TEST(Nobody, Listens) {
    const model::Observation seen = observe_at(free_port());
    EXPECT_EQ(seen.status, model::Status::refused);
    EXPECT_THAT(*seen.facts.if_object(), IsEmpty());
}

}  // namespace
}  // namespace attt::scanner::tls
