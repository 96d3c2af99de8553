// Clients against facts: who could connect with what, and who is cut off.
#include "rules/tls_client.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tests/unit/rules/support.h"

namespace attt::rules {
namespace {

using test::sentences;
using test::TemporaryDirectory;
using testing::HasSubstr;

constexpr const char* gcm = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
constexpr const char* cbc = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
constexpr const char* chacha = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
constexpr const char* rsa = "TLS_RSA_WITH_AES_128_CBC_SHA";
constexpr const char* dhe = "TLS_DHE_RSA_WITH_AES_128_CBC_SHA";
constexpr const char* ecdsa = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

TlsClient client(std::vector<std::string> suites) {
    TlsClient out;
    out.id = "c";
    out.versions = {"TLSv1.0", "TLSv1.1", "TLSv1.2"};
    out.suites = std::move(suites);
    out.groups = {"secp256r1", "secp384r1"};
    out.signature_algorithms = {"rsa_pkcs1_sha256", "ecdsa_secp256r1_sha256"};
    return out;
}

// A server of TLS 1.2 with these suites and more facts.
base::Value server(const std::vector<std::string>& suites, const std::string& order, const std::string& more = {}) {
    const std::string json = fmt::format(
        R"({{"versions":["TLSv1.2"],"ciphers":{{"TLSv1.2":["{}"]}},"server_order":{{"TLSv1.2":{}}},"groups":["secp256r1","x25519"],
            "signature_algorithms":["rsa_pkcs1_sha256"]{}}})",
        fmt::join(suites, "\",\""), order, more);
    return base::parse_json(json).value();
}

// "yes TLSv1.2 SUITE[|SUITE] [group,…]", "no REASON", "unknown REASON"
std::string told(const TlsClient& client, const base::Value& facts) {
    const TlsServer server(facts);
    const TlsSimulation seen = simulate(client, server);
    std::string out(name_of(seen.connects));
    if (seen.connects != Connects::yes) return out + " " + seen.reason;
    out += fmt::format(" {} {}", seen.version, fmt::join(seen.suites, "|"));
    if (!seen.groups.empty()) out += fmt::format(" {}", fmt::join(seen.groups, ","));
    if (!seen.reason.empty()) out += " " + seen.reason;
    return out;
}

std::string yes(const std::string& suite, const std::string& rest = " secp256r1") {
    return "yes TLSv1.2 " + suite + rest;
}

TEST(Choice, IsTheClientsOrTheServersOrOpen) {
    const TlsClient own = client({cbc, gcm});
    EXPECT_EQ(told(own, server({gcm, cbc}, "false")), yes(cbc));
    EXPECT_EQ(told(own, server({gcm, cbc}, "true")), yes(gcm));
    EXPECT_EQ(told(own, server({gcm, cbc}, "null")), yes(std::string(cbc) + "|" + gcm));
    EXPECT_EQ(told(own, server({gcm}, "null")), yes(gcm));
}

TEST(Choice, AServerMayYieldToThoseWhoPutChaChaFirst) {
    const std::string yields = R"(,"chacha20_preferred":["TLSv1.2"])";
    EXPECT_EQ(told(client({chacha, gcm}), server({gcm, chacha}, "true", yields)), yes(chacha));
    EXPECT_EQ(told(client({gcm, chacha}), server({gcm, chacha}, "true", yields)), yes(gcm));
}

TEST(Choice, WhatIsInDoubtMayBeChosen) {
    const auto doubt = [](const std::string& value) {
        return R"(,"undetermined":[{"fact":"ciphers.TLSv1.2","value":)" + value + R"(,"reason":"reset"}])";
    };
    EXPECT_EQ(told(client({cbc, gcm}), server({gcm}, "false", doubt("\"" + std::string(cbc) + "\""))),
              yes(std::string(cbc) + "|" + gcm));
    EXPECT_EQ(told(client({gcm, cbc}), server({gcm}, "false", doubt("\"" + std::string(cbc) + "\""))), yes(gcm))
        << "what the client prefers is settled";
    EXPECT_EQ(told(client({cbc}), server({gcm}, "false", doubt("\"" + std::string(cbc) + "\""))),
              "unknown open_suites");
    EXPECT_EQ(told(client({cbc}), server({gcm}, "false", doubt("null"))), "unknown open_suites");
    EXPECT_EQ(told(client({gcm}), server({gcm}, "false", doubt("null"))), yes(gcm) + " open_suites");
}

