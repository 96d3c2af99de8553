// Profiles over facts: each kind of requirement met, not met, and not seen; the shipped files; what is wrong with a
// file.
#include "rules/tls_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tests/unit/rules/support.h"

namespace attt::rules {
namespace {

using test::sentences;
using test::TemporaryDirectory;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

base::Value facts_of(const std::string& json) {
    return base::parse_json(json).value();
}

TlsProfile profile_of(const std::string& levels) {
    TemporaryDirectory directory;
    directory.write("tls_profiles/p.toml",
                    "[[profile]]\nid = \"p\"\ntitle.vi = \"P\"\nversion = \"1\"\ndate = \"2026\"\nsource = \"s\"\n"
                    "confidence = \"source\"\n" +
                        levels);
    LoadedTlsProfiles loaded = load_tls_profiles({directory.path().string()});
    EXPECT_EQ(sentences(loaded.defects), "");
    return loaded.profiles.at(0);
}

std::string level(const std::string& require) {
    return "[[profile.level]]\nid = \"l\"\ntitle.vi = \"L\"\n[profile.level.require]\n" + require + "\n";
}

// "deviates versions TLSv1.0" or "conforms"
std::string judged(const TlsProfile& profile, const base::Value& facts, const TlsSurroundings& around = {}) {
    const TlsServer server(facts);
    const TlsProfileAnswer answer = judge_tls_profile(profile, server, around);
    std::string out(name_of(answer.answer));
    for (const TlsReason& reason : answer.levels.back().reasons) {
        out += " " + reason.requirement;
        if (!reason.found.empty()) out += "=" + reason.found;
        if (reason.open) out += "?";
    }
    return out;
}

struct Case {
    const char* name;
    const char* require;
    const char* facts;
    const char* expected;
};
void PrintTo(const Case& each, std::ostream* out) {
    *out << each.name;
}
class Requirement : public testing::TestWithParam<Case> {};

TEST_P(Requirement, HasThreeAnswers) {
    EXPECT_EQ(judged(profile_of(level(GetParam().require)), facts_of(GetParam().facts)), GetParam().expected);
}

constexpr const char* old_facts =
    R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["TLS_DHE_RSA_WITH_AES_128_CBC_SHA","TLS_RSA_WITH_AES_128_CBC_SHA"]}})";

INSTANTIATE_TEST_SUITE_P(
    Versions, Requirement,
    testing::Values(
        Case{"allowed", R"(versions = ["TLSv1.2"])", R"({"versions":["TLSv1.2"]})", "conforms"},
        Case{"every reason, not the first", R"(versions = ["TLSv1.3"])", R"({"versions":["TLSv1.0","TLSv1.2"]})",
             "deviates versions=TLSv1.0 versions=TLSv1.2"},
        Case{"not stated", R"(versions = ["TLSv1.3"])", R"({})", "unsaid versions?"},
        Case{"one in doubt", R"(versions = ["TLSv1.2"])",
             R"({"versions":["TLSv1.2"],"undetermined":[{"fact":"versions","value":"TLSv1.0","reason":"timeout"}]})",
             "unsaid versions=TLSv1.0?"},
        Case{"doubt about what is allowed", R"(versions = ["TLSv1.2","TLSv1.3"])",
             R"({"versions":["TLSv1.2"],"undetermined":[{"fact":"versions","value":"TLSv1.3","reason":"timeout"}]})",
             "conforms"},
        Case{"a deviation outweighs a doubt", R"(versions = ["TLSv1.2"])",
             R"({"versions":["SSLv3"],"undetermined":[{"fact":"versions","value":"TLSv1.0","reason":"timeout"}]})",
             "deviates versions=SSLv3 versions=TLSv1.0?"},
        Case{"a version that is missing", R"(versions_needed = ["TLSv1.3"])", R"({"versions":["TLSv1.2"]})",
             "deviates versions_needed"}));

