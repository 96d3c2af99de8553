// Whether every address of a name answers alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/derive_tls.h"

namespace attt::rules {
namespace {

using base::Array;
using base::Object;
using base::Value;
using model::Observation;
using Strings = std::vector<std::string>;

Observation tls_at(const char* address, Strings versions, const char* leaf, Array doubts = {}) {
    Observation out;
    out.probe = "tls";
    out.endpoint = model::Endpoint{address, 443};
    out.facts = Object{{"versions", versions},
                       {"ciphers", Object{{"TLSv1.2", Strings{"A", "B"}}}},
                       {"groups", Strings{"x25519"}},
                       {"chain", Array{Object{{"sha256", leaf}}}},
                       {"undetermined", std::move(doubts)}};
    return out;
}

Observation silent_at(const char* address) {
    Observation out = tls_at(address, {}, "");
    out.status = model::Status::timeout;
    out.reason = "no answer in time";
    return out;
}

TEST(TlsParity, ComparesAddresses) {
    const auto same =
        derive_tls_parity(std::vector{tls_at("192.0.2.1", {"TLSv1.2"}, "x"), tls_at("2001:db8::1", {"TLSv1.2"}, "x")});
    ASSERT_EQ(same.size(), 2U);
    EXPECT_EQ(same[0].value, Value(true));
    const auto other =
        derive_tls_parity(std::vector{tls_at("192.0.2.1", {"TLSv1.2"}, "x"), tls_at("192.0.2.2", {"TLSv1.2"}, "x"),
                                      tls_at("2001:db8::1", {"TLSv1.0", "TLSv1.2"}, "y")});
    EXPECT_EQ(other[0].value, Value(false));
    EXPECT_EQ(other[1].value, Value(Strings{"certificate", "versions"}));
}

TEST(TlsParity, TheOrderOfSuitesIsNoDifference) {
    Observation one = tls_at("192.0.2.1", {"TLSv1.2"}, "x");
    Object facts = *one.facts.if_object();
    facts.set("ciphers", Object{{"TLSv1.2", Strings{"B", "A"}}});
    one.facts = std::move(facts);
    EXPECT_EQ(derive_tls_parity(std::vector{one, tls_at("192.0.2.2", {"TLSv1.2"}, "x")})[0].value, Value(true));
}

TEST(TlsParity, WhatIsOpenOrSilentDoesNotAgree) {
    const Array open{Object{{"fact", "versions"}, {"value", "TLSv1.0"}, {"reason", "blocked"}}};
    const auto doubtful = derive_tls_parity(
        std::vector{tls_at("192.0.2.1", {"TLSv1.2"}, "x", open), tls_at("192.0.2.2", {"TLSv1.2"}, "x")});
    EXPECT_TRUE(doubtful[0].value.is_null());
    EXPECT_FALSE(doubtful[0].undetermined.empty());
    const auto silent = derive_tls_parity(std::vector{tls_at("192.0.2.1", {"TLSv1.2"}, "x"), silent_at("192.0.2.2")});
    EXPECT_EQ(silent[0].missing, "timeout: no answer in time");
}

TEST(TlsParity, OneAddressHasNothingToCompare) {
    EXPECT_TRUE(derive_tls_parity(std::vector<Observation>{}).empty());
    EXPECT_TRUE(
        derive_tls_parity(std::vector{tls_at("192.0.2.1", {"TLSv1.2"}, "x")})[0].missing.starts_with("not_applicable"));
}

Observation sibling_with(Strings versions, bool in_order, Array doubts = {}) {
    Observation out;
    out.probe = "tls_sibling";
    out.endpoint = model::Endpoint{"192.0.2.1", 443};
    out.facts = Object{{"name", "www.site.example"},
                       {"versions", versions},
                       {"ciphers", Object{{"TLSv1.2", Strings{"B", "A"}}}},
                       {"groups", Strings{"x25519"}},
                       {"certificate_in_order", in_order},
                       {"undetermined", std::move(doubts)}};
    return out;
}

Observation site_in_order(Strings versions) {
    Observation out = tls_at("192.0.2.1", std::move(versions), "x");
    Object facts = *out.facts.if_object();
    facts.set("certificate", Object{{"trusted", true}, {"hostname_matches", true}});
    out.facts = facts;
    return out;
}

TEST(TlsSiblings, ComparesTheTwoNames) {
    const auto same = derive_tls_siblings(std::vector{site_in_order({"TLSv1.2"}), sibling_with({"TLSv1.2"}, true)});
    ASSERT_EQ(same.size(), 2U);
    EXPECT_EQ(same[0].value, Value(true)) << "another certificate is no difference while it is in order";
    const auto other =
        derive_tls_siblings(std::vector{site_in_order({"TLSv1.2"}), sibling_with({"TLSv1.0", "TLSv1.2"}, false)});
    EXPECT_EQ(other[0].value, Value(false));
    EXPECT_EQ(other[1].value, Value(Strings{"certificate_in_order", "versions"}));
}

TEST(TlsSiblings, WhatIsOpenAtOneNameNeitherDiffersNorAgrees) {
    const Array doubts{Object{{"fact", "versions"}, {"value", "TLSv1.0"}, {"reason", "connection reset"}}};
    const auto open =
        derive_tls_siblings(std::vector{site_in_order({"TLSv1.2"}), sibling_with({"TLSv1.2"}, true, doubts)});
    EXPECT_TRUE(open[0].value.is_null());
    EXPECT_EQ(open[0].undetermined.size(), 1U);
    Observation silent = sibling_with({}, false);
    silent.status = model::Status::timeout;
    EXPECT_EQ(derive_tls_siblings(std::vector{site_in_order({"TLSv1.2"}), silent})[0].missing, "timeout");
    EXPECT_TRUE(derive_tls_siblings(std::vector{site_in_order({"TLSv1.2"})}).empty());
}

TEST(TlsSiblings, TheSiteIsComparedWhereItsOtherNameIs) {
    Observation elsewhere = site_in_order({"TLSv1.0", "TLSv1.2"});
    elsewhere.endpoint = model::Endpoint{"192.0.2.0", 443};
    const auto same =
        derive_tls_siblings(std::vector{elsewhere, site_in_order({"TLSv1.2"}), sibling_with({"TLSv1.2"}, true)});
    EXPECT_EQ(same[0].value, Value(true));
}

}  // namespace
}  // namespace attt::rules
