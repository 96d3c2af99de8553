// The rules that the program ships: sound, tested by their own cases, and meaning what tests/golden/rules.txt says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/catalogue.h"
#include "rules/rule.h"
#include "rules/target.h"

namespace attt::rules {
namespace {

const std::string directory = std::string(ATTT_SOURCE_DIR) + "/rules";

const Loaded& shipped() {
    static const Loaded loaded = load_rules({directory});
    return loaded;
}

std::string sentences(const std::vector<base::Error>& defects) {
    std::string out;
    for (const base::Error& defect : defects)
        out += base::debug_string(defect) + "\n";
    return out;
}

TEST(ShippedRules, HaveNoDefect) {
    EXPECT_TRUE(shipped().defects.empty()) << sentences(shipped().defects);
}

TEST(ShippedRules, PassTheirOwnCases) {
    const auto results = run_cases(shipped().rules);
    EXPECT_GE(results.size(), 40U);
    for (const CaseResult& result : results) {
        EXPECT_TRUE(result.passed()) << result.file << ":" << result.line << " " << result.rule << " \"" << result.name
                                     << "\": expected " << name_of(result.expected) << ", got " << name_of(result.got)
                                     << " (" << result.reason << ")";
    }
}

TEST(ShippedTargets, HaveNoDefect) {
    const auto targets = load_targets({directory}, "", shipped().rules, {});
    EXPECT_TRUE(targets.defects.empty()) << sentences(targets.defects);
    EXPECT_EQ(targets.targets.size(), 18U);
}

}  // namespace
}  // namespace attt::rules
