#include "app/changes.h"

namespace attt::app {

base::Result<RunChanges> last_changes(store::Store& store, base::Time as_of) {
    RunChanges out;
    auto inventory = store.inventory(as_of);
    if (!inventory) return tl::unexpected(inventory.error());
    out.inventory = std::move(*inventory);
    auto newest = store.last_evaluation(as_of);
    if (!newest) return tl::unexpected(newest.error());
    out.newest = *newest;
    if (!out.newest) return out;
    auto before = store.evaluation_before(out.newest->id);
    if (!before) return tl::unexpected(before.error());
    out.before = *before;
    out.rules_changed = out.before && out.before->rules_hash != out.newest->rules_hash;
    auto findings = store.findings(as_of);
    if (!findings) return tl::unexpected(findings.error());
    const base::Time since = out.newest->at;
    for (model::Finding& finding : *findings) {
        const model::Episode& episode = finding.episodes.back();
        if (episode.closed && *episode.closed >= since) {
            const bool fixed = episode.close_kind == model::CloseKind::verified_fixed;
            (fixed ? out.fixed : out.closed).push_back(std::move(finding));
        } else if (!episode.closed && episode.opened >= since) {
            (episode.number > 1 ? out.regressed : out.appeared).push_back(std::move(finding));
        } else if (!episode.closed && !finding.unverified_reason.empty()) {
            out.unverified.push_back(std::move(finding));
        }
    }
    return out;
}

}  // namespace attt::app
