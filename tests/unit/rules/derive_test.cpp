// Facts out of observations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/evaluate.h"
#include "support.h"

namespace attt::rules {
namespace {

using base::Object;
using base::Value;
using model::Fact;
using model::Observation;
using model::Status;

const base::Time monday = test::at("2026-11-23T08:00:00Z");

Observation observed(const char* probe, std::optional<model::Endpoint> endpoint, Object facts) {
    Observation out;
    out.subject = {model::SubjectKind::website, "w"};
    out.probe = probe;
    out.endpoint = std::move(endpoint);
    out.observed_at = monday;
    out.facts = std::move(facts);
    return out;
}

Observation failed(const char* probe, std::optional<model::Endpoint> endpoint, Status status, const char* reason) {
    Observation out = observed(probe, std::move(endpoint), {});
    out.status = status;
    out.reason = reason;
    return out;
}

const model::Endpoint v4 = {"192.0.2.1", 443};

Fact fact(const std::vector<Observation>& observations, std::string_view name) {
    for (const Fact& each : derive(observations, test::shipped_rules().facts)) {
        if (each.name == name) return each;
    }
    ADD_FAILURE() << "no fact " << name;
    return {};
}

TEST(Derive, PicksFactsByTheirPath) {
    const auto tls = observed("tls", v4,
                              {{"versions", std::vector<std::string>{"TLSv1.2"}},
                               {"certificate", Object{{"key_bits", 2048}, {"trusted", true}}}});
    EXPECT_EQ(fact({tls}, "tls.versions").value, Value(std::vector<std::string>{"TLSv1.2"}));
    const Fact bits = fact({tls}, "tls.certificate.key_bits");
    EXPECT_EQ(bits.value, Value(2048));
    EXPECT_EQ(bits.endpoint, v4);
    EXPECT_EQ(bits.observed_at, monday);
}

TEST(Derive, LeavesAFactThatWasNotStatedWithoutAValue) {
    const Fact hsts = fact({observed("http", v4, {{"https_status", 200}})}, "http.hsts");
    EXPECT_TRUE(hsts.value.is_null());
    EXPECT_TRUE(hsts.missing.empty());
    EXPECT_TRUE(hsts.undetermined.empty());
}

TEST(Derive, SaysWhyAFailedProbeGivesNothing) {
    const auto facts =
        derive(std::vector{failed("tls", v4, Status::timeout, "no answer in 10 s")}, test::shipped_rules().facts);
    ASSERT_FALSE(facts.empty());
    for (const Fact& each : facts) {
        // of what is looked for on request alone nobody misses anything
        const bool on_request = each.name.starts_with("tls_attacks.") || each.name.starts_with("revocation.");
        EXPECT_EQ(each.missing,
                  on_request ? "not_applicable: looked for on request alone" : "timeout: no answer in 10 s")
            << each.name;
    }
}

TEST(Derive, WhatIsLookedForOnRequestIsMissedOnceItWasAskedFor) {
    const auto facts = derive(std::vector{failed("tls", v4, Status::timeout, "no answer in 10 s"),
                                          failed("tls_attacks", v4, Status::timeout, "no answer in 10 s"),
                                          failed("revocation", v4, Status::timeout, "no answer in 10 s")},
                              test::shipped_rules().facts);
    for (const Fact& each : facts)
        EXPECT_EQ(each.missing, "timeout: no answer in 10 s") << each.name;
}

TEST(Derive, StatesNothingOfProbesThatDidNotRun) {
    EXPECT_TRUE(derive({}, test::shipped_rules().facts).empty());
}

TEST(Derive, TakesTheDoubtsOfTheProbe) {
    const base::Array doubts = {Object{{"fact", "versions"}, {"value", "SSLv2"}, {"reason", "reset"}},
                                Object{{"fact", "ciphers.TLSv1.2"}, {"value", "TLS_X"}, {"reason", "limiter"}},
                                Object{{"fact", "certificate"}, {"value", nullptr}, {"reason", "no handshake"}}};
    const auto tls =
        observed("tls", v4,
                 {{"versions", std::vector<std::string>{"TLSv1.2"}}, {"ciphers", Object{}}, {"undetermined", doubts}});
    const Fact versions = fact({tls}, "tls.versions");
    ASSERT_EQ(versions.undetermined.size(), 1U);
    EXPECT_EQ(versions.undetermined[0].value, Value("SSLv2"));
    EXPECT_EQ(versions.undetermined[0].reason, "reset");
    // a doubt about a part is a doubt about the whole fact, one about a whole touches its parts
    ASSERT_EQ(fact({tls}, "tls.ciphers").undetermined.size(), 1U);
    EXPECT_TRUE(fact({tls}, "tls.ciphers").undetermined[0].value.is_null());
    ASSERT_EQ(fact({tls}, "tls.certificate.not_after").undetermined.size(), 1U);
    EXPECT_TRUE(fact({tls}, "tls.groups").undetermined.empty());
}

TEST(Derive, DoubtsAValueOfAnotherType) {
    const Fact bits =
        fact({observed("tls", v4, {{"certificate", Object{{"key_bits", "2048"}}}})}, "tls.certificate.key_bits");
    EXPECT_TRUE(bits.value.is_null());
    ASSERT_EQ(bits.undetermined.size(), 1U);
    EXPECT_EQ(bits.undetermined[0].reason, "string where integer is declared");
}

// ---- ipv6.ready ----

Observation dns(std::vector<std::string> aaaa) {
    return observed("dns", {}, {{"a", std::vector<std::string>{"192.0.2.1"}}, {"aaaa", aaaa}});
}
Observation connected(const char* address, std::uint16_t port, const char* service) {
    return observed("tcp", model::Endpoint{address, port}, {{"connected", true}, {"service", service}});
}
Observation website(const char* scheme) {
    return observed("website", {}, {{"scheme", scheme}});
}

enum class Ready { yes, no, missing, doubtful };

struct Ipv6Case {
    const char* name;
    std::vector<Observation> observations;
    Ready expected;
    const char* why = "";
};

std::ostream& operator<<(std::ostream& out, const Ipv6Case& one) {
    return out << one.name;
}

class Ipv6 : public testing::TestWithParam<Ipv6Case> {};

TEST_P(Ipv6, IsDerived) {
    const Fact ready = fact(GetParam().observations, "ipv6.ready");
    switch (GetParam().expected) {
        case Ready::yes: EXPECT_EQ(ready.value, Value(true)); break;
        case Ready::no: EXPECT_EQ(ready.value, Value(false)); break;
        case Ready::missing: EXPECT_EQ(ready.missing, GetParam().why); break;
        case Ready::doubtful:
            ASSERT_EQ(ready.undetermined.size(), 1U);
            EXPECT_EQ(ready.undetermined[0].reason, GetParam().why);
            break;
    }
    const bool settled = GetParam().expected == Ready::yes || GetParam().expected == Ready::no;
    EXPECT_EQ(ready.value.is_null(), !settled);
    EXPECT_EQ(ready.missing.empty(), GetParam().expected != Ready::missing);
    EXPECT_EQ(ready.undetermined.empty(), GetParam().expected != Ready::doubtful);
}

const model::Endpoint v6 = {"2001:db8::1", 443};

INSTANTIATE_TEST_SUITE_P(
    Cases, Ipv6,
    testing::Values(
        Ipv6Case{"no AAAA", {dns({}), connected("192.0.2.1", 443, "https")}, Ready::no},
        Ipv6Case{"AAAA and https over it", {dns({"2001:db8::1"}), connected("2001:db8::1", 443, "https")}, Ready::yes},
        Ipv6Case{"loopback counts", {dns({"::1"}), connected("::1", 8443, "https")}, Ready::yes},
        Ipv6Case{"AAAA, refused", {dns({"2001:db8::1"}), failed("tcp", v6, Status::refused, "reset")}, Ready::no},
        Ipv6Case{"AAAA, the site is down",
                 {dns({"2001:db8::1"}), failed("tcp", v6, Status::refused, "reset"),
                  failed("tcp", model::Endpoint{"192.0.2.1", 443}, Status::refused, "reset")},
                 Ready::missing,
                 "unreachable: the site answers over neither IPv4 nor IPv6"},
        Ipv6Case{"AAAA, silent", {dns({"2001:db8::1"}), failed("tcp", v6, Status::timeout, "5 s")}, Ready::no},
        Ipv6Case{"the scanner has no IPv6",
                 {dns({"2001:db8::1"}), failed("tcp", v6, Status::unreachable, "no IPv6 on this host")},
                 Ready::missing,
                 "unreachable: no IPv6 on this host"},
        Ipv6Case{"a limiter",
                 {dns({"2001:db8::1"}), failed("tcp", v6, Status::blocked, "outside scope")},
                 Ready::missing,
                 "blocked: outside scope"},
        Ipv6Case{"nobody tried",
                 {dns({"2001:db8::1"}), connected("192.0.2.1", 443, "https")},
                 Ready::doubtful,
                 "no connection over IPv6 was tried"},
        Ipv6Case{"the plain port is not the https site",
                 {website("https"), dns({"2001:db8::1"}), failed("tcp", v6, Status::refused, "reset"),
                  connected("2001:db8::1", 80, "http")},
                 Ready::no},
        Ipv6Case{"the plain port is not the https site, scheme unknown",
                 {dns({"2001:db8::1"}), connected("192.0.2.1", 443, "https"),
                  failed("tcp", v6, Status::refused, "reset"), connected("2001:db8::1", 80, "http")},
                 Ready::no},
        Ipv6Case{
            "an http site", {website("http"), dns({"2001:db8::1"}), connected("2001:db8::1", 80, "http")}, Ready::yes},
        Ipv6Case{"the name did not resolve",
                 {failed("dns", {}, Status::timeout, "no answer")},
                 Ready::missing,
                 "timeout: no answer"},
        Ipv6Case{"an address instead of a name",
                 {failed("dns", {}, Status::not_applicable, "an address")},
                 Ready::missing,
                 "not_applicable: an address"},
        Ipv6Case{"AAAA not asked",
                 {observed("dns", {}, {{"a", std::vector<std::string>{"192.0.2.1"}}})},
                 Ready::doubtful,
                 "the AAAA records were not asked for"},
        Ipv6Case{"AAAA undetermined",
                 {observed("dns", {},
                           {{"aaaa", base::Array()},
                            {"undetermined", base::Array{Object{{"fact", "aaaa"}, {"reason", "SERVFAIL"}}}}})},
                 Ready::doubtful,
                 "SERVFAIL"}));

TEST(Ipv6Ready, IsAsOldAsTheOldestThatItStandsOn) {
    Observation tcp = connected("::1", 443, "https");
    tcp.observed_at = monday - std::chrono::days(3);
    EXPECT_EQ(fact({dns({"::1"}), tcp}, "ipv6.ready").observed_at, tcp.observed_at);
}

}  // namespace
}  // namespace attt::rules
