// Verdicts: where, in which order, with which reason and evidence.
#include "rules/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "support.h"

namespace attt::rules {
namespace {

using model::Fact;
using model::Outcome;
using model::Verdict;

const base::Time now = test::at("2026-11-23T00:00:00Z");
const model::SubjectRef site = {model::SubjectKind::website, "w"};
const model::Endpoint first = {"192.0.2.1", 443};
const model::Endpoint second = {"192.0.2.2", 443};

Fact seen(const std::string& name, std::optional<model::Endpoint> endpoint, base::Value value) {
    Fact fact;
    fact.name = name;
    fact.endpoint = std::move(endpoint);
    fact.value = std::move(value);
    fact.observed_at = now - std::chrono::hours(1);
    return fact;
}

Fact in_use() {
    Fact fact = seen("website.lifecycle", {}, "in_use");
    fact.observed_at = now - std::chrono::days(400);
    return fact;
}

std::vector<Verdict> of_rule(const std::string& rule, const std::vector<Fact>& facts) {
    auto verdicts = evaluate(test::shipped_rules(), site, facts, now);
    std::erase_if(verdicts, [&](const Verdict& verdict) { return verdict.rule != rule; });
    return verdicts;
}

const base::Value modern = std::vector<std::string>{"TLSv1.2", "TLSv1.3"};
const base::Value old = std::vector<std::string>{"TLSv1.0"};

TEST(Evaluate, GivesOneVerdictForEachEndpointAndInstance) {
    const auto verdicts = of_rule("tls.no-tls10-tls11",
                                  {in_use(), seen("tls.versions", second, old), seen("tls.versions", first, modern)});
    ASSERT_EQ(verdicts.size(), 4U);
    EXPECT_EQ(verdicts[0].endpoint, first);
    EXPECT_EQ(verdicts[0].instance, "TLSv1.0");
    EXPECT_EQ(verdicts[0].outcome, Outcome::pass);
    EXPECT_EQ(verdicts[1].instance, "TLSv1.1");
    EXPECT_EQ(verdicts[2].endpoint, second);
    EXPECT_EQ(verdicts[2].outcome, Outcome::fail);
    EXPECT_EQ(verdicts[3].outcome, Outcome::pass);
}

const char* const cookies = "http.cookies_without_secure";

std::vector<Verdict> of_cookies(std::vector<Fact> facts) {
    facts.push_back(in_use());
    facts.push_back(seen("http.landing_status", first, 200));
    return of_rule("http.cookie-secure", facts);
}

TEST(Evaluate, TakesInstancesFromAList) {
    const auto two = of_cookies({seen(cookies, first, std::vector<std::string>{"sid", "lang"})});
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].instance, "lang");
    EXPECT_EQ(two[0].outcome, Outcome::fail);
    EXPECT_EQ(two[1].instance, "sid");
    EXPECT_EQ(two[1].evidence["instances_of"].string_or(""), cookies);
    EXPECT_EQ(two[1].evidence["required"].string_or(""), R"(http.cookies_without_secure contains_none ["sid"])");

    const auto none = of_cookies({seen(cookies, first, base::Array())});
    ASSERT_EQ(none.size(), 1U);
    EXPECT_EQ(none[0].instance, "");
    EXPECT_EQ(none[0].outcome, Outcome::pass);
    EXPECT_EQ(none[0].evidence["instances_of"].string_or(""), cookies);
}

