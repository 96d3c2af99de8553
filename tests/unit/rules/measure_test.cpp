// Targets: exact at their boundaries, and never met by what is unknown.
#include <gtest/gtest.h>

#include <random>

#include "rules/measure.h"
#include "support.h"

namespace attt::rules {
namespace {

using model::Comparator;
using model::Outcome;
using model::Share;
using model::TargetOutcome;

const base::Date today = test::day("2023-06-30");
const Population population = {"co-quan", {}, {"a", "b"}, {}};

Target percent(Comparator comparator, base::Rational value, const char* unit = "%") {
    Target target;
    target.id = "t";
    target.unit = unit;
    target.comparator = comparator;
    target.value = value;
    target.subject = model::SubjectKind::system;
    target.populations = {"co-quan"};
    Condition condition;
    condition.rule = "system.level-approved";
    target.conditions.push_back(condition);
    return target;
}

model::InformationSystem system_of(const std::string& id, const char* agency = "a", const char* lifecycle = "in_use") {
    model::InformationSystem system;
    system.id = id;
    system.agency = agency;
    system.lifecycle = lifecycle;
    return system;
}

model::Verdict verdict(const std::string& id, Outcome outcome) {
    model::Verdict out;
    out.subject = {model::SubjectKind::system, id};
    out.rule = "system.level-approved";
    out.outcome = outcome;
    if (outcome == Outcome::unknown) out.reason = "no_data: system.dossier_state";
    return out;
}

struct Counts {
    int pass = 0, fail = 0, unknown = 0, not_applicable = 0, unjudged = 0;
};

model::Measurement measured(const Target& target, const Counts& counts) {
    model::Inventory inventory;
    std::vector<model::Verdict> verdicts;
    const auto add = [&](int count, std::optional<Outcome> outcome) {
        for (int i = 0; i < count; ++i) {
            inventory.systems.push_back(system_of("s" + std::to_string(inventory.systems.size())));
            if (outcome) verdicts.push_back(verdict(inventory.systems.back().id, *outcome));
        }
    };
    add(counts.pass, Outcome::pass);
    add(counts.fail, Outcome::fail);
    add(counts.unknown, Outcome::unknown);
    add(counts.not_applicable, Outcome::not_applicable);
    add(counts.unjudged, std::nullopt);
    return measure(target, &population, inventory, verdicts, "", today);
}

struct Boundary {
    const char* name;
    Target target;
    Counts counts;
    TargetOutcome expected;
    std::int64_t missing = 0;
    bool undecided = false;
};

std::ostream& operator<<(std::ostream& out, const Boundary& boundary) {
    return out << boundary.name;
}

class Boundaries : public testing::TestWithParam<Boundary> {};

TEST_P(Boundaries, AreExact) {
    const auto measurement = measured(GetParam().target, GetParam().counts);
    EXPECT_EQ(name_of(measurement.outcome), name_of(GetParam().expected));
    EXPECT_EQ(measurement.missing, GetParam().missing);
    EXPECT_EQ(measurement.undecided, GetParam().undecided);
}

const Target above_80 = percent(Comparator::above, 80);
const Target at_least_90 = percent(Comparator::at_least, 90);
const Target all = percent(Comparator::equal, 100);
const Target a_third = percent(Comparator::at_least, base::Rational(1, 3), "tỷ lệ");

INSTANTIATE_TEST_SUITE_P(
    Above80, Boundaries,
    testing::Values(
        Boundary{"80.0 % is not above 80 %", above_80, {.pass = 80, .fail = 20}, TargetOutcome::not_met, 1},
        Boundary{"81 of 100", above_80, {.pass = 81, .fail = 19}, TargetOutcome::met},
        Boundary{"4 of 5", above_80, {.pass = 4, .fail = 1}, TargetOutcome::not_met, 1},
        Boundary{"one more than 80 % of a thousand and one", above_80, {.pass = 801, .fail = 200}, TargetOutcome::met},
        Boundary{"unknown ones could decide",
                 above_80,
                 {.pass = 80, .fail = 15, .unknown = 5},
                 TargetOutcome::no_data,
                 1,
                 true},
        Boundary{"unknown ones could not",
                 above_80,
                 {.pass = 75, .fail = 20, .unknown = 5},
                 TargetOutcome::not_met,
                 6,
                 false},
        Boundary{"never judged is unknown", above_80, {.pass = 4, .unjudged = 1}, TargetOutcome::no_data, 1, true},
        Boundary{"not applicable is out", above_80, {.pass = 5, .fail = 1, .not_applicable = 94}, TargetOutcome::met},
        Boundary{"all pass", above_80, {.pass = 3}, TargetOutcome::met},
        Boundary{"none", above_80, {}, TargetOutcome::no_data},
        Boundary{"none that count", above_80, {.not_applicable = 3}, TargetOutcome::no_data}));

INSTANTIATE_TEST_SUITE_P(
    AtLeast90, Boundaries,
    testing::Values(
        Boundary{"90.0 % meets it", at_least_90, {.pass = 90, .fail = 10}, TargetOutcome::met},
        Boundary{"91 of 100 exceeds it", at_least_90, {.pass = 91, .fail = 9}, TargetOutcome::exceeded},
        Boundary{"89.99 % does not", at_least_90, {.pass = 8999, .fail = 1001}, TargetOutcome::not_met, 1},
        Boundary{"17 of 19", at_least_90, {.pass = 17, .fail = 2}, TargetOutcome::not_met, 1},
        Boundary{"18 of 20, one unknown", at_least_90, {.pass = 18, .fail = 1, .unknown = 1}, TargetOutcome::met},
        Boundary{"unknown never counts", at_least_90, {.pass = 17, .unknown = 3}, TargetOutcome::no_data, 1, true}));

INSTANTIATE_TEST_SUITE_P(
    Equal100, Boundaries,
    testing::Values(Boundary{"all", all, {.pass = 7}, TargetOutcome::met},
                    Boundary{"all but one", all, {.pass = 6, .fail = 1}, TargetOutcome::not_met, 1},
                    Boundary{
                        "all but an unknown one", all, {.pass = 6, .unknown = 1}, TargetOutcome::no_data, 1, true}));

INSTANTIATE_TEST_SUITE_P(
    AThird, Boundaries,
    testing::Values(Boundary{"6 of 18", a_third, {.pass = 6, .fail = 12}, TargetOutcome::met},
                    Boundary{"5 of 18", a_third, {.pass = 5, .fail = 13}, TargetOutcome::not_met, 1},
                    Boundary{
                        "6 of 19 is less than a third", a_third, {.pass = 6, .fail = 13}, TargetOutcome::not_met, 1},
                    Boundary{"7 of 19", a_third, {.pass = 7, .fail = 12}, TargetOutcome::exceeded}));

INSTANTIATE_TEST_SUITE_P(
    FewerIsBetter, Boundaries,
    testing::Values(
        Boundary{"at most 10 %", percent(Comparator::at_most, 10), {.pass = 1, .fail = 9}, TargetOutcome::met},
        Boundary{"less than that", percent(Comparator::at_most, 10), {.pass = 1, .fail = 19}, TargetOutcome::exceeded},
        Boundary{"an unknown one could spoil it",
                 percent(Comparator::at_most, 10),
                 {.pass = 1, .fail = 8, .unknown = 1},
                 TargetOutcome::no_data,
                 0,
                 true},
        Boundary{"below 10 %", percent(Comparator::below, 10), {.pass = 1, .fail = 9}, TargetOutcome::not_met}));

// For any counts: `missing` more members at the same denominator meet the target, and one fewer does not; what is
// unknown never meets it; the numbers add up.
TEST(MeasureProperties, HoldForManyCounts) {
    std::mt19937 random(20230630);
    std::uniform_int_distribution<int> count(0, 60);
    std::uniform_int_distribution<int> tenths(0, 1000);
    for (int round = 0; round < 2000; ++round) {
        const Counts counts{count(random), count(random), count(random), count(random), 0};
        const auto comparator = round % 2 == 0 ? Comparator::above : Comparator::at_least;
        const Target target = percent(comparator, base::Rational(tenths(random), 10));
        const auto measurement = measured(target, counts);
        ASSERT_EQ(measurement.numerator, counts.pass);
        ASSERT_EQ(measurement.unknown, counts.unknown);
        ASSERT_EQ(measurement.denominator, counts.pass + counts.fail + counts.unknown);
        ASSERT_EQ(measurement.excluded, counts.not_applicable);
        if (measurement.denominator == 0) {
            ASSERT_EQ(measurement.outcome, TargetOutcome::no_data);
            continue;
        }
        const auto holds = [&](std::int64_t numerator) {
            return model::holds(comparator, base::Rational(numerator * 100, measurement.denominator), target.value);
        };
        const bool met = measurement.outcome == TargetOutcome::met || measurement.outcome == TargetOutcome::exceeded;
        ASSERT_EQ(met, holds(counts.pass));
        ASSERT_EQ(measurement.undecided, !met && holds(counts.pass + counts.unknown));
        // neither is said while the unknown ones could still decide
        ASSERT_EQ(measurement.outcome == TargetOutcome::no_data, measurement.undecided);
        if (measurement.missing > 0) {
            ASSERT_FALSE(met);
            ASSERT_TRUE(holds(counts.pass + measurement.missing));
            ASSERT_FALSE(holds(counts.pass + measurement.missing - 1));
        } else {
            ASSERT_TRUE(met || !holds(measurement.denominator));
        }
    }
}

// At 80.0 %, 90.0 % and a third, for every denominator: whole numbers say what is met.
TEST(MeasureProperties, AreExactAtTheBoundaries) {
    const auto met = [](const Target& target, int pass, int denominator) {
        model::Inventory inventory;
        std::vector<model::Verdict> verdicts;
        for (int i = 0; i < denominator; ++i) {
            inventory.systems.push_back(system_of(std::to_string(i)));
            verdicts.push_back(verdict(inventory.systems.back().id, i < pass ? Outcome::pass : Outcome::fail));
        }
        const auto outcome = measure(target, &population, inventory, verdicts, "", today).outcome;
        return outcome == TargetOutcome::met || outcome == TargetOutcome::exceeded;
    };
    for (int whole = 1; whole <= 60; ++whole) {
        const int eighty = whole * 4 / 5;
        const int ninety = (whole * 9 + 9) / 10;
        const int third = (whole + 2) / 3;
        ASSERT_FALSE(met(above_80, eighty, whole)) << whole;
        ASSERT_TRUE(met(above_80, eighty + 1, whole)) << whole;
        ASSERT_TRUE(met(at_least_90, ninety, whole)) << whole;
        ASSERT_FALSE(met(at_least_90, ninety - 1, whole)) << whole;
        ASSERT_TRUE(met(a_third, third, whole)) << whole;
        ASSERT_FALSE(met(a_third, third - 1, whole)) << whole;
    }
}

TEST(Members, AreThoseOfThePopulation) {
    model::Inventory inventory;
    inventory.systems = {system_of("s1", "a"), system_of("s2", "b"), system_of("s3", "c"),
                         system_of("s4", "a", "retired")};
    const std::vector<model::Verdict> verdicts = {verdict("s1", Outcome::pass), verdict("s2", Outcome::unknown),
                                                  verdict("s3", Outcome::pass), verdict("s4", Outcome::pass)};
    const auto whole = measure(above_80, &population, inventory, verdicts, "", today);
    ASSERT_EQ(whole.members.size(), 3U);
    EXPECT_EQ(whole.members[0].share, Share::counted);
    EXPECT_EQ(whole.members[1].share, Share::unknown);
    EXPECT_EQ(whole.members[1].reason, "no_data: system.dossier_state");
    EXPECT_EQ(whole.members[2].share, Share::excluded);
    EXPECT_EQ(whole.members[2].reason, "retired");

    const auto of_b = measure(above_80, &population, inventory, verdicts, "b", today);
    ASSERT_EQ(of_b.members.size(), 1U);
    EXPECT_EQ(of_b.agency, "b");
    EXPECT_EQ(of_b.denominator, 1);
}

TEST(Members, AreNobodyWhileThePopulationIsNotDefined) {
    model::Inventory inventory;
    inventory.systems = {system_of("s1")};
    const auto measurement =
        measure(above_80, nullptr, inventory, std::vector{verdict("s1", Outcome::pass)}, "", today);
    EXPECT_TRUE(measurement.members.empty());
    EXPECT_EQ(measurement.outcome, TargetOutcome::no_data);
}

TEST(Members, FailWhenOneEndpointFails) {
    model::Inventory inventory;
    inventory.systems = {system_of("s1"), system_of("s2")};
    const std::vector<model::Verdict> verdicts = {verdict("s1", Outcome::pass), verdict("s1", Outcome::fail),
                                                  verdict("s2", Outcome::pass), verdict("s2", Outcome::unknown)};
    const auto measurement = measure(above_80, &population, inventory, verdicts, "", today);
    EXPECT_EQ(measurement.members[0].share, Share::not_counted);
    EXPECT_EQ(measurement.members[1].share, Share::unknown);
}

TEST(Members, MustSatisfyWhere) {
    Target target = above_80;
    target.where = {{"kind", {"lan"}}, {"level", {"2", "3"}}};
    model::Inventory inventory;
    inventory.systems = {system_of("s1"), system_of("s2")};
    inventory.systems[0].kind = "lan";
    inventory.systems[0].level = 3;
    inventory.systems[1].kind = "portal";
    const auto measurement = measure(target, &population, inventory, {}, "", today);
    EXPECT_EQ(measurement.members[0].share, Share::unknown);
    EXPECT_EQ(measurement.members[0].reason, "no_verdict");
    EXPECT_EQ(measurement.members[1].share, Share::excluded);
    EXPECT_EQ(measurement.members[1].reason, "excluded: kind portal");
}

TEST(Members, ThatAreAgenciesMustExistOnTheDay) {
    Target target = above_80;
    target.subject = model::SubjectKind::agency;
    model::Inventory inventory;
    inventory.agencies.resize(2);
    inventory.agencies[0].id = "a";
    inventory.agencies[0].valid_to = test::day("2023-06-29");
    inventory.agencies[1].id = "b";
    inventory.agencies[1].valid_to = test::day("2023-06-30");
    const auto measurement = measure(target, &population, inventory, {}, "", today);
    EXPECT_EQ(measurement.members[0].share, Share::excluded);
    EXPECT_EQ(measurement.members[0].reason, "agency_ended: 2023-06-29");
    EXPECT_EQ(measurement.members[1].share, Share::unknown);
}

// ---- recorded values ----

struct RecordedCase {
    const char* value;
    Comparator comparator;
    int goal;
    TargetOutcome expected;
    const char* unit = "%";
};

std::ostream& operator<<(std::ostream& out, const RecordedCase& one) {
    return out << "\"" << one.value << "\" against " << model::sign_of(one.comparator) << one.goal << one.unit;
}

class Recorded : public testing::TestWithParam<RecordedCase> {};

TEST_P(Recorded, IsComparedAsWhatItIs) {
    Target target;
    target.unit = GetParam().unit;
    target.comparator = GetParam().comparator;
    target.value = GetParam().goal;
    target.published = Statement{model::parse_quantity(GetParam().value).value(), test::day("2022-12-31"), "e", "b"};
    const auto measurement = measure(target, nullptr, {}, {}, "", today);
    EXPECT_EQ(name_of(measurement.outcome), name_of(GetParam().expected));
    EXPECT_EQ(measurement.recorded->text, GetParam().value);
    EXPECT_EQ(measure(target, nullptr, {}, {}, "", test::day("2022-12-30")).outcome, TargetOutcome::no_data);
    EXPECT_EQ(measure(target, nullptr, {}, {}, "a", today).outcome, TargetOutcome::no_data);
}

INSTANTIATE_TEST_SUITE_P(Exact, Recorded,
                         testing::Values(RecordedCase{"99,21", Comparator::at_least, 80, TargetOutcome::exceeded},
                                         RecordedCase{"80", Comparator::at_least, 80, TargetOutcome::met},
                                         RecordedCase{"80", Comparator::above, 80, TargetOutcome::not_met},
                                         RecordedCase{"25,94", Comparator::at_least, 50, TargetOutcome::not_met},
                                         RecordedCase{"100", Comparator::equal, 100, TargetOutcome::met},
                                         RecordedCase{"320", Comparator::at_least, 300, TargetOutcome::exceeded,
                                                      "người"},
                                         RecordedCase{"1", Comparator::at_least, 1, TargetOutcome::met, "cuộc"}));

INSTANTIATE_TEST_SUITE_P(Bounds, Recorded,
                         testing::Values(RecordedCase{"> 95", Comparator::at_least, 95, TargetOutcome::exceeded},
                                         RecordedCase{">= 95", Comparator::at_least, 95, TargetOutcome::met},
                                         RecordedCase{"> 95", Comparator::above, 95, TargetOutcome::met},
                                         RecordedCase{">= 95", Comparator::above, 95, TargetOutcome::no_data},
                                         RecordedCase{"> 85", Comparator::at_least, 80, TargetOutcome::exceeded},
                                         RecordedCase{"> 85", Comparator::at_least, 90, TargetOutcome::no_data},
                                         RecordedCase{"< 85", Comparator::at_least, 90, TargetOutcome::not_met},
                                         RecordedCase{"< 90", Comparator::at_least, 90, TargetOutcome::not_met},
                                         RecordedCase{"<= 90", Comparator::at_least, 90, TargetOutcome::no_data},
                                         RecordedCase{"> 95", Comparator::equal, 100, TargetOutcome::no_data},
                                         RecordedCase{">= 100", Comparator::equal, 100, TargetOutcome::met},
                                         RecordedCase{"< 100", Comparator::equal, 100, TargetOutcome::not_met},
                                         RecordedCase{"< 5", Comparator::at_most, 5, TargetOutcome::exceeded},
                                         RecordedCase{"> 5", Comparator::below, 5, TargetOutcome::not_met},
                                         // people may be more than a hundred
                                         RecordedCase{">= 100", Comparator::equal, 100, TargetOutcome::no_data,
                                                      "người"}));

// Annex I of the plan of 2023: what the province printed.
TEST(Plan2022, IsReproduced) {
    const auto loaded = load_targets({(test::source / "rules").string()}, "", test::shipped_rules(), {});
    ASSERT_TRUE(loaded.defects.empty()) << test::sentences(loaded.defects);
    const std::string expected =
        "1 met, 2 met, 3 exceeded, 4 not_met, 5 exceeded, 6 not_met, 7 exceeded, 8 met, 9 completed, 10 exceeded, "
        "11 exceeded, 12 met, 13 met, 14 exceeded, 15 met, ";
    std::string got;
    for (const Target& target : loaded.targets) {
        if (target.year != 2022) continue;
        const auto measurement = measure(target, nullptr, {}, {}, "", today);
        got += target.number + " " + std::string(name_of(measurement.published_outcome)) + ", ";
    }
    EXPECT_EQ(got, expected);
}

}  // namespace
}  // namespace attt::rules
