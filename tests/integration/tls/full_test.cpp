// What only `--depth full` asks, at real servers whose configuration is known; and that equal servers give equal facts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "fixture.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

constexpr Patience full{std::chrono::seconds(10), std::chrono::seconds(20), std::chrono::minutes(5), true};

model::Observation look_at(std::uint16_t port) {
    const model::Observation seen = observe_at(port, "site.example", full);
    EXPECT_EQ(seen.status, model::Status::ok) << seen.reason;
    EXPECT_EQ(base::to_json(seen.facts["undetermined"]), "[]");
    return seen;
}

bool is(const model::Observation& seen, const char* fact) {
    const base::Value* value = seen.facts.at_path(fact);
    EXPECT_NE(value, nullptr) << fact;
    return value != nullptr && value->bool_or(false);
}

Server openssl_server(const std::string& certificate, Strings options) {
    Strings arguments = {"openssl",
                         "s_server",
                         "-quiet",
                         "-accept",
                         "127.0.0.1:{port}",
                         "-cert",
                         "{dir}/" + certificate + ".pem",
                         "-key",
                         "{dir}/" + certificate + ".key"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return Server(arguments);
}

TEST(Full, CertificatesOfBothKeys) {
    const Server server =
        openssl_server("rsa2048", {"-dcert", "{dir}/good.pem", "-dkey", "{dir}/good.key", "-alpn", "h2"});
    const model::Observation seen = look_at(server.port());
    Strings keys;
    for (const base::Value& each : *seen.facts["certificates"].if_array())
        keys.push_back(each["key_type"].string_or(""));
    EXPECT_THAT(keys, ElementsAre("RSA", "EC"));
    EXPECT_THAT(strings_at(seen, "alpn"), ElementsAre("h2"));
    EXPECT_TRUE(is(seen, "session_tickets") && is(seen, "encrypt_then_mac") && is(seen, "extended_master_secret"));
    EXPECT_TRUE(is(seen, "fallback_scsv") && is(seen, "downgrade_sentinel") && is(seen, "renegotiation_info"));
    EXPECT_FALSE(is(seen, "heartbeat") || is(seen, "dh_value_reused") || is(seen, "ecdh_value_reused"));
    EXPECT_THAT(strings_at(seen, "intolerances"), IsEmpty());
    EXPECT_THAT(strings_at(seen, "compression"), IsEmpty());
}

TEST(Full, WeakPrimeAndNoTickets) {
    const NginxServer server(
        "listen 127.0.0.1:{port} ssl; ssl_certificate {dir}/rsa2048.pem; ssl_certificate_key {dir}/rsa2048.key;"
        "ssl_protocols TLSv1.2; ssl_session_tickets off; ssl_ciphers DHE-RSA-AES128-SHA:@SECLEVEL=0;"
        "ssl_dhparam {dir}/dh1024.pem;");
    const model::Observation seen = look_at(server.port());
    EXPECT_EQ(seen.facts["dh"]["smallest_bits"].integer_or(0), 1024);
    EXPECT_THAT(strings_at(seen, "dh.primes"), ElementsAre("own"));
    EXPECT_FALSE(is(seen, "session_tickets"));
}

TEST(Full, GnutlsWithoutItsExtensions) {
    const Server server({"gnutls-serv", "-q", "--http", "-p", "{port}", "--x509certfile", "{dir}/rsa2048.pem",
                         "--x509keyfile", "{dir}/rsa2048.key", "--priority",
                         "NORMAL:%NO_ETM:%NO_TICKETS:%NO_SESSION_HASH"});
    const model::Observation seen = look_at(server.port());
    EXPECT_FALSE(is(seen, "extended_master_secret") || is(seen, "encrypt_then_mac") || is(seen, "session_tickets"));
    EXPECT_THAT(strings_at(seen, "dh.primes"), ElementsAre("ffdhe2048"));
}

TEST(Full, HaproxyWithoutTickets) {
    const Server server(
        {"/bin/sh", "-c",
         "cat {dir}/good.pem {dir}/good.key >{dir}/haproxy-{port}.pem && printf '%s\\n' 'defaults' ' mode http'"
         " ' timeout connect 5s' ' timeout client 10s' ' timeout server 10s' 'frontend f'"
         " ' bind 127.0.0.1:{port} ssl crt {dir}/haproxy-{port}.pem no-tls-tickets alpn h2,http/1.1'"
         " ' http-request return status 200' >{dir}/haproxy-{port}.cfg &&"
         " PATH=$PATH:/usr/sbin exec haproxy -db -f {dir}/haproxy-{port}.cfg"});
    const model::Observation seen = look_at(server.port());
    EXPECT_FALSE(is(seen, "session_tickets"));
    EXPECT_THAT(strings_at(seen, "alpn"), ElementsAre("h2", "http/1.1"));
}

const char* const two_names =
    "listen 127.0.0.1:{port} ssl default_server; %s ssl_certificate {dir}/good.pem; ssl_certificate_key {dir}/good.key;"
    "} server { listen 127.0.0.1:{port} ssl; server_name site.example; ssl_certificate {dir}/rsa2048.pem;"
    "ssl_certificate_key {dir}/rsa2048.key;";

TEST(Full, AnotherCertificateWithoutTheName) {
    for (const std::string versions : {"ssl_protocols TLSv1.2;", "ssl_protocols TLSv1.3;"}) {
        std::string directives = two_names;
        directives.replace(directives.find("%s"), 2, versions);
        const NginxServer server(directives);
        const model::Observation seen = look_at(server.port());
        EXPECT_EQ(seen.facts.at_path("certificate.subject")->string_or(""), "CN=rsa2048.example");
        for (const char* const fact : {"certificate_without_name", "certificate_for_wrong_name"}) {
            EXPECT_EQ(seen.facts[fact]["answer"].string_or(""), "other") << versions << fact;
            EXPECT_EQ(seen.facts[fact]["subject"].string_or(""), "CN=good.example") << versions << fact;
        }
        EXPECT_THAT(strings_at(seen, "alpn"), testing::Contains("http/1.1")) << versions;
        ASSERT_EQ(seen.facts["certificates"].if_array()->size(), 1U) << versions;
    }
}

TEST(Full, NoCertificateWithoutTheName) {
    const NginxServer server(
        "listen 127.0.0.1:{port} ssl default_server; ssl_reject_handshake on; } server { listen 127.0.0.1:{port} ssl;"
        "server_name site.example; ssl_certificate {dir}/rsa2048.pem; ssl_certificate_key {dir}/rsa2048.key;");
    const model::Observation seen = look_at(server.port());
    EXPECT_EQ(seen.facts["certificate_without_name"]["answer"].string_or(""), "refused");
    EXPECT_EQ(seen.facts["certificate_for_wrong_name"]["answer"].string_or(""), "refused");
}

TEST(Scans, OfAnUnchangedServerAreEqual) {
    const NginxServer server(
        "listen 127.0.0.1:{port} ssl; ssl_certificate {dir}/rsa2048.pem; ssl_certificate_key {dir}/rsa2048.key;"
        "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers ALL:@SECLEVEL=0; ssl_dhparam {dir}/ffdhe2048.pem;");
    const std::string first = base::to_json(look_at(server.port()).facts);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(base::to_json(look_at(server.port()).facts), first);
}

}  // namespace
}  // namespace attt::scanner::tls