TEST(Evaluate, ListsNothingThatIsNotKnown) {
    Fact unseen = seen(cookies, first, {});
    unseen.missing = "timeout: no answer";
    const auto silent = of_cookies({unseen});
    ASSERT_EQ(silent.size(), 1U);
    EXPECT_EQ(silent[0].outcome, Outcome::unknown);
    EXPECT_EQ(silent[0].reason, "not_measured: http timeout: no answer");

    Fact doubtful = seen(cookies, first, std::vector<std::string>{"sid"});
    doubtful.undetermined.push_back({"lang", "cut off"});
    const auto partly = of_cookies({doubtful});
    ASSERT_EQ(partly.size(), 3U);
    EXPECT_EQ(partly[0].instance, "");
    EXPECT_EQ(partly[0].outcome, Outcome::unknown);
    EXPECT_EQ(partly[1].instance, "lang");
    EXPECT_EQ(partly[1].outcome, Outcome::unknown);
    EXPECT_EQ(partly[2].outcome, Outcome::fail);

    Fact retired = in_use();
    retired.value = "retired";
    const auto gone = of_rule("http.cookie-secure", {retired, seen(cookies, first, std::vector<std::string>{"sid"})});
    ASSERT_EQ(gone.size(), 1U);
    EXPECT_EQ(gone[0].outcome, Outcome::not_applicable);
}

TEST(Evaluate, BoundsWhatAServerMayList) {
    std::vector<std::string> many;
    for (int i = 0; i < 2500; ++i)
        many.push_back("c" + std::to_string(i));
    many.push_back(std::string(3000, 'x'));
    const auto verdicts = of_cookies({seen(cookies, first, many)});
    ASSERT_EQ(verdicts.size(), 65U);
    std::set<std::string> names;
    for (const Verdict& verdict : verdicts) {
        EXPECT_EQ(verdict.outcome, Outcome::fail);
        EXPECT_TRUE(verdict.evidence["instances_of"].is_null());
        names.insert(verdict.instance);
    }
    EXPECT_EQ(names.size(), 65U);
    EXPECT_TRUE(names.contains(""));
    const auto one = of_cookies({seen(cookies, first, std::vector<std::string>{std::string(3000, 'x')})});
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].instance.size(), 99U);
    EXPECT_TRUE(one[0].instance.starts_with("xxxx"));
}

TEST(Evaluate, TakesAListThatNobodyStatedForUnknown) {
    const auto unsaid = of_cookies({seen(cookies, first, {})});
    ASSERT_EQ(unsaid.size(), 1U);
    EXPECT_EQ(unsaid[0].outcome, Outcome::unknown);
    EXPECT_EQ(unsaid[0].reason, "no_data: http.cookies_without_secure");
}

TEST(Evaluate, SaysOneThingOfWhatItDoesNotFollow) {
    // more than is followed, and a list that was cut off besides
    std::vector<std::string> many;
    for (int i = 0; i < 100; ++i)
        many.push_back("c" + std::to_string(i));
    Fact cut = seen(cookies, first, many);
    cut.undetermined.push_back({{}, "more than 100 cookies"});
    // an element that is cut to the name of another
    const std::string longest(3000, 'x');
    const auto alone = of_cookies({seen(cookies, first, std::vector<std::string>{longest})});
    ASSERT_EQ(alone.size(), 1U);
    const std::vector<std::string> twins = {longest, alone[0].instance};
    for (const Fact& list : {cut, seen(cookies, first, twins)}) {
        const auto verdicts = of_cookies({list});
        std::set<std::string> names;
        for (const Verdict& verdict : verdicts)
            EXPECT_TRUE(names.insert(verdict.instance).second) << verdict.instance;
        const auto rest =
            std::find_if(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.instance.empty(); });
        ASSERT_NE(rest, verdicts.end());
        EXPECT_EQ(rest->outcome, Outcome::fail);
    }
    const auto nameless = of_cookies({seen(cookies, first, std::vector<std::string>{""})});
    ASSERT_EQ(nameless.size(), 1U);
    EXPECT_EQ(nameless[0].outcome, Outcome::unknown);
}

TEST(Evaluate, ShowsFurtherFactsThatDecideNothing) {
    const base::Value expired = std::vector<std::string>{"expired"};
    const auto verdicts = of_rule("certificate.trusted", {in_use(), seen("tls.certificate.trusted", first, false),
                                                          seen("tls.certificate.errors", first, expired),
                                                          seen("tls.certificate.issuer", first, base::Value())});
    ASSERT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(verdicts[0].outcome, Outcome::fail);
    const base::Value& facts = verdicts[0].evidence["facts"];
    EXPECT_EQ(facts["tls.certificate.errors"], expired);
    EXPECT_FALSE(facts.if_object()->contains("tls.certificate.issuer"));
}

