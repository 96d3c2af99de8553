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

}  // namespace
}  // namespace attt::rules
