#include "inventory/matching/candidates.h"

#include <algorithm>

namespace attt::inventory::matching {
namespace {

using model::LinkRule;
using model::LinkTier;

void add_named(const Known& known, const Entity& entity, std::vector<std::uint32_t>& out) {
    const auto found = known.index.host.at(entity.host);
    if (found.size() <= most_by_key) {
        out.insert(out.end(), found.begin(), found.end());
        return;
    }
    // the many of one name are told apart by their agency, if at all
    const std::size_t before = out.size();
    known.index.each_named(entity.host, entity.agency, [&](std::uint32_t computer) { out.push_back(computer); });
    if (out.size() - before > most_by_name) out.resize(before);
}

// Whether somebody else of this name fits `entity`, among the members of `index`.
template <class EntityOf>
bool another_named(const Index& index, const Entity& entity, std::uint32_t self, EntityOf entity_of) {
    if (entity.host == 0) return false;
    bool another = false;
    const auto look = [&](std::uint32_t other) {
        if (other == self) return;
        const Entity& namesake = entity_of(other);
        another |= entity.name_quality == Quality::sound || (entity.agency != 0 && entity.agency == namesake.agency);
    };
    const auto found = index.host.at(entity.host);
    if (found.size() <= most_by_key)
        std::for_each(found.begin(), found.end(), look);
    else
        index.each_named(entity.host, entity.agency, look);
    return another;
}

// The record's name is that of another computer, or the computer's name that of another record.
bool name_of_another(const Known& known, const SourceState& source, std::uint32_t computer, std::uint32_t bag) {
    const auto& entities = known.world.entities;
    for (const std::uint32_t member : source.bags[bag]) {
        if (another_named(known.index, entities[member], computer,
                          [&](std::uint32_t other) -> const Entity& { return entities[other]; }))
            return true;
    }
    return another_named(source.index, entities[computer], bag,
                         [&](std::uint32_t other) -> const Entity& { return entities[source.bags[other].front()]; });
}

Edge without_doubt(const Evidence& evidence, LinkRule rule) {
    Edge edge = judge(evidence, false).value_or(Edge{});
    edge.rule = rule;
    edge.tier = LinkTier::certain;
    edge.doubts = 0;
    edge.second_only = false;
    return edge;
}

bool was_confirmed(const Known& known, const Bag& bag, std::uint32_t computer) {
    if (known.confirmed.empty()) return false;
    return std::any_of(bag.begin(), bag.end(), [&](std::uint32_t member) {
        const auto found = known.confirmed.find(member);
        return found != known.confirmed.end() && found->second == computer;
    });
}

}  // namespace

void computers_near(const Known& known, const Bag& bag, std::vector<std::uint32_t>& out) {
    out.clear();
    const auto add = [&](std::span<const std::uint32_t> found) {
        if (found.size() <= most_by_key) out.insert(out.end(), found.begin(), found.end());
    };
    for (const std::uint32_t member : bag) {
        const Entity& entity = known.world.entities[member];
        if (entity.serial != 0) add(known.index.serial.at(entity.serial));
        if (entity.uuid != 0) add(known.index.uuid.at(entity.uuid));
        for (const Id mac : known.world.macs_of(entity))
            add(known.index.mac.at(mac));
        for (const Id ip : known.world.ips_of(entity))
            add(known.index.ip.at(ip));
        if (entity.host != 0) add_named(known, entity, out);
        if (known.confirmed.empty()) continue;
        const auto confirmed = known.confirmed.find(member);
        if (confirmed != known.confirmed.end()) out.push_back(confirmed->second);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

std::optional<Edge> edge_between(const Known& known, const SourceState& source, std::uint32_t computer,
                                 std::uint32_t bag) {
    if (!source.split.empty() && source.split.contains({bag, computer})) return std::nullopt;
    const Evidence evidence =
        compare({known.world, known.index, source.index}, known.computers[computer], source.bags[bag]);
    const bool asks_for_name = (evidence.mac || evidence.serial) && !evidence.host;
    auto edge = judge(evidence, asks_for_name && name_of_another(known, source, computer, bag));
    if (edge && edge->tier == LinkTier::certain && !edge->second_only) return edge;
    const bool contradicted = evidence.serial_differs || evidence.retired || evidence.os_differs;
    if (!contradicted && was_confirmed(known, source.bags[bag], computer)) return without_doubt(evidence, LinkRule::r1);
    return edge;
}

Edge pinned_edge(const Known& known, const SourceState& source, std::uint32_t computer, std::uint32_t bag) {
    const Sides sides{known.world, known.index, source.index};
    return without_doubt(compare(sides, known.computers[computer], source.bags[bag]), LinkRule::r0);
}

std::vector<Candidate> find_candidates(const Known& known, const SourceState& source) {
    std::vector<Candidate> out;
    std::vector<std::uint32_t> computers;
    for (std::uint32_t bag = 0; bag < source.bags.size(); ++bag) {
        if (source.settled[bag]) continue;
        computers_near(known, source.bags[bag], computers);
        for (const std::uint32_t computer : computers) {
            if (auto edge = edge_between(known, source, computer, bag)) out.push_back({computer, bag, *edge});
        }
    }
    return out;
}

}  // namespace attt::inventory::matching