TEST(Version, TheNewestInCommonAndNoOther) {
    TlsClient old = client({gcm, cbc});
    old.versions = {"TLSv1.0"};
    EXPECT_EQ(told(old, server({gcm}, "null")), "no no_common_version");
    EXPECT_EQ(told(client({rsa}), server({gcm}, "null")), "no no_common_suite");
    EXPECT_EQ(
        told(old, server({gcm}, "null", R"(,"undetermined":[{"fact":"versions","value":"TLSv1.0","reason":"r"}])")),
        "unknown open_version");
    TlsClient modern = client({gcm});
    modern.versions = {"TLSv1.2", "TLSv1.3"};
    EXPECT_EQ(
        told(modern, server({gcm}, "null", R"(,"undetermined":[{"fact":"versions","value":"TLSv1.3","reason":"r"}])")),
        "unknown open_version");
    EXPECT_EQ(told(modern, base::Object()), "unknown open_version");
}

TEST(Groups, AreNeededForSuitesOverCurves) {
    TlsClient narrow = client({gcm, rsa});
    narrow.groups = {"secp521r1"};
    EXPECT_EQ(told(narrow, server({gcm, rsa}, "true")), yes(rsa, ""));
    EXPECT_EQ(told(narrow, server({gcm}, "null")), "no no_common_group");
    EXPECT_EQ(
        told(narrow, server({gcm}, "null", R"(,"undetermined":[{"fact":"groups","value":"secp521r1","reason":"r"}])")),
        "unknown open_groups");
}

TEST(Groups, TheCurveOfTheCertificateMustBeKnown) {
    TlsClient narrow = client({ecdsa});
    narrow.groups = {"x25519", "secp256r1"};
    const auto certificate = [](int bits) {
        return fmt::format(R"(,"signature_algorithms":["ecdsa_secp256r1_sha256"],
                               "certificate":{{"key_type":"EC","key_bits":{}}})",
                           bits);
    };
    const auto facts = [&](int bits) {
        base::Value value = server({ecdsa}, "null");
        base::Object object = *value.if_object();
        const base::Value more = base::parse_json("{" + certificate(bits).substr(1) + "}").value();
        for (const auto& [key, each] : *more.if_object())
            object.set(key, each);
        return base::Value(object);
    };
    EXPECT_EQ(told(narrow, facts(256)), yes(ecdsa, " x25519,secp256r1"));
    EXPECT_EQ(told(narrow, facts(384)), "no no_common_group");
}

TEST(Signatures, MustBeSharedInTls12) {
    TlsClient sha1 = client({gcm});
    sha1.signature_algorithms = {"rsa_pkcs1_sha1"};
    EXPECT_EQ(told(sha1, server({gcm}, "null")), "no no_common_signature");
    EXPECT_EQ(told(sha1, server({gcm}, "null",
                                R"(,"undetermined":[{"fact":"signature_algorithms","value":null,"reason":"r"}])")),
              "unknown open_signatures");
}

TEST(Dh, TooLongAPrimeBreaksTheClientThatCannotBearIt) {
    TlsClient java = client({dhe, rsa});
    java.most_dh_bits = 1024;
    EXPECT_EQ(told(java, server({dhe, rsa}, "true", R"(,"dh":{"smallest_bits":2048})")), "no dh_too_long");
    EXPECT_EQ(told(java, server({dhe, rsa}, "true", R"(,"dh":{"smallest_bits":1024})")), yes(dhe, ""));
    EXPECT_EQ(told(java, server({dhe, rsa}, "true")), "unknown open_dh");
    EXPECT_EQ(told(java, server({rsa, dhe}, "true")), yes(rsa, "")) << "DH is not chosen";
    TlsClient modern = client({dhe});
    modern.least_dh_bits = 1024;
    EXPECT_EQ(told(modern, server({dhe}, "null", R"(,"dh":{"smallest_bits":768})")), "no dh_too_short");
}

TEST(Names, WhoNamesNoServerGetsWhatTheServerShows) {
    TlsClient xp = client({rsa});
    xp.sni = false;
    const auto facts = [](const std::string& answer) {
        return server({rsa}, "null", R"(,"certificate_without_name":{"answer":")" + answer + "\"}");
    };
    EXPECT_EQ(told(xp, facts("same")), yes(rsa, ""));
    EXPECT_EQ(told(xp, facts("other")), "no other_certificate");
    EXPECT_EQ(told(xp, facts("refused")), "no name_refused");
    EXPECT_EQ(told(xp, server({rsa}, "null")), "unknown open_name");
}