TEST(Evaluate, IsInTheOrderOfRules) {
    const auto verdicts = evaluate(test::shipped_rules(), site, {}, now);
    EXPECT_TRUE(std::is_sorted(verdicts.begin(), verdicts.end(), [](const Verdict& a, const Verdict& b) {
        return std::tie(a.rule, a.endpoint, a.instance) < std::tie(b.rule, b.endpoint, b.instance);
    }));
}

TEST(Evaluate, SaysUnknownWhereNobodyHasLooked) {
    const auto verdicts = evaluate(test::shipped_rules(), site, std::vector{in_use()}, now);
    EXPECT_GE(verdicts.size(), 10U);
    for (const Verdict& verdict : verdicts) {
        EXPECT_EQ(verdict.outcome, Outcome::unknown) << verdict.rule;
        EXPECT_THAT(verdict.reason, testing::StartsWith("no_data: ")) << verdict.rule;
        EXPECT_EQ(verdict.endpoint, std::nullopt) << verdict.rule;
    }
}

TEST(Evaluate, JudgesOnlyRulesOfTheSubject) {
    for (const Verdict& verdict : evaluate(test::shipped_rules(), {model::SubjectKind::computer, "c"}, {}, now))
        EXPECT_TRUE(verdict.rule.starts_with("computer.")) << verdict.rule;
}

TEST(Evaluate, ShowsWhatAVerdictStandsOn) {
    const auto verdicts = of_rule("tls.modern-version", {in_use(), seen("tls.versions", first, old)});
    ASSERT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(verdicts[0].outcome, Outcome::fail);
    EXPECT_EQ(verdicts[0].reason, "");
    EXPECT_EQ(verdicts[0].evidence["facts"]["tls.versions"], old);
    EXPECT_EQ(verdicts[0].evidence["observed_at"], base::Value("2026-11-22T23:00:00Z"));
    EXPECT_EQ(verdicts[0].evidence["required"],
              base::Value(R"(not(tls.versions contains_none ["TLSv1.2","TLSv1.3"]))"));
    EXPECT_EQ(verdicts[0].severity, model::Severity::high);
}

TEST(Evaluate, KeepsTheAgeOfTheInventoryApartFromTheAgeOfTheScan) {
    EXPECT_EQ(of_rule("tls.modern-version", {in_use(), seen("tls.versions", first, modern)})[0].outcome, Outcome::pass);
    Fact stale = seen("tls.versions", first, modern);
    stale.observed_at = now - std::chrono::days(15);
    const auto verdicts = of_rule("tls.modern-version", {in_use(), stale});
    EXPECT_EQ(verdicts[0].outcome, Outcome::unknown);
    EXPECT_EQ(verdicts[0].reason, "stale: tls.versions 2026-11-08T00:00:00Z");
}

TEST(Evaluate, SaysWhyARuleDoesNotApply) {
    const auto retired =
        of_rule("tls.modern-version", {seen("website.lifecycle", {}, "retired"), seen("tls.versions", first, old)});
    EXPECT_EQ(retired[0].outcome, Outcome::not_applicable);
    EXPECT_EQ(retired[0].reason, R"(condition: website.lifecycle equals "in_use")");

    Fact nothing = seen("tls.versions", {}, {});
    nothing.missing = "not_applicable: the URL is not https";
    const auto plain = of_rule("tls.modern-version", {in_use(), nothing});
    EXPECT_EQ(plain[0].outcome, Outcome::not_applicable);
    EXPECT_EQ(plain[0].reason, "not_applicable: the URL is not https");
}

