#include "model/finding.h"

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

FindingState state_of(const Finding& finding, base::Time since) {
    const Episode& newest = finding.episodes.back();
    if (newest.closed)
        return newest.close_kind == CloseKind::verified_fixed ? FindingState::fixed : FindingState::closed;
    if (newest.number > 1) return FindingState::regressed;
    return newest.opened >= since ? FindingState::fresh : FindingState::open;
}

}  // namespace attt::model
