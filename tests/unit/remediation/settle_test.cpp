#include "remediation/settle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/remediation/notation.h"

namespace attt {
namespace {

const base::Time at =
    base::start_of_day(base::Date(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(23)));

class Settle : public testing::TestWithParam<tests::SettleCase> {};

TEST_P(Settle, changes_what_the_case_expects) {
    const tests::SettleCase& given = GetParam();
    const model::Changes changes = remediation::settle(given.known, given.verdicts, {given.retired, {}}, at);
    EXPECT_EQ(changes.at, at);
    EXPECT_THAT(tests::lines_of(changes, given.known), testing::ElementsAreArray(given.expected))
        << "settle.cases:" << given.line;
}

TEST_P(Settle, does_not_depend_on_the_order_of_its_input) {
    tests::SettleCase given = GetParam();
    std::reverse(given.known.begin(), given.known.end());
    std::reverse(given.verdicts.begin(), given.verdicts.end());
    const model::Changes changes = remediation::settle(given.known, given.verdicts, {given.retired, {}}, at);
    EXPECT_THAT(tests::lines_of(changes, given.known), testing::ElementsAreArray(given.expected))
        << "settle.cases:" << given.line;
}

std::string name_of_case(const testing::TestParamInfo<tests::SettleCase>& info) {
    std::string name = "line_" + std::to_string(info.param.line) + "_" + info.param.name;
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(cases, Settle,
                         testing::ValuesIn(tests::read_cases(ATTT_SOURCE_DIR "/tests/unit/remediation/settle.cases")),
                         name_of_case);

TEST(SettleEvidence, carries_the_evidence_of_the_first_failing_endpoint) {
    model::Verdict verdict;
    verdict.subject = {model::SubjectKind::website, "site-a"};
    verdict.rule = "tls.old-versions";
    verdict.outcome = model::Outcome::fail;
    verdict.endpoint = model::Endpoint{"192.0.2.8", 443};
    verdict.evidence = base::Object{{"facts", base::Object{{"tls.versions", "TLSv1.0"}}}};
    model::Verdict later = verdict;
    later.endpoint = model::Endpoint{"192.0.2.9", 443};
    later.evidence = base::Object{{"facts", base::Object{{"tls.versions", "SSLv3"}}}};

    const model::Changes changes = remediation::settle({}, std::vector{later, verdict}, {}, at);
    ASSERT_EQ(changes.opened.size(), 1U);
    EXPECT_EQ(changes.opened[0].evidence, verdict.evidence);
}

// Two verdicts alike in all but their evidence come from a defect elsewhere; the result must still be one and the same.
TEST(SettleEvidence, chooses_the_same_among_equals_whatever_their_order) {
    model::Verdict one;
    one.subject = {model::SubjectKind::website, "site-a"};
    one.rule = "tls.old-versions";
    one.outcome = model::Outcome::fail;
    one.evidence = base::Object{{"facts", 1}};
    model::Verdict two = one;
    two.evidence = base::Object{{"facts", 2}};

    const auto first = remediation::settle({}, std::vector{one, two}, {}, at);
    const auto second = remediation::settle({}, std::vector{two, one}, {}, at);
    EXPECT_EQ(first.opened.at(0).evidence, second.opened.at(0).evidence);
}

}  // namespace
}  // namespace attt
