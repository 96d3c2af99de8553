// The law changes under a rule.
#include <gtest/gtest.h>

#include "support.h"

namespace attt::rules {
namespace {

const Law& law() {
    return test::shipped_rules().law;
}

struct Sample {
    const char* clause;
    const char* date;
    const char* expected;
    bool in_force;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.clause << " on " << sample.date;
}

class ClauseAsOf : public testing::TestWithParam<Sample> {};

TEST_P(ClauseAsOf, FollowsTheLaw) {
    const Clause* clause = law().clause_as_of(GetParam().clause, test::day(GetParam().date));
    ASSERT_NE(clause, nullptr);
    EXPECT_EQ(clause->id, GetParam().expected);
    EXPECT_EQ(law().in_force(*clause, test::day(GetParam().date)), GetParam().in_force);
}

INSTANTIATE_TEST_SUITE_P(Levels, ClauseAsOf,
                         testing::Values(Sample{"nd-85-2016.d17", "2016-06-30", "nd-85-2016.d17", false},
                                         Sample{"nd-85-2016.d17", "2016-07-01", "nd-85-2016.d17", true},
                                         Sample{"nd-85-2016.d17", "2026-06-30", "nd-85-2016.d17", true},
                                         // from 01/7/2026 the old decree is no longer in force, and the new one not yet
                                         Sample{"nd-85-2016.d17", "2026-07-01", "nd-85-2016.d17", false},
                                         Sample{"nd-85-2016.d17", "2026-08-18", "nd-85-2016.d17", false},
                                         Sample{"nd-85-2016.d17", "2026-08-19", "nd-331-2026.d24", true},
                                         Sample{"qd-38-2021.giai-doan-2", "2026-06-30", "qd-38-2021.giai-doan-2", true},
                                         Sample{"qd-38-2021.giai-doan-2", "2026-07-01", "nd-224-2026.d11-4", true},
                                         Sample{"rfc-6125.s6", "2026-11-23", "rfc-9525.s6", true}));

TEST(ClauseAsOf, KnowsNoOther) {
    EXPECT_EQ(law().clause_as_of("nd-0.d1", test::day("2026-11-23")), nullptr);
}

TEST(ShippedLaw, HasNoClauseWithoutConfidence) {
    for (const auto& [id, clause] : law().clauses) {
        EXPECT_FALSE(clause.confidence.empty()) << id;
        EXPECT_TRUE(law().instruments.contains(clause.instrument)) << id;
    }
    EXPECT_EQ(law().clauses.at("ct-14-2018.cai-dat").confidence, "unconfirmed");
    EXPECT_EQ(law().clauses.at("nd-85-2016.d15").confidence, "source");
}

// A change of law changes the references of findings, and not one verdict: the rules are judged by their facts alone.
TEST(LawChange, ChangesReferencesAndNeverVerdicts) {
    const RuleSet& now = test::shipped_rules();
    RuleSet later = now;
    // everything in force today ends, and a new instrument takes the place of each clause
    Instrument decree;
    decree.id = "nd-1-2030";
    decree.number = "1/2030/NĐ-CP";
    decree.title.vi = decree.title.en = "Nghị định mới";
    decree.effective_from = test::day("2030-01-01");
    decree.confidence = "source";
    later.law.instruments[decree.id] = decree;
    for (auto& [id, instrument] : later.law.instruments) {
        if (id != decree.id && !instrument.effective_to) instrument.effective_to = test::day("2029-12-31");
    }
    Clause article;
    article.id = "nd-1-2030.d1";
    article.instrument = decree.id;
    article.locator = "Điều 1";
    article.confidence = "source";
    std::vector<std::string> ended;
    for (auto& [id, clause] : later.law.clauses) {
        if (clause.superseded_by.empty()) ended.push_back(id);
    }
    later.law.clauses[article.id] = article;
    for (const std::string& id : ended)
        later.law.clauses[id].superseded_by = article.id;

    const base::Date day = test::day("2030-06-01");
    int renamed = 0, cases = 0;
    for (std::size_t i = 0; i < now.rules.size(); ++i) {
        for (const std::string& id : now.rules[i].basis) {
            const Clause* then = now.law.clause_as_of(id, day);
            const Clause* new_one = later.law.clause_as_of(id, day);
            ASSERT_NE(new_one, nullptr);
            EXPECT_EQ(new_one->id, "nd-1-2030.d1") << id;
            renamed += then != nullptr && then->id != new_one->id ? 1 : 0;
        }
    }
    EXPECT_GT(renamed, 20);
    const auto before = run_cases(now);
    const auto after = run_cases(later);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i, ++cases) {
        EXPECT_EQ(before[i].got, after[i].got) << before[i].rule << ": " << before[i].name;
        EXPECT_EQ(before[i].reason, after[i].reason) << before[i].rule << ": " << before[i].name;
    }
    EXPECT_GT(cases, 100);
}

}  // namespace
}  // namespace attt::rules
