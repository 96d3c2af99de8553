#include "reports/snapshot.h"

#include <algorithm>

namespace attt::reports {

const RuleEntry* Snapshot::rule(std::string_view id) const {
    const auto found =
        std::lower_bound(rules.begin(), rules.end(), id,
                         [](const RuleEntry& each, std::string_view wanted) { return each.id < wanted; });
    return found != rules.end() && found->id == id ? &*found : nullptr;
}

std::string Snapshot::name_of(const model::SubjectRef& subject) const {
    const auto found = names.find(subject);
    return found == names.end() || found->second.empty() ? subject.id : found->second;
}

}  // namespace attt::reports
