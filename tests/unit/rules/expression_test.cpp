// The verbs and the three values.
#include "rules/expression.h"

#include <gtest/gtest.h>

#include <map>

#include "rules/readers.h"
#include "support.h"

namespace attt::rules {
namespace {

using model::Fact;

FactDeclarations declared() {
    FactDeclarations out;
    const auto add = [&](const char* name, FactType type) {
        out.emplace(name, FactDeclaration{name, type, false, false, {}, {}, {}, {}});
    };
    add("x.flag", FactType::boolean);
    add("x.number", FactType::integer);
    add("x.text", FactType::string);
    add("x.time", FactType::time);
    add("x.list", FactType::strings);
    add("x.tree", FactType::map);
    return out;
}

// `condition` as an officer writes it, after "require = ".
Expression parsed(const std::string& condition) {
    std::vector<base::Error> defects;
    const auto document = base::parse_toml("require = " + condition, "test.toml");
    if (!document) throw std::runtime_error(base::debug_string(document.error()));
    base::TomlTable root(*document, defects);
    auto expression = read_expression(*root.table("require"), declared());
    if (!expression || !defects.empty()) throw std::runtime_error(test::sentences(defects));
    return *expression;
}

const base::Time now = test::at("2026-11-23T00:00:00Z");

Fact seen(const std::string& name, base::Value value) {
    Fact fact;
    fact.name = name;
    fact.value = std::move(value);
    fact.observed_at = now;
    return fact;
}

Fact missing(const std::string& name, const std::string& why) {
    Fact fact = seen(name, {});
    fact.missing = why;
    return fact;
}

Fact doubtful(Fact fact, base::Value element) {
    fact.undetermined.push_back({std::move(element), "reset by peer"});
    return fact;
}

Judgement judged(const std::string& condition, const std::vector<Fact>& facts, std::string_view instance = "",
                 std::optional<base::Duration> max_age = {}) {
    const Expression expression = parsed(condition);
    const auto find = [&](std::string_view name) {
        const auto found =
            std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.name == name; });
        return found == facts.end() ? nullptr : &*found;
    };
    return judge(expression, {find, instance, now, max_age});
}

struct Sample {
    const char* condition;
    std::vector<Fact> facts;
    Truth expected;
    const char* reason = "";
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.condition;
}

class Verbs : public testing::TestWithParam<Sample> {};

TEST_P(Verbs, AreJudged) {
    const Judgement judgement = judged(GetParam().condition, GetParam().facts);
    EXPECT_EQ(judgement.truth, GetParam().expected);
    EXPECT_EQ(judgement.reason, GetParam().reason);
}

const base::Value two = std::vector<std::string>{"a", "b"};
const base::Value none = base::Array();

INSTANTIATE_TEST_SUITE_P(
    Equality, Verbs,
    testing::Values(Sample{R"({ fact = "x.flag", equals = true })", {seen("x.flag", true)}, Truth::yes},
                    Sample{R"({ fact = "x.flag", equals = true })", {seen("x.flag", false)}, Truth::no},
                    Sample{R"({ fact = "x.number", equals = 7 })", {seen("x.number", 7)}, Truth::yes},
                    Sample{R"({ fact = "x.text", equals = "A" })", {seen("x.text", "a")}, Truth::no},
                    Sample{R"({ fact = "x.text", one_of = ["a", "b"] })", {seen("x.text", "b")}, Truth::yes},
                    Sample{R"({ fact = "x.number", one_of = [1, 2] })", {seen("x.number", 3)}, Truth::no}));