TEST(Evaluate, IsUnknownWhenTheConditionIs) {
    const auto verdicts = of_rule("tls.modern-version", {seen("tls.versions", first, old)});
    EXPECT_EQ(verdicts[0].outcome, Outcome::unknown);
    EXPECT_EQ(verdicts[0].reason, "no_data: website.lifecycle");
}

TEST(Evaluate, TakesTheNewerOfTwoFactsAlike) {
    Fact before = seen("tls.versions", first, old);
    before.observed_at -= std::chrono::days(7);
    const auto verdicts = of_rule("tls.modern-version", {in_use(), seen("tls.versions", first, modern), before});
    ASSERT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(verdicts[0].outcome, Outcome::pass);
}

// A rule over two ports of one address speaks once for that address.
class TwoProbes : public testing::Test {
  protected:
    void SetUp() override {
        directory_.write("checks/two.toml", R"(
date = 2026-11-23
[[rule]]
id = "test.two"
subject = "website"
severity = "low"
title.vi = "a"
rationale.vi = "b"
remediation.vi = "c"
require = { all_of = [{ fact = "tls.certificate.trusted", equals = true }, { fact = "http.hsts", present = true }] }
case = [
    { name = "p", expect = "pass", facts = { "tls.certificate.trusted" = true, "http.hsts" = "max-age=1" } },
    { name = "f", expect = "fail", facts = { "tls.certificate.trusted" = false } },
    { name = "u", expect = "unknown", facts = {} },
]
)");
        loaded_ = load_rules({(test::source / "rules").string(), directory_.path().string()});
        ASSERT_TRUE(loaded_.defects.empty()) << test::sentences(loaded_.defects);
    }
    std::vector<Verdict> judged(const std::vector<Fact>& facts) const {
        auto verdicts = evaluate(loaded_.rules, site, facts, now);
        std::erase_if(verdicts, [](const Verdict& verdict) { return verdict.rule != "test.two"; });
        return verdicts;
    }

    test::TemporaryDirectory directory_;
    Loaded loaded_;
};

TEST_F(TwoProbes, ArePairedByAddress) {
    const auto verdicts =
        judged({seen("tls.certificate.trusted", first, true), seen("tls.certificate.trusted", second, true),
                seen("http.hsts", model::Endpoint{first.address, 80}, "max-age=1"),
                seen("http.hsts", model::Endpoint{second.address, 80}, {})});
    ASSERT_EQ(verdicts.size(), 2U);
    EXPECT_EQ(verdicts[0].outcome, Outcome::pass);
    EXPECT_EQ(verdicts[1].outcome, Outcome::fail);
}

TEST_F(TwoProbes, LeaveNoAddressOut) {
    const auto verdicts = judged({seen("tls.certificate.trusted", first, true),
                                  seen("http.hsts", model::Endpoint{first.address, 80}, "max-age=1"),
                                  seen("http.hsts", model::Endpoint{second.address, 80}, "max-age=1")});
    ASSERT_EQ(verdicts.size(), 2U);
    EXPECT_EQ(verdicts[0].outcome, Outcome::pass);
    EXPECT_EQ(verdicts[1].outcome, Outcome::unknown);
    EXPECT_EQ(verdicts[1].reason, "no_data: tls.certificate.trusted");
}

TEST(Explain, ShowsTheRuleAndTheFactsItReads) {
    const Rule& rule = *test::shipped_rules().rule("tls.no-ssl");
    const auto explained = explain(
        rule, test::shipped_rules(), site,
        std::vector{in_use(), seen("tls.versions", first, modern), seen("tls.groups", first, base::Array())}, now);
    EXPECT_EQ(explained.condition, R"(website.lifecycle equals "in_use")");
    EXPECT_EQ(explained.requirement, R"(tls.versions contains_none ["$instance"])");
    EXPECT_EQ(explained.facts.size(), 2U);
    EXPECT_EQ(explained.verdicts.size(), 2U);
}

}  // namespace
}  // namespace attt::rules
