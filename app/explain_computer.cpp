// One computer: which records are its own, by which keys, who else they could have been, and what the rules say.
#include <algorithm>

#include "app/computer_judging.h"
#include "app/computer_values.h"
#include "app/coverage.h"
#include "base/text.h"
#include "inventory/matching/explain.h"
#include "inventory/matching/rivals.h"

namespace attt::app {
namespace {

using model::LinkTier;

tl::unexpected<base::Error> no_computer(const model::Inventory& inventory, const std::string& id) {
    std::vector<std::string> ids;
    for (const model::Computer& each : inventory.computers)
        ids.push_back(each.id);
    return base::fail(base::ErrorCode::not_found, "computers.no_computer",
                      {{"id", id}, {"nearest", base::nearest(id, ids).value_or("")}});
}

base::Array rivals_to_value(const Reconciled& reconciled, const model::ComputerLink& link,
                            const std::vector<inventory::matching::Rival>& rivals) {
    base::Array out;
    for (const auto& rival : rivals) {
        const model::ComputerLink as_link{rival.computer, link.source, rival.record, rival.tier, rival.rule, false,
                                          rival.matched,  0,           rival.doubts};
        base::Object item = link_to_object(reconciled, as_link);
        item.erase("current");
        out.emplace_back(std::move(item));
    }
    return out;
}

}  // namespace

base::Result<base::Value> explain_computer(const Reconciled& reconciled, const rules::RuleSet& rules,
                                           const std::string& computer, base::Time as_of) {
    const auto& computers = reconciled.inventory.computers;
    const auto found =
        std::find_if(computers.begin(), computers.end(), [&](const auto& each) { return each.id == computer; });
    if (found == computers.end()) return no_computer(reconciled.inventory, computer);
    const auto place = static_cast<std::size_t>(found - computers.begin());
    base::Array links;
    const auto own_links = reconciled.links_of(place);
    const auto rivals_of_links = inventory::matching::rivals_of(
        {reconciled.inventory.computers, reconciled.inventory.agencies, reconciled.sources}, own_links);
    for (std::size_t i = 0; i < own_links.size(); ++i) {
        const model::ComputerLink& link = own_links[i];
        const model::ComputerRecord& record = reconciled.record_of(link);
        base::Object item = link_to_object(reconciled, link);
        base::Array keys;
        for (const auto& note : inventory::matching::key_notes(*found, record, link)) {
            base::Object key{
                {"key", note.key}, {"computer", note.computer}, {"record", note.record}, {"outcome", note.outcome}};
            if (!note.canonical.empty()) key.set("canonical", note.canonical);
            if (!note.reason.empty()) key.set("reason", note.reason);
            keys.emplace_back(std::move(key));
        }
        item.set("keys", std::move(keys));
        item.set("rivals", rivals_to_value(reconciled, link, rivals_of_links[i]));
        if (record.last_seen) item.set("last_seen", base::to_rfc3339(*record.last_seen));
        item.set("as_of", base::to_rfc3339(record.as_of));
        if (record.antivirus.installed) item.set("installed", *record.antivirus.installed);
        links.emplace_back(std::move(item));
    }
    base::Array rivals;
    for (const model::AmbiguousRecord& each : reconciled.match.ambiguous) {
        if (std::find(each.computers.begin(), each.computers.end(), place) == each.computers.end()) continue;
        base::Array others;
        for (const std::uint32_t other : each.computers)
            others.emplace_back(computers[other].id);
        const model::ComputerSource& source = reconciled.sources[each.source];
        rivals.emplace_back(base::Object{
            {"source", source.name}, {"record", source.records[each.record].id}, {"computers", std::move(others)}});
    }
    base::Array verdicts;
    for (const model::Verdict& verdict : Judging(rules, reconciled, as_of).of(place, LinkTier::certain)) {
        base::Object item{{"rule", verdict.rule}, {"outcome", name_of(verdict.outcome)}};
        if (!verdict.reason.empty()) item.set("reason", verdict.reason);
        verdicts.emplace_back(std::move(item));
    }
    return base::Value(base::Object{{"schema", "attt.computer/1"},
                                    {"computer", computer},
                                    {"agency", found->agency},
                                    {"name", found->name},
                                    {"links", std::move(links)},
                                    {"rivals", std::move(rivals)},
                                    {"verdicts", std::move(verdicts)}});
}

}  // namespace attt::app