INSTANTIATE_TEST_SUITE_P(
    Suites, Requirement,
    testing::Values(Case{"allowed", R"(suites = ["TLS_AES_128_GCM_SHA256"])",
                         R"({"versions":["TLSv1.3"],"ciphers":{"TLSv1.3":["TLS_AES_128_GCM_SHA256"]}})", "conforms"},
                    Case{"not allowed", R"(suites = ["TLS_AES_128_GCM_SHA256"])",
                         R"({"versions":["TLSv1.3"],"ciphers":{"TLSv1.3":["TLS_AES_256_GCM_SHA384"]}})",
                         "deviates suites=TLS_AES_256_GCM_SHA384"},
                    Case{"a version without its list", R"(suites = ["TLS_AES_128_GCM_SHA256"])",
                         R"({"versions":["TLSv1.3"]})", "unsaid suites=TLSv1.3?"},
                    Case{"the list stopped half way", R"(suites = ["TLS_AES_128_GCM_SHA256"])",
                         R"({"versions":["TLSv1.3"],"ciphers":{"TLSv1.3":["TLS_AES_128_GCM_SHA256"]},
                 "undetermined":[{"fact":"ciphers.TLSv1.3","value":null,"reason":"blocked"}]})",
                         "unsaid suites?"},
                    Case{"a refused kind", R"(suite_kinds_refused = ["rsa_exchange"])", old_facts,
                         "deviates suite_kinds_refused=TLS_RSA_WITH_AES_128_CBC_SHA"},
                    Case{"a kind in doubt", R"(suite_kinds_refused = ["rc4"])",
                         R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["TLS_RSA_WITH_AES_128_CBC_SHA"]},
                 "undetermined":[{"fact":"ciphers.TLSv1.2","value":"TLS_RSA_WITH_RC4_128_SHA","reason":"reset"}]})",
                         "unsaid suite_kinds_refused=TLS_RSA_WITH_RC4_128_SHA?"}));

INSTANTIATE_TEST_SUITE_P(
    KeyExchange, Requirement,
    testing::Values(
        Case{"DH was not measured", "dh_bits_at_least = 2048", old_facts, "unsaid dh_bits_at_least?"},
        Case{"no suite over DH", "dh_bits_at_least = 2048",
             R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["TLS_RSA_WITH_AES_128_CBC_SHA"]}})", "conforms"},
        Case{
            "short DH", "dh_bits_at_least = 2048",
            R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["TLS_DHE_RSA_WITH_AES_128_CBC_SHA"]},"dh":{"smallest_bits":1024}})",
            "deviates dh_bits_at_least=1024"},
        Case{
            "a prime of one's own", R"(dh_primes = ["ffdhe3072"])",
            R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["TLS_DHE_RSA_WITH_AES_128_CBC_SHA"]},"dh":{"primes":["own"]}})",
            "deviates dh_primes=own"},
        Case{"a group", R"(groups = ["x25519"])", R"({"groups":["x25519","secp256k1"]})", "deviates groups=secp256k1"},
        Case{"groups not stated", R"(groups = ["x25519"])", R"({})", "unsaid groups?"},
        Case{"SHA-1", R"(signature_algorithms = ["rsa_pkcs1_sha256"])",
             R"({"signature_algorithms":["rsa_pkcs1_sha256","rsa_pkcs1_sha1"]})",
             "deviates signature_algorithms=rsa_pkcs1_sha1"}));

INSTANTIATE_TEST_SUITE_P(
    Certificates, Requirement,
    testing::Values(
        Case{"short RSA", "rsa_bits_at_least = 2048", R"({"certificate":{"key_type":"RSA","key_bits":1024}})",
             "deviates rsa_bits_at_least=RSA 1024"},
        Case{"RSA is asked of RSA alone", "rsa_bits_at_least = 2048",
             R"({"certificate":{"key_type":"EC","key_bits":256}})", "conforms"},
        Case{"a field of another size", "ec_bits = [256]", R"({"certificate":{"key_type":"EC","key_bits":224}})",
             "deviates ec_bits=EC 224"},
        Case{"no certificate came", "rsa_bits_at_least = 2048",
             R"({"undetermined":[{"fact":"certificate","value":null,"reason":"reset"}]})", "unsaid certificate?"},
        Case{
            "a second certificate that was not looked at", R"(key_types = ["RSA"])",
            R"({"certificate":{"key_type":"RSA","key_bits":2048},"signature_algorithms":["rsa_pss_rsae_sha256","ecdsa_secp256r1_sha256"]})",
            "unsaid certificate=EC?"},
        Case{
            "365 days and a second", "certificate_days_at_most = 365",
            R"({"certificate":{"key_type":"RSA","not_before":"2026-01-01T00:00:00Z","not_after":"2027-01-01T00:00:01Z"}})",
            "deviates certificate_days_at_most=366"},
        Case{
            "365 days", "certificate_days_at_most = 365",
            R"({"certificate":{"key_type":"RSA","not_before":"2026-01-01T00:00:00Z","not_after":"2027-01-01T00:00:00Z"}})",
            "conforms"},
        Case{
            "a second certificate was not verified", R"(facts = { "certificate.trusted" = true })",
            R"({"certificate":{"key_type":"RSA","trusted":true},"chain":[{"sha256":"a"}],"certificates":[{"sha256":"a"},{"sha256":"b"}]})",
            "unsaid certificate.trusted?"},
        Case{
            "the same certificate twice", R"(facts = { "certificate.trusted" = true })",
            R"({"certificate":{"key_type":"RSA","trusted":true},"chain":[{"sha256":"a"}],"certificates":[{"sha256":"a"}]})",
            "conforms"},
        Case{"trust in doubt", R"(facts = { "certificate.trusted" = true })",
             R"({"undetermined":[{"fact":"certificate","value":null,"reason":"reset"}]})",
             "unsaid certificate.trusted?"}));

