#include "app/quarantine.h"

#include <gtest/gtest.h>

#include <vector>

namespace attt::app {
namespace {

using model::TaskCount;

struct QuarantineCase {
    const char* name;
    std::vector<TaskCount> earlier;  // newest first
    TaskCount seen;
    bool held_back;
};
std::ostream& operator<<(std::ostream& out, const QuarantineCase& tested) {
    return out << tested.name;
}

class Quarantine : public ::testing::TestWithParam<QuarantineCase> {};

// 20 points and 10 tasks more than usual.
TEST_P(Quarantine, is_for_far_more_than_usual) {
    const QuarantineCase& tested = GetParam();
    EXPECT_EQ(far_more_unanswered(tested.seen, usual(tested.earlier), {}), tested.held_back);
}

INSTANTIATE_TEST_SUITE_P(
    app, Quarantine,
    ::testing::Values(QuarantineCase{"first_run", {}, {100, 100}, false},
                      QuarantineCase{"as_ever", {{100, 10}}, {100, 12}, false},
                      QuarantineCase{"just_not", {{100, 10}}, {100, 30}, false},
                      QuarantineCase{"just_so", {{100, 10}}, {100, 31}, true},
                      QuarantineCase{"all_gone", {{1200, 30}}, {1200, 1200}, true},
                      QuarantineCase{"few_tasks", {{8, 0}}, {8, 8}, false},
                      QuarantineCase{"ten_tasks", {{10, 0}}, {10, 10}, true},
                      QuarantineCase{"one_bad_run_is_not_usual", {{100, 90}, {100, 5}, {100, 6}}, {100, 60}, true},
                      QuarantineCase{"of_two_the_better_is_usual", {{100, 90}, {100, 5}}, {100, 60}, true},
                      QuarantineCase{"always_bad", {{100, 90}, {100, 92}, {100, 91}}, {100, 95}, false},
                      QuarantineCase{"other_size", {{10, 1}}, {1000, 290}, false},
                      QuarantineCase{"nothing_asked", {{100, 0}}, {0, 0}, false},
                      QuarantineCase{"only_empty_runs", {{0, 0}}, {100, 100}, false}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace attt::app
