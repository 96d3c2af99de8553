#include "app/computer_values.h"

#include <set>

#include "app/coverage.h"
#include "inventory/matching/explain.h"
#include "inventory/matching/match.h"

namespace attt::app {

using model::LinkTier;

base::Array sources_of(const Reconciled& reconciled) {
    base::Array out;
    for (const model::ComputerSource& source : reconciled.sources)
        out.emplace_back(base::Object{{"source", source.name},
                                      {"format", source.format},
                                      {"as_of", base::to_rfc3339(source.as_of)},
                                      {"partial", source.partial},
                                      {"records", source.records.size()}});
    return out;
}

std::vector<std::string> names_of_keys(std::uint8_t bits) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < model::key_names.size(); ++i) {
        if ((bits & (1U << i)) != 0) out.emplace_back(model::key_names[i]);
    }
    return out;
}

base::Object link_to_object(const Reconciled& reconciled, const model::ComputerLink& link) {
    base::Object out{{"inventory", reconciled.inventory.computers[link.computer].id},
                     {"source", reconciled.sources[link.source].name},
                     {"record", reconciled.record_of(link).id},
                     {"tier", name_of(link.tier)},
                     {"rule", name_of(link.rule)},
                     {"matched", names_of_keys(link.matched)}};
    if (link.differing != 0) out.set("differing", names_of_keys(link.differing));
    if (link.doubts != 0) out.set("doubts", inventory::matching::doubts_of(link));
    if (link.tier != LinkTier::review) out.set("current", link.current);
    return out;
}

base::Value match_to_value(const Reconciled& reconciled) {
    base::Array links, ambiguous, only_inventory, only_source;
    std::set<std::uint32_t> linked;
    std::set<std::pair<std::uint32_t, std::uint32_t>> known;
    for (const model::ComputerLink& link : reconciled.match.links) {
        links.emplace_back(link_to_object(reconciled, link));
        if (link.tier != LinkTier::review) linked.insert(link.computer);
        known.emplace(link.source, link.record);
    }
    for (const model::AmbiguousRecord& each : reconciled.match.ambiguous) {
        base::Array computers;
        for (const std::uint32_t computer : each.computers)
            computers.emplace_back(reconciled.inventory.computers[computer].id);
        const model::ComputerSource& source = reconciled.sources[each.source];
        ambiguous.emplace_back(base::Object{
            {"source", source.name}, {"record", source.records[each.record].id}, {"computers", std::move(computers)}});
        known.emplace(each.source, each.record);
    }
    for (std::uint32_t i = 0; i < reconciled.inventory.computers.size(); ++i) {
        const model::Computer& computer = reconciled.inventory.computers[i];
        if (!linked.contains(i) && computer.lifecycle != "retired") only_inventory.emplace_back(computer.id);
    }
    for (std::uint32_t s = 0; s < reconciled.sources.size(); ++s) {
        const model::ComputerSource& source = reconciled.sources[s];
        for (std::uint32_t r = 0; r < source.records.size(); ++r) {
            if (!known.contains({s, r}))
                only_source.emplace_back(base::Object{{"source", source.name}, {"record", source.records[r].id}});
        }
    }
    return base::Object{{"schema", "attt.match/1"},
                        {"links", std::move(links)},
                        {"ambiguous", std::move(ambiguous)},
                        {"only_inventory", std::move(only_inventory)},
                        {"only_source", std::move(only_source)},
                        {"sources", sources_of(reconciled)},
                        {"rules_version", inventory::matching::rules_version}};
}

}  // namespace attt::app
