// The rules that the program ships: sound, passing their own cases, and meaning what tests/golden/rules.txt says.
#include <gtest/gtest.h>

#include <set>

#include "rules/expression.h"
#include "rules/target.h"
#include "support.h"
#include "written_out.h"

namespace attt::rules {
namespace {

const std::string directory = (test::source / "rules").string();

TEST(ShippedRules, HaveNoDefect) {
    const Loaded loaded = load_rules({directory});
    EXPECT_TRUE(loaded.defects.empty()) << test::sentences(loaded.defects);
}

TEST(ShippedRules, PassTheirOwnCases) {
    const auto results = run_cases(test::shipped_rules());
    EXPECT_GE(results.size(), 4 * test::shipped_rules().rules.size());
    for (const CaseResult& result : results) {
        EXPECT_TRUE(result.passed()) << result.file << ":" << result.line << " " << result.rule << " \"" << result.name
                                     << "\": expected " << name_of(result.expected) << ", got " << name_of(result.got)
                                     << " (" << result.reason << ")";
    }
}

TEST(ShippedRules, MeanWhatTheGoldenFileSays) {
    const std::string now = written_out(test::shipped_rules());
    EXPECT_EQ(now, test::golden(test::source / "tests/golden/rules.txt", now))
        << "the meaning of a rule has changed: raise its version, then ATTT_UPDATE_GOLDEN=1";
}

TEST(ShippedRules, AreAllInTheReference) {
    const std::string now = reference_page(test::shipped_rules());
    EXPECT_EQ(now, test::golden(test::source / "docs/rule-reference.md", now)) << "ATTT_UPDATE_GOLDEN=1 writes it anew";
}

TEST(ShippedRules, ReadOnlyDeclaredFactsAndNameOnlyKnownClauses) {
    const RuleSet& set = test::shipped_rules();
    for (const Rule& rule : set.rules) {
        for (const std::string& fact : rule.facts)
            EXPECT_TRUE(set.facts.contains(fact)) << rule.id << " " << fact;
        for (const std::string& clause : rule.basis)
            EXPECT_TRUE(set.law.clauses.contains(clause)) << rule.id << " " << clause;
        EXPECT_FALSE(rule.title.en.empty() || rule.rationale.en.empty() || rule.remediation.en.empty()) << rule.id;
    }
}

TEST(ShippedRules, PromiseNothingFromAFactThatOnlyADerivationStates) {
    std::set<std::string> derived;
    for (const auto& [name, fact] : test::shipped_rules().facts) {
        if (fact.derived) derived.insert(name);
    }
    const std::set<std::string> stated = {"content.first_seen_names",
                                          "content.front_structure_similarity",
                                          "content.front_text_similarity",
                                          "content.front_title_changed",
                                          "ipv6.ready",
                                          "label.shown",
                                          "tls.address_differences",
                                          "tls.same_at_addresses",
                                          "tls.same_with_www",
                                          "tls.suite_kinds",
                                          "tls.www_differences"};
    EXPECT_EQ(derived, stated) << "derive() states these; a new one needs code there";
}

TEST(ShippedTargets, HaveNoDefect) {
    const auto targets = load_targets({directory}, "", test::shipped_rules(), {});
    EXPECT_TRUE(targets.defects.empty()) << test::sentences(targets.defects);
    EXPECT_EQ(targets.targets.front().year, 2022);
    const auto printed = [&](int year) {
        return std::count_if(targets.targets.begin(), targets.targets.end(),
                             [&](const Target& target) { return target.year == year && !target.printed.empty(); });
    };
    EXPECT_EQ(printed(2022), 15);
    // 55 rows of annex VII, two of which hold three targets, and two of the body
    EXPECT_EQ(printed(2023), 61);
    for (const Target& target : targets.targets) {
        EXPECT_FALSE(target.title.en.empty()) << target.id;
        EXPECT_TRUE(target.computed() || target.published || !target.lead.empty()) << target.id << " nobody is asked";
    }
}

// ---- the hash ----

constexpr const char* rule_text = R"(date = 2026-11-23
[[rule]]
id = "office.one"
subject = "website"
severity = "low"
title.vi = "Có địa chỉ IPv4"
rationale.vi = "b"
remediation.vi = "c"
require = { fact = "dns.a", present = true }
case = [
    { name = "p", expect = "pass", facts = { "dns.a" = ["192.0.2.1"] } },
    { name = "f", expect = "fail", facts = { "dns.a" = [] } },
    { name = "u", expect = "unknown", facts = {} },
]
)";

std::string hash_with(const std::string& file, const std::string& text) {
    test::TemporaryDirectory office;
    office.write("checks/" + file, text);
    const Loaded loaded = load_rules({directory, office.path().string()});
    EXPECT_TRUE(loaded.defects.empty()) << test::sentences(loaded.defects);
    return loaded.rules.hash;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    return text;
}

TEST(Hash, IsOfTheContentAndNotOfTheFile) {
    const std::string plain = hash_with("one.toml", rule_text);
    EXPECT_NE(plain, test::shipped_rules().hash);
    EXPECT_EQ(plain, hash_with("other.toml", std::string("# a remark\n\n") + rule_text));
    EXPECT_NE(plain, hash_with("one.toml", replaced(rule_text, "Có địa chỉ", "Tên miền có địa chỉ")));
    EXPECT_NE(plain, hash_with("one.toml", replaced(rule_text, "severity = \"low\"", "severity = \"info\"")));
    EXPECT_NE(plain, hash_with("one.toml", replaced(rule_text, "office.one", "office.two")));
    EXPECT_EQ(plain, hash_with("one.toml", replaced(rule_text, "name = \"p\"", "name = \"một địa chỉ\"")));
}

TEST(OfficeRules, AreReadAfterTheProgramsOwn) {
    test::TemporaryDirectory office;
    office.write("checks/one.toml", rule_text);
    const Loaded loaded = load_rules({directory, office.path().string()});
    const Rule* rule = loaded.rules.rule("office.one");
    ASSERT_NE(rule, nullptr);
    EXPECT_EQ(rule->theme, "one");
    EXPECT_EQ(rule->line, 2);
    EXPECT_EQ(rule->title.in(base::Language::en), rule->title.vi);
    EXPECT_EQ(loaded.rules.rules.size(), test::shipped_rules().rules.size() + 1);
    EXPECT_EQ(loaded.rules.rule("office.none"), nullptr);
}

TEST(Loading, NeedsDeclaredFacts) {
    test::TemporaryDirectory empty;
    const Loaded loaded = load_rules({empty.path().string()});
    ASSERT_EQ(loaded.defects.size(), 1U);
    EXPECT_EQ(loaded.defects[0].message, "rules.no_facts");
}

// The worked example of docs/add-a-rule.md is a rule like any other.
TEST(Documentation, ShowsARuleThatWorks) {
    const std::string page = test::read_whole(test::source / "docs/add-a-rule.md");
    const std::string fence = "```toml\n";
    const auto from = page.find(fence);
    ASSERT_NE(from, std::string::npos);
    const auto to = page.find("```", from + fence.size());
    test::TemporaryDirectory office;
    office.write("checks/dnssec.toml", page.substr(from + fence.size(), to - from - fence.size()));
    const Loaded loaded = load_rules({directory, office.path().string()});
    ASSERT_TRUE(loaded.defects.empty()) << test::sentences(loaded.defects);
    ASSERT_NE(loaded.rules.rule("tinh.dnssec"), nullptr);
    for (const CaseResult& result : run_cases(loaded.rules))
        EXPECT_TRUE(result.passed()) << result.rule << " " << result.name;

    const auto target_from = page.rfind(fence) + fence.size();
    office.write("targets/2027.toml", page.substr(target_from, page.find("```", target_from) - target_from));
    const auto targets = load_targets({office.path().string()}, "", loaded.rules, {});
    EXPECT_TRUE(targets.defects.empty()) << test::sentences(targets.defects);
    EXPECT_EQ(targets.targets.size(), 1U);
}

}  // namespace
}  // namespace attt::rules
