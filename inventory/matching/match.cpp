#include "inventory/matching/match.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "inventory/matching/assign.h"
#include "inventory/matching/candidates.h"
#include "inventory/matching/clusters.h"

namespace attt::inventory::matching {
namespace {

using model::LinkTier;

// Certain links teach further keys of a computer (its new name, its MAC), which other sources may know it by.
constexpr int most_rounds = 3;

class Matcher {
  public:
    explicit Matcher(const MatchInput& input) : input_(input), world_(build_world(input)) {}

    model::MatchResult run() {
        for (std::uint32_t i = 0; i < world_.computers; ++i)
            computers_.push_back({i});
        index_ = Index(world_, computers_);
        place_hand_work();
        for (std::uint32_t number = 0; number < input_.sources.size(); ++number)
            open_source(number);
        // what one source says of a computer helps only another source
        const bool teaching = sources_.size() > 1;
        if (teaching && !pinned_.empty()) learn();
        for (int round = 0; round < most_rounds; ++round) {
            bool found = false;
            for (SourceState& source : sources_) {
                source.candidates = find_candidates(known(), source);
                found |= assign(world_, source, Strength::certain);
            }
            if (!found || !teaching) break;
            learn();
        }
        for (SourceState& source : sources_) {
            source.candidates = find_candidates(known(), source);
            assign(world_, source, Strength::probable);
            take_further_records(world_, source);
            suggest(source);
        }
        return result();
    }

  private:
    Known known() const { return {world_, computers_, index_, confirmed_}; }

    // --- what people said, and what was certain before ---

    // Calls use(record, computer) where the pin's source, record and computer are there.
    template <class Use>
    void place(std::span<const model::ComputerPin> pins, Use use) const {
        if (pins.empty()) return;
        std::unordered_map<std::string_view, std::uint32_t> computers;
        for (std::uint32_t i = 0; i < world_.computers; ++i)
            computers.emplace(input_.computers[i].id, i);
        for (std::uint32_t number = 0; number < input_.sources.size(); ++number) {
            const model::ComputerSource& source = input_.sources[number];
            std::unordered_map<std::string_view, std::uint32_t> records;
            for (std::uint32_t record = 0; record < source.records.size(); ++record)
                records.emplace(source.records[record].id, world_.first_of_source[number] + record);
            for (const model::ComputerPin& pin : pins) {
                if (pin.source != source.name) continue;
                const auto record = records.find(pin.record);
                const auto computer = computers.find(pin.computer);
                if (record != records.end() && computer != computers.end()) use(pin, record->second, computer->second);
            }
        }
    }

    void place_hand_work() {
        place(input_.pins, [&](const model::ComputerPin& pin, std::uint32_t record, std::uint32_t computer) {
            alone_.insert(record);
            if (pin.linked) pinned_[record] = computer;
            if (!pin.linked) split_.emplace(record, computer);
        });
        place(input_.confirmed, [&](const model::ComputerPin&, std::uint32_t record, std::uint32_t computer) {
            confirmed_[record] = computer;
        });
    }

    void open_source(std::uint32_t number) {
        SourceState source;
        source.number = number;
        source.bags =
            cluster_records(world_, index_, world_.first_of_source[number], world_.first_of_source[number + 1], alone_);
        source.index = Index(world_, source.bags);
        source.prepare(world_.computers);
        for (std::uint32_t bag = 0; bag < source.bags.size() && !alone_.empty(); ++bag) {
            const std::uint32_t record = source.bags[bag].front();
            if (!alone_.contains(record)) continue;
            const auto pinned = pinned_.find(record);
            if (pinned != pinned_.end())
                source.settle(bag, pinned->second, pinned_edge(known(), source, pinned->second, bag));
            for (auto at = split_.lower_bound({record, 0}); at != split_.end() && at->first == record; ++at)
                source.split.emplace(bag, at->second);
        }
        sources_.push_back(std::move(source));
    }