TEST(Tls13, NeedsItsOwnSuiteGroupAndSignature) {
    const base::Value facts = base::parse_json(R"({"versions":["TLSv1.2","TLSv1.3"],
        "ciphers":{"TLSv1.2":["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],"TLSv1.3":["TLS_AES_128_GCM_SHA256"]},
        "server_order":{"TLSv1.2":null,"TLSv1.3":null},"groups":["secp256r1","brainpoolP256r1"],
        "signature_algorithms":["rsa_pkcs1_sha256","rsa_pss_rsae_sha256"]})")
                                  .value();
    TlsClient modern = client({"TLS_AES_128_GCM_SHA256", gcm});
    modern.versions = {"TLSv1.2", "TLSv1.3"};
    modern.signature_algorithms = {"rsa_pss_rsae_sha256"};
    EXPECT_EQ(told(modern, facts), "yes TLSv1.3 TLS_AES_128_GCM_SHA256 secp256r1");
    modern.groups = {"brainpoolP256r1"};
    EXPECT_EQ(told(modern, facts), "no no_common_group") << "not a group of TLS 1.3";
    modern.groups = {"secp256r1"};
    modern.signature_algorithms = {"rsa_pkcs1_sha256"};
    EXPECT_EQ(told(modern, facts), "no no_common_signature") << "PKCS #1 v1.5 signs no handshake of TLS 1.3";
}

TEST(Cut, TakesAwayVersionsKindsSuitesAndGroups) {
    const base::Value facts = base::parse_json(R"({"versions":["TLSv1.0","TLSv1.2"],
        "ciphers":{"TLSv1.0":["TLS_RSA_WITH_AES_128_CBC_SHA"],"TLSv1.2":["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256","TLS_RSA_WITH_AES_128_CBC_SHA"]},
        "groups":["secp256r1","x25519"],
        "undetermined":[{"fact":"ciphers.TLSv1.2","value":"TLS_RSA_WITH_AES_256_CBC_SHA","reason":"r"}]})")
                                  .value();
    const auto left = [&](const std::vector<std::string>& parts) {
        const auto cut = read_tls_cut(parts, {gcm, rsa}, {"x25519"});
        return cut ? base::to_json(facts_without(facts, *cut)) : base::debug_string(cut.error());
    };
    EXPECT_THAT(left({"tls1.0"}), HasSubstr(R"("versions":["TLSv1.2"])"));
    EXPECT_THAT(left({"CBC"}), HasSubstr(R"("versions":["TLSv1.2"])")) << "a version without a suite is gone";
    EXPECT_THAT(left({"CBC"}), HasSubstr(R"("undetermined":[])"));
    EXPECT_THAT(left({gcm}), HasSubstr(R"("TLSv1.2":["TLS_RSA_WITH_AES_128_CBC_SHA"])"));
    EXPECT_THAT(left({"X25519"}), HasSubstr(R"("groups":["secp256r1"])"));
    EXPECT_THAT(left({"TLSv1.0", "rsa_exchange"}), HasSubstr(R"("TLSv1.2":["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"])"));
    EXPECT_THAT(left({"cbd"}), HasSubstr("nearest=cbc"));
}

TEST(ShippedClients, AreSound) {
    const LoadedTlsClients loaded = load_tls_clients({(test::source / "rules").string()});
    EXPECT_EQ(sentences(loaded.defects), "");
    EXPECT_GE(loaded.clients.size(), 60U);
    for (const TlsClient& each : loaded.clients) {
        const bool modern = each.versions.back() == "TLSv1.3";
        const bool has_suite = std::any_of(each.suites.begin(), each.suites.end(), [](const std::string& suite) {
            return suite.find("_WITH_") == std::string::npos;
        });
        EXPECT_EQ(modern, has_suite) << each.id << ": suites of TLS 1.3 go with that version";
    }
}

TEST(ClientFiles, SayAllThatIsWrongWithThem) {
    TemporaryDirectory directory;
    directory.write("tls_clients.toml", R"([[client]]
id = "a"
name = "A"
kind = "browsr"
versions = ["TLS1.2"]
suites = []
groups = []
sni = true
dh_bits = [1024]
source = "s"
seen = "2026"
confidence = "source"
[[client]]
id = "a"
)");
    const std::string all = sentences(load_tls_clients({directory.path().string()}).defects);
    for (const char* each : {"key=date", "nearest=browser", "value=TLS1.2", "tls_clients.empty",
                             "key=signature_algorithms", "tls_clients.bad_dh", "tls_clients.twice"})
        EXPECT_THAT(all, HasSubstr(each));
}

}  // namespace
}  // namespace attt::rules