INSTANTIATE_TEST_SUITE_P(
    Behaviour, Requirement,
    testing::Values(
        Case{"compression", "compression = false", R"({"versions":["TLSv1.2"],"compression":["DEFLATE"]})",
             "deviates compression=DEFLATE"},
        Case{"compression in TLS 1.3 alone", "compression = false", R"({"versions":["TLSv1.3"]})", "conforms"},
        Case{"compression not stated", "compression = false", R"({"versions":["TLSv1.2"]})", "unsaid compression?"},
        Case{"renegotiation", "facts = { renegotiation_info = true }",
             R"({"versions":["TLSv1.2"],"renegotiation_info":false})", "deviates renegotiation_info=false"},
        Case{"renegotiation in TLS 1.3 alone", "facts = { renegotiation_info = true }", R"({"versions":["TLSv1.3"]})",
             "conforms"},
        Case{"asked at full alone", "facts = { client_renegotiation = false }", R"({"versions":["TLSv1.2"]})",
             "unsaid client_renegotiation?"},
        Case{"what fails what is unconfirmed", "facts = { early_data = false }\nunconfirmed = [\"early_data\"]",
             R"({"versions":["TLSv1.3"],"early_data":true})", "unsaid early_data=true?"},
        Case{"the server's own order", "server_order = false",
             R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["a","b"]},"server_order":{"TLSv1.2":true}})",
             "deviates server_order=TLSv1.2"},
        Case{"nothing to order", "server_order = false",
             R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["a"]},"server_order":{"TLSv1.2":null}})", "conforms"},
        Case{"the order is open", "server_order = false",
             R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["a","b"]},"server_order":{"TLSv1.2":null},
                 "undetermined":[{"fact":"server_order.TLSv1.2","value":null,"reason":"reset"}]})",
             "unsaid server_order=TLSv1.2?"}));

TEST(Hsts, IsForWebsitesAndMustBeSeen) {
    const TlsProfile profile = profile_of(level("hsts_seconds_at_least = 100"));
    const base::Value nothing = base::Object();
    EXPECT_EQ(judged(profile, nothing, {true, 100}), "conforms");
    EXPECT_EQ(judged(profile, nothing, {true, 99}), "deviates hsts_seconds_at_least=99");
    EXPECT_EQ(judged(profile, nothing, {true, {}}), "unsaid hsts_seconds_at_least?");
    EXPECT_EQ(judged(profile, nothing, {false, {}}), "conforms");
}

const std::string two_levels =
    "[[profile.level]]\nid = \"good\"\ntitle.vi = \"tốt\"\n[profile.level.require]\nversions = [\"TLSv1.3\"]\n"
    "suites = [\"a\"]\nordered = true\n"
    "[[profile.level]]\nid = \"fair\"\ntitle.vi = \"đủ\"\n[profile.level.require]\nversions = [\"TLSv1.2\"]\n"
    "suites = [\"b\"]\nordered = true\n";

