#include "model/finding.h"

#include <algorithm>

#include "base/hash.h"

namespace attt::model {

std::string finding_id(const FindingKey& key) {
    std::string identity = "attt/finding/1";
    for (const std::string_view part : {std::string_view(key.rule), name_of(key.subject.kind),
                                        std::string_view(key.subject.id), std::string_view(key.instance)}) {
        identity.append("\n").append(std::to_string(part.size())).append(":").append(part);
    }
    return "F-" + base::sha256_hex(identity).substr(0, 12);
}

std::optional<CloseKind> close_kind_of(std::string_view name) {
    for (std::size_t i = 0; i < close_kind_names.size(); ++i) {
        if (close_kind_names[i] == name) return static_cast<CloseKind>(i);
    }
    return std::nullopt;
}

std::optional<FindingState> finding_state_of(std::string_view name) {
    const auto found = std::find(finding_state_names.begin(), finding_state_names.end(), name);
    if (found == finding_state_names.end()) return std::nullopt;
    return static_cast<FindingState>(found - finding_state_names.begin());
}

FindingState state_of(const Finding& finding, base::Time since, base::Time at) {
    const Episode& newest = finding.episodes.back();
    if (newest.closed) {
        return newest.close_kind == CloseKind::verified_fixed ? FindingState::verified_fixed
                                                              : FindingState::not_applicable;
    }
    if (finding.work.false_positive(at)) return FindingState::false_positive;
    if (finding.work.accepted(at)) return FindingState::accepted;
    if (finding.work.claim) return FindingState::claimed_fixed;
    if (finding.work.repair_begun) return FindingState::in_repair;
    if (newest.number > 1) return FindingState::regressed;
    return newest.opened >= since ? FindingState::fresh : FindingState::open;
}

}  // namespace attt::model