INSTANTIATE_TEST_SUITE_P(
    Bounds, Verbs,
    testing::Values(Sample{R"({ fact = "x.number", at_least = 2048 })", {seen("x.number", 2048)}, Truth::yes},
                    Sample{R"({ fact = "x.number", at_least = 2048 })", {seen("x.number", 2047)}, Truth::no},
                    Sample{R"({ fact = "x.number", at_most = 5 })", {seen("x.number", 5)}, Truth::yes},
                    Sample{R"({ fact = "x.number", at_most = 5 })", {seen("x.number", 6)}, Truth::no}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Verbs,
    testing::Values(
        Sample{R"({ fact = "x.list", contains_none = ["c"] })", {seen("x.list", two)}, Truth::yes},
        Sample{R"({ fact = "x.list", contains_none = ["b", "c"] })", {seen("x.list", two)}, Truth::no},
        Sample{R"({ fact = "x.list", contains_none = ["c"] })", {seen("x.list", none)}, Truth::yes},
        Sample{R"({ fact = "x.list", contains_all = ["a", "b"] })", {seen("x.list", two)}, Truth::yes},
        Sample{R"({ fact = "x.list", contains_all = ["a", "c"] })", {seen("x.list", two)}, Truth::no},
        // a doubt about what is not asked for decides nothing
        Sample{R"({ fact = "x.list", contains_none = ["c"] })", {doubtful(seen("x.list", two), "d")}, Truth::yes},
        Sample{R"({ fact = "x.list", contains_none = ["c"] })",
               {doubtful(seen("x.list", two), "c")},
               Truth::unknown,
               "undetermined: x.list c: reset by peer"},
        // found is found, whatever else is in doubt
        Sample{R"({ fact = "x.list", contains_none = ["c", "a"] })", {doubtful(seen("x.list", two), "c")}, Truth::no},
        Sample{R"({ fact = "x.list", contains_all = ["a", "c"] })",
               {doubtful(seen("x.list", two), "c")},
               Truth::unknown,
               "undetermined: x.list c: reset by peer"},
        Sample{R"({ fact = "x.list", contains_all = ["c", "d"] })", {doubtful(seen("x.list", two), "c")}, Truth::no},
        Sample{R"({ fact = "x.list", contains_none = ["c"] })",
               {doubtful(seen("x.list", {}), {})},
               Truth::unknown,
               "undetermined: x.list: reset by peer"},
        Sample{R"({ fact = "x.list", contains_none = ["a"] })", {doubtful(seen("x.list", two), {})}, Truth::no},
        Sample{
            R"({ fact = "x.list", contains_none = ["c"] })", {seen("x.list", {})}, Truth::unknown, "no_data: x.list"}));

INSTANTIATE_TEST_SUITE_P(
    Presence, Verbs,
    testing::Values(Sample{R"({ fact = "x.text", present = true })", {seen("x.text", "a")}, Truth::yes},
                    Sample{R"({ fact = "x.text", present = true })", {seen("x.text", {})}, Truth::no},
                    Sample{R"({ fact = "x.text", absent = true })", {seen("x.text", {})}, Truth::yes},
                    Sample{R"({ fact = "x.flag", present = true })", {seen("x.flag", false)}, Truth::yes},
                    // an empty list of addresses is no address
                    Sample{R"({ fact = "x.list", present = true })", {seen("x.list", none)}, Truth::no},
                    Sample{R"({ fact = "x.list", absent = true })",
                           {doubtful(seen("x.list", none), "a")},
                           Truth::unknown,
                           "undetermined: x.list a: reset by peer"},
                    Sample{
                        R"({ fact = "x.tree", present = true })", {seen("x.tree", base::Object{{"a", 1}})}, Truth::yes},
                    Sample{R"({ fact = "x.text", absent = true })",
                           {missing("x.text", "timeout: no answer")},
                           Truth::unknown,
                           "not_measured: x timeout: no answer"},
                    Sample{R"({ fact = "x.text", present = true })", {}, Truth::unknown, "no_data: x.text"}));

INSTANTIATE_TEST_SUITE_P(
    Patterns, Verbs,
    testing::Values(
        Sample{R"({ fact = "x.text", matches = "^a+$" })", {seen("x.text", "aaa")}, Truth::yes},
        Sample{R"({ fact = "x.text", matches = "^a+$" })", {seen("x.text", "aab")}, Truth::no},
        Sample{R"({ fact = "x.text", matches = "gov\\.vn" })", {seen("x.text", "https://a.gov.vn/")}, Truth::yes},
        Sample{R"({ fact = "x.text", matches = "[{]a\\{" })", {seen("x.text", "{a{")}, Truth::yes},
        // would take exponential time in a backtracking matcher
        Sample{
            R"({ fact = "x.text", matches = "^(a+)+$" })", {seen("x.text", std::string(4000, 'a') + "b")}, Truth::no},
        Sample{R"({ fact = "x.text", matches = "a" })",
               {seen("x.text", std::string(4097, 'a'))},
               Truth::unknown,
               "undetermined: x.text: longer than 4096 bytes"}));

INSTANTIATE_TEST_SUITE_P(
    DaysLeft, Verbs,
    testing::Values(
        Sample{R"({ fact = "x.time", days_left_at_least = 30 })", {seen("x.time", "2026-12-23T00:00:00Z")}, Truth::yes},
        Sample{R"({ fact = "x.time", days_left_at_least = 30 })", {seen("x.time", "2026-12-22T23:59:59Z")}, Truth::no},
        Sample{R"({ fact = "x.time", days_left_at_least = 0 })", {seen("x.time", "2026-11-22T23:59:59Z")}, Truth::no},
        // a date holds to the end of its day in Vietnam
        Sample{R"({ fact = "x.time", days_left_at_least = 0 })", {seen("x.time", "2026-11-23")}, Truth::yes},
        Sample{R"({ fact = "x.time", days_left_at_least = 0 })",
               {seen("x.time", "soon")},
               Truth::unknown,
               "undetermined: x.time: no time"}));

INSTANTIATE_TEST_SUITE_P(
    Unknown, Verbs,
    testing::Values(
        Sample{R"({ fact = "x.flag", equals = true })", {}, Truth::unknown, "no_data: x.flag"},
        Sample{R"({ fact = "x.flag", equals = true })", {seen("x.flag", {})}, Truth::unknown, "no_data: x.flag"},
        Sample{R"({ fact = "x.flag", equals = false })",
               {missing("x.flag", "refused: reset")},
               Truth::unknown,
               "not_measured: x refused: reset"},
        Sample{R"({ fact = "x.flag", equals = false })",
               {doubtful(seen("x.flag", true), {})},
               Truth::unknown,
               "undetermined: x.flag: reset by peer"}));

// Kleene's tables, with x.flag for yes and no, and a fact that nobody has seen for unknown.
constexpr const char* yes = R"({ fact = "x.flag", equals = true })";
constexpr const char* no = R"({ fact = "x.flag", equals = false })";
constexpr const char* open = R"({ fact = "x.number", equals = 1 })";

Truth grouped(const std::string& verb, const std::vector<const char*>& operands) {
    std::string condition = "{ " + verb + " = [";
    for (const char* operand : operands)
        condition += std::string(operand) + ",";
    return judged(condition + "] }", {seen("x.flag", true)}).truth;
}

TEST(Kleene, AllOf) {
    EXPECT_EQ(grouped("all_of", {yes, yes}), Truth::yes);
    EXPECT_EQ(grouped("all_of", {yes, no}), Truth::no);
    EXPECT_EQ(grouped("all_of", {yes, open}), Truth::unknown);
    EXPECT_EQ(grouped("all_of", {open, no}), Truth::no);
    EXPECT_EQ(grouped("all_of", {open, open}), Truth::unknown);
}

TEST(Kleene, AnyOf) {
    EXPECT_EQ(grouped("any_of", {no, yes}), Truth::yes);
    EXPECT_EQ(grouped("any_of", {no, no}), Truth::no);
    EXPECT_EQ(grouped("any_of", {no, open}), Truth::unknown);
    EXPECT_EQ(grouped("any_of", {open, yes}), Truth::yes);
}

TEST(Kleene, Not) {
    const auto negated = [](const char* inner) {
        return judged("{ not = " + std::string(inner) + " }", {seen("x.flag", true)}).truth;
    };
    EXPECT_EQ(negated(yes), Truth::no);
    EXPECT_EQ(negated(no), Truth::yes);
    EXPECT_EQ(negated(open), Truth::unknown);
}

TEST(Kleene, TheFirstUnknownGivesTheReason) {
    const auto judgement = judged(
        R"({ all_of = [{ fact = "x.flag", equals = true }, { fact = "x.number", equals = 1 }, { fact = "x.text", equals = "" }] })",
        {seen("x.flag", true)});
    EXPECT_EQ(judgement.reason, "no_data: x.number");
}

TEST(Staleness, IsMeasuredToTheMillisecond) {
    Fact fact = seen("x.flag", true);
    fact.observed_at = now - std::chrono::days(14);
    EXPECT_EQ(judged(yes, {fact}, "", std::chrono::days(14)).truth, Truth::yes);
    fact.observed_at -= base::Duration(1);
    const Judgement stale = judged(yes, {fact}, "", std::chrono::days(14));
    EXPECT_EQ(stale.truth, Truth::unknown);
    EXPECT_EQ(stale.reason, "stale: x.flag 2026-11-08T23:59:59.999Z");
    EXPECT_EQ(judged(yes, {fact}).truth, Truth::yes) << "no max_age, no staleness";
}

TEST(Instance, StandsForItsWord) {
    const char* condition = R"({ fact = "x.list", contains_none = ["$instance"] })";
    EXPECT_EQ(judged(condition, {seen("x.list", two)}, "a").truth, Truth::no);
    EXPECT_EQ(judged(condition, {seen("x.list", two)}, "c").truth, Truth::yes);
    EXPECT_EQ(text_of(parsed(condition), "a"), R"(x.list contains_none ["a"])");
}

TEST(Text, SaysTheConditionInItsOwnWords) {
    EXPECT_EQ(
        text_of(parsed(
            R"({ any_of = [{ fact = "x.flag", equals = true }, { not = { fact = "x.text", absent = true } }] })")),
        "any_of(x.flag equals true; not(x.text absent))");
}

}  // namespace
}  // namespace attt::rules