TEST(Levels, TheBestThatIsMetIsNamedAndWorseAllowWhatBetterAllow) {
    const TlsProfile profile = profile_of(two_levels);
    const auto level_of = [&](const std::string& json) {
        const base::Value facts = facts_of(json);
        const TlsServer server(facts);
        const TlsProfileAnswer answer = judge_tls_profile(profile, server, {});
        return answer.level == nullptr ? std::string(name_of(answer.answer))
                                       : answer.level->id + (answer.better_possible ? " at least" : "");
    };
    EXPECT_EQ(level_of(R"({"versions":["TLSv1.3"],"ciphers":{"TLSv1.3":["a"]}})"), "good");
    EXPECT_EQ(level_of(R"({"versions":["TLSv1.3"],"ciphers":{"TLSv1.3":["a","b"]}})"), "fair");
    EXPECT_EQ(level_of(R"({"versions":["TLSv1.0"],"ciphers":{"TLSv1.0":["a"]}})"), "deviates");
    EXPECT_EQ(level_of(R"({"versions":["TLSv1.3"],"ciphers":{"TLSv1.3":["a"]},
        "undetermined":[{"fact":"versions","value":"TLSv1.2","reason":"reset"}]})"),
              "fair at least");
    EXPECT_EQ(level_of(R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["b","a"]},"server_order":{"TLSv1.2":true}})"),
              "deviates")
        << "the worse suite comes first";
    EXPECT_EQ(level_of(R"({"versions":["TLSv1.2"],"ciphers":{"TLSv1.2":["a","b"]},"server_order":{"TLSv1.2":true}})"),
              "fair");
}

TEST(Unconfirmed, AValueThatIsNotSureLeavesTheAnswerOpen) {
    const TlsProfile profile = profile_of("unconfirmed_values = [\"new\"]\n" + level("groups = [\"old\", \"new\"]"));
    EXPECT_EQ(judged(profile, facts_of(R"({"groups":["old"]})")), "conforms");
    EXPECT_EQ(judged(profile, facts_of(R"({"groups":["old","new"]})")), "unsaid groups=new?");
}

TEST(ShippedProfiles, AreSoundAndSayWhereTheyComeFrom) {
    const LoadedTlsProfiles loaded = load_tls_profiles({(test::source / "rules").string()});
    EXPECT_EQ(sentences(loaded.defects), "");
    std::vector<std::string> ids;
    for (const TlsProfile& each : loaded.profiles)
        ids.push_back(each.id);
    EXPECT_THAT(ids, ElementsAre("mozilla-modern", "mozilla-intermediate", "ncsc-nl-2025", "province"));
}

TEST(ShippedProfiles, NoneIsMetByWhatWasNotSeen) {
    const base::Value nothing = base::Object();
    for (const TlsProfile& each : load_tls_profiles({(test::source / "rules").string()}).profiles) {
        const TlsServer server(nothing);
        EXPECT_EQ(judge_tls_profile(each, server, {}).answer, Conformity::unsaid) << each.id;
    }
}

TEST(ProfileFiles, SayAllThatIsWrongWithThem) {
    TemporaryDirectory directory;
    directory.write("tls_profiles/p.toml", R"([[profile]]
id = "p"
title.vi = "P"
version = "1"
date = "2026"
source = "s"
confidence = "sure"
[[profile.level]]
id = "l"
title.vi = "L"
[profile.level.require]
versions = ["TLSv1.4"]
suite_kinds_refused = ["cbd"]
dh_bits_at_least = 0
ec_bits = ["256"]
compresion = false
unconfirmed = ["grops"]
facts = { early_dat = false }
[[profile]]
id = "p"
title.vi = "P"
version = "1"
date = "2026"
source = "s"
confidence = "source"
)");
    const std::string all = sentences(load_tls_profiles({directory.path().string()}).defects);
    for (const char* each : {"toml.not_one_of", "value=TLSv1.4", "nearest=cbc", "tls_profile.not_positive",
                             "tls_profile.bad_bits", "nearest=compression", "nearest=groups", "nearest=early_data",
                             "tls_profile.twice", "tls_profile.no_level", "p.toml:12"})
        EXPECT_THAT(all, HasSubstr(each));
}

TEST(ProfileFiles, TheOfficesOwnTakesThePlaceOfTheProgramsOwn) {
    TemporaryDirectory directory;
    directory.write("tls_profiles/own.toml",
                    "[[profile]]\nid = \"province\"\ntitle.vi = \"P\"\nversion = \"9\"\ndate = \"2026\"\n"
                    "source = \"s\"\nconfidence = \"source\"\n" +
                        level("compression = false"));
    const auto loaded = load_tls_profiles({(test::source / "rules").string(), directory.path().string()});
    ASSERT_EQ(loaded.profiles.size(), 4U);
    EXPECT_EQ(loaded.profiles.back().version, "9");
}

}  // namespace
}  // namespace attt::rules