    void learn() {
        for (const SourceState& source : sources_) {
            for (std::uint32_t bag = 0; bag < source.bags.size(); ++bag) {
                if (!source.settled[bag] || source.edges[bag].tier != LinkTier::certain) continue;
                Bag& taught = computers_[source.linked_to[bag]];
                for (const std::uint32_t member : source.bags[bag]) {
                    if (std::find(taught.begin() + 1, taught.end(), member) == taught.end()) taught.push_back(member);
                }
            }
        }
        for (Bag& bag : computers_)
            std::sort(bag.begin() + 1, bag.end());
        index_ = Index(world_, computers_);
    }

    // --- results ---

    // The record that speaks for a computer in this source: seen last; of equals, by id.
    std::vector<std::uint32_t> newest_records(const SourceState& source) const {
        const std::uint32_t first = world_.first_of_source[source.number];
        const auto& records = input_.sources[source.number].records;
        const auto newer = [&](std::uint32_t a, std::uint32_t b) {
            const std::int64_t seen_a = world_.entities[a].seen, seen_b = world_.entities[b].seen;
            return seen_a != seen_b ? seen_a > seen_b : records[a - first].id > records[b - first].id;
        };
        std::vector<std::uint32_t> out(world_.computers, nobody);
        for (std::uint32_t bag = 0; bag < source.bags.size(); ++bag) {
            if (!source.settled[bag]) continue;
            std::uint32_t& best = out[source.linked_to[bag]];
            for (const std::uint32_t member : source.bags[bag]) {
                if (best == nobody || newer(member, best)) best = member;
            }
        }
        return out;
    }

    void tell_links(const SourceState& source, model::MatchResult& out) const {
        const std::uint32_t first = world_.first_of_source[source.number];
        const auto newest = newest_records(source);
        for (std::uint32_t bag = 0; bag < source.bags.size(); ++bag) {
            const std::uint32_t computer = source.linked_to[bag];
            if (computer == nobody) continue;
            const Edge& edge = source.edges[bag];
            for (const std::uint32_t member : source.bags[bag]) {
                const bool current = source.settled[bag] && newest[computer] == member;
                out.links.push_back({computer, source.number, member - first, edge.tier, edge.rule, current,
                                     edge.matched, edge.differing, edge.doubts});
            }
        }
    }

    void tell_ambiguous(const SourceState& source, model::MatchResult& out) const {
        const std::uint32_t first = world_.first_of_source[source.number];
        for (const auto& [bag, computers] : source.ambiguous) {
            if (source.settled[bag]) continue;
            std::vector<std::uint32_t> shown(computers.begin(), computers.end());
            if (shown.size() > most_by_key) shown.resize(most_by_key);
            for (const std::uint32_t member : source.bags[bag])
                out.ambiguous.push_back({source.number, member - first, shown});
        }
    }

    model::MatchResult result() const {
        model::MatchResult out;
        for (const SourceState& source : sources_) {
            tell_links(source, out);
            tell_ambiguous(source, out);
        }
        std::sort(out.links.begin(), out.links.end(), [](const auto& a, const auto& b) {
            return std::tie(a.computer, a.source, a.record) < std::tie(b.computer, b.source, b.record);
        });
        std::sort(out.ambiguous.begin(), out.ambiguous.end(), [](const auto& a, const auto& b) {
            return std::tie(a.source, a.record) < std::tie(b.source, b.record);
        });
        return out;
    }

    const MatchInput& input_;
    World world_;
    std::vector<Bag> computers_;
    Index index_;
    std::vector<SourceState> sources_;
    std::set<std::uint32_t> alone_;
    std::map<std::uint32_t, std::uint32_t> pinned_;
    std::set<std::pair<std::uint32_t, std::uint32_t>> split_;
    Confirmed confirmed_;
};

}  // namespace

model::MatchResult match(const MatchInput& input) {
    return Matcher(input).run();
}

}  // namespace attt::inventory::matching
