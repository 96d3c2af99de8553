#include "app/quarantine.h"

#include <algorithm>
#include <vector>

namespace attt::app {
namespace {

using model::TaskCount;

bool smaller_share(const TaskCount& a, const TaskCount& b) {
    return a.unanswered * b.asked < b.unanswered * a.asked;
}

}  // namespace

std::optional<TaskCount> usual(std::span<const TaskCount> earlier) {
    std::vector<TaskCount> sorted(earlier.begin(), earlier.end());
    std::erase_if(sorted, [](const TaskCount& count) { return count.asked <= 0; });
    if (sorted.empty()) return std::nullopt;
    std::sort(sorted.begin(), sorted.end(), smaller_share);
    return sorted[(sorted.size() - 1) / 2];
}

bool far_more_unanswered(const TaskCount& seen, const std::optional<TaskCount>& usual, const QuarantineLimits& limits) {
    if (!usual || usual->asked <= 0 || seen.asked <= 0) return false;
    // unanswered/asked - usual, times both denominators, so that nothing is rounded
    const std::int64_t excess = seen.unanswered * usual->asked - usual->unanswered * seen.asked;
    return excess * 100 > limits.points * seen.asked * usual->asked && excess >= limits.tasks * usual->asked;
}

}  // namespace attt::app
