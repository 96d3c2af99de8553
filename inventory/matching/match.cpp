#include "inventory/matching/match.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "inventory/matching/clusters.h"
#include "inventory/matching/evidence.h"

namespace attt::inventory::matching {
namespace {

using model::Doubt;
using model::LinkRule;
using model::LinkTier;

constexpr std::uint32_t nobody = 0xFFFFFFFFU;
// Certain links teach further keys of a computer (its new name, its MAC), which other sources may know it by.
constexpr int most_rounds = 3;
// Two records whose computer was seen in both within this time are used side by side, not one after the other.
constexpr std::int64_t side_by_side = 3LL * 24 * 3600 * 1000;

struct Candidate {
    std::uint32_t computer = 0;
    std::uint32_t bag = 0;
    Edge edge;
};

// The links of one source.
struct SourceState {
    std::uint32_t number = 0;
    std::vector<Candidate> candidates;
    std::vector<Bag> bags;
    Index index;
    std::vector<std::uint32_t> taken_by;                                   // bag -> computer, or nobody
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> holder;  // computer -> its bags
    std::vector<bool> tied;  // bag: several fit equally, nothing weaker may decide
    std::set<std::uint32_t> tied_computers;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Edge> links;  // (bag, computer)
    std::map<std::uint32_t, std::set<std::uint32_t>> ambiguous;     // bag -> computers
    std::set<std::pair<std::uint32_t, std::uint32_t>> split;        // (bag, computer)
};

// The order in which rules are tried: certain ones by number (what was confirmed before comes last of them), then
// probable ones.
int rank_of(const Edge& edge) {
    if (edge.rule == LinkRule::r1) return 9;
    const int number = static_cast<int>(edge.rule);
    return edge.tier == LinkTier::certain ? number - 1 : 10 + number;
}
constexpr int last_certain_rank = 9;
constexpr int last_rank = 19;

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
        for (int round = 0; round < most_rounds; ++round) {
            bool found = false;
            for (SourceState& source : sources_) {
                source.candidates = candidates(source);
                found |= assign(source, 0, last_certain_rank);
            }
            // what one source says of a computer helps only another source
            if (!found || sources_.size() == 1) break;
            learn();
        }
        for (SourceState& source : sources_) {
            source.candidates = candidates(source);
            assign(source, last_certain_rank + 1, last_rank);
            take_further_records(source);
            suggest(source);
        }
        return result();
    }

  private:
    // --- what people said ---

    std::unordered_map<std::string_view, std::uint32_t> records_of(std::uint32_t source) const {
        std::unordered_map<std::string_view, std::uint32_t> out;
        const auto& records = input_.sources[source].records;
        for (std::uint32_t place = 0; place < records.size(); ++place)
            out.emplace(records[place].id, world_.first_of_source[source] + place);
        return out;
    }

    void place_hand_work() {
        std::unordered_map<std::string_view, std::uint32_t> computers;
        for (std::uint32_t i = 0; i < world_.computers; ++i)
            computers.emplace(input_.computers[i].id, i);
        std::map<std::string_view, std::uint32_t> sources;
        std::vector<std::unordered_map<std::string_view, std::uint32_t>> records(input_.sources.size());
        for (std::uint32_t number = 0; number < input_.sources.size(); ++number)
            sources.emplace(input_.sources[number].name, number);
        const auto place = [&](const model::ComputerPin& pin, auto&& use) {
            const auto source = sources.find(pin.source);
            const auto computer = computers.find(pin.computer);
            if (source == sources.end() || computer == computers.end()) return;
            if (records[source->second].empty()) records[source->second] = records_of(source->second);
            const auto record = records[source->second].find(pin.record);
            if (record != records[source->second].end()) use(record->second, computer->second);
        };
        for (const model::ComputerPin& pin : input_.pins) {
            place(pin, [&](std::uint32_t record, std::uint32_t computer) {
                alone_.insert(record);
                if (pin.linked) pinned_[record] = computer;
                if (!pin.linked) split_.emplace(record, computer);
            });
        }
        for (const model::ComputerPin& pin : input_.confirmed) {
            place(pin, [&](std::uint32_t record, std::uint32_t computer) { confirmed_[record] = computer; });
        }
    }

    void open_source(std::uint32_t number) {
        SourceState source;
        source.number = number;
        source.bags =
            cluster_records(world_, index_, world_.first_of_source[number], world_.first_of_source[number + 1], alone_);
        source.index = Index(world_, source.bags);
        source.taken_by.assign(source.bags.size(), nobody);
        source.tied.resize(source.bags.size());
        for (std::uint32_t bag = 0; bag < source.bags.size(); ++bag) {
            const std::uint32_t record = source.bags[bag].front();
            if (!alone_.contains(record)) continue;
            const auto pinned = pinned_.find(record);
            if (pinned != pinned_.end()) take(source, bag, pinned->second, pinned_edge(source, bag, pinned->second));
            for (auto at = split_.lower_bound({record, 0}); at != split_.end() && at->first == record; ++at)
                source.split.emplace(bag, at->second);
        }
        sources_.push_back(std::move(source));
    }

    Edge pinned_edge(const SourceState& source, std::uint32_t bag, std::uint32_t computer) const {
        Edge edge = judge(compare({world_, index_, source.index}, computers_[computer], source.bags[bag]), false)
                        .value_or(Edge{});
        edge.rule = LinkRule::r0;
        edge.tier = LinkTier::certain;
        edge.doubts = 0;
        edge.second_only = false;
        return edge;
    }

    // --- candidates ---

    void gather(const SourceState& source, std::uint32_t bag, std::vector<std::uint32_t>& out) const {
        out.clear();
        const auto add = [&](std::span<const std::uint32_t> found, std::size_t most) {
            if (found.size() <= most) out.insert(out.end(), found.begin(), found.end());
        };
        for (const std::uint32_t member : source.bags[bag]) {
            const Entity& entity = world_.entities[member];
            if (entity.serial != 0) add(index_.serial.at(entity.serial), most_by_key);
            if (entity.uuid != 0) add(index_.uuid.at(entity.uuid), most_by_key);
            for (const Id mac : world_.macs_of(entity))
                add(index_.mac.at(mac), most_by_key);
            for (const Id ip : world_.ips_of(entity))
                add(index_.ip.at(ip), most_by_key);
            if (entity.host != 0) add_named(entity, index_.host.at(entity.host), out);
            const auto confirmed = confirmed_.find(member);
            if (confirmed != confirmed_.end()) out.push_back(confirmed->second);
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
    }

    void add_named(const Entity& entity, std::span<const std::uint32_t> found, std::vector<std::uint32_t>& out) const {
        if (found.size() <= most_by_key) {
            out.insert(out.end(), found.begin(), found.end());
            return;
        }
        // the many of one name are told apart by their agency, if at all
        std::vector<std::uint32_t> near;
        index_.each_named(entity.host, entity.agency, [&](std::uint32_t computer) { near.push_back(computer); });
        if (near.size() <= most_by_name) out.insert(out.end(), near.begin(), near.end());
    }

    // The record's name is that of another computer, or the computer's name that of another record.
    bool name_of_another(const SourceState& source, std::uint32_t computer, std::uint32_t bag) const {
        const auto fits = [](const Entity& a, const Entity& b) {
            return a.name_quality == Quality::sound || (a.agency != 0 && a.agency == b.agency);
        };
        for (const std::uint32_t member : source.bags[bag]) {
            const Entity& record = world_.entities[member];
            if (record.host == 0) continue;
            bool another = false;
            const auto look = [&](std::uint32_t other) {
                another |= other != computer && fits(record, world_.entities[other]);
            };
            const auto found = index_.host.at(record.host);
            if (found.size() <= most_by_key)
                std::for_each(found.begin(), found.end(), look);
            else
                index_.each_named(record.host, record.agency, look);
            if (another) return true;
        }
        const Entity& listed = world_.entities[computer];
        if (listed.host == 0) return false;
        bool another = false;
        const auto look = [&](std::uint32_t other) {
            another |= other != bag && fits(listed, world_.entities[source.bags[other].front()]);
        };
        const auto found = source.index.host.at(listed.host);
        if (found.size() <= most_by_key)
            std::for_each(found.begin(), found.end(), look);
        else
            source.index.each_named(listed.host, listed.agency, look);
        return another;
    }

    std::optional<Edge> edge_between(const SourceState& source, std::uint32_t computer, std::uint32_t bag) const {
        if (source.split.contains({bag, computer})) return std::nullopt;
        const Sides sides{world_, index_, source.index};
        const Evidence evidence = compare(sides, computers_[computer], source.bags[bag]);
        const bool asks_for_name = (evidence.mac || evidence.serial) && !evidence.host;
        auto edge = judge(evidence, asks_for_name && name_of_another(source, computer, bag));
        if (edge && edge->tier == LinkTier::certain && !edge->second_only) return edge;
        if (const auto before = confirmed_edge(source, computer, bag, evidence)) return before;
        return edge;
    }

    std::optional<Edge> confirmed_edge(const SourceState& source, std::uint32_t computer, std::uint32_t bag,
                                       const Evidence& evidence) const {
        if (evidence.serial_differs || evidence.retired || evidence.os_differs) return std::nullopt;
        const bool confirmed = std::any_of(source.bags[bag].begin(), source.bags[bag].end(), [&](std::uint32_t m) {
            const auto found = confirmed_.find(m);
            return found != confirmed_.end() && found->second == computer;
        });
        if (!confirmed) return std::nullopt;
        Edge edge = judge(evidence, false).value_or(Edge{});
        edge.rule = LinkRule::r1;
        edge.tier = LinkTier::certain;
        edge.doubts = 0;
        edge.second_only = false;
        return edge;
    }

    std::vector<Candidate> candidates(const SourceState& source) const {
        std::vector<Candidate> out;
        std::vector<std::uint32_t> computers;
        for (std::uint32_t bag = 0; bag < source.bags.size(); ++bag) {
            if (source.taken_by[bag] != nobody) continue;
            gather(source, bag, computers);
            for (const std::uint32_t computer : computers) {
                if (auto edge = edge_between(source, computer, bag)) out.push_back({computer, bag, *edge});
            }
        }
        return out;
    }

    // --- assigning ---

    void take(SourceState& source, std::uint32_t bag, std::uint32_t computer, const Edge& edge) const {
        source.taken_by[bag] = computer;
        source.holder[computer].push_back(bag);
        source.links[{bag, computer}] = edge;
    }

    bool assign(SourceState& source, int first, int last) const {
        std::vector<Candidate> all;
        std::copy_if(source.candidates.begin(), source.candidates.end(), std::back_inserter(all), [&](const auto& c) {
            const int rank = rank_of(c.edge);
            return c.edge.tier != LinkTier::review && !c.edge.second_only && rank >= first && rank <= last;
        });
        std::stable_sort(all.begin(), all.end(),
                         [](const Candidate& a, const Candidate& b) { return rank_of(a.edge) < rank_of(b.edge); });
        bool found = false;
        for (std::size_t begin = 0; begin < all.size();) {
            std::size_t end = begin;
            while (end < all.size() && rank_of(all[end].edge) == rank_of(all[begin].edge))
                ++end;
            found |= assign_rank(source, std::span(all).subspan(begin, end - begin));
            begin = end;
        }
        return found;
    }

    // Only pairs of which neither side has another of the same strength.
    bool assign_rank(SourceState& source, std::span<const Candidate> rank) const {
        std::unordered_map<std::uint32_t, std::vector<const Candidate*>> by_bag, by_computer;
        for (const Candidate& candidate : rank) {
            const bool open = source.taken_by[candidate.bag] == nobody && !source.tied[candidate.bag] &&
                              !source.holder.contains(candidate.computer) &&
                              !source.tied_computers.contains(candidate.computer);
            if (!open) continue;
            by_bag[candidate.bag].push_back(&candidate);
            by_computer[candidate.computer].push_back(&candidate);
        }
        bool found = false;
        for (const Candidate& candidate : rank) {
            const auto own = by_bag.find(candidate.bag);
            const auto rivals = by_computer.find(candidate.computer);
            if (own == by_bag.end() || rivals == by_computer.end()) continue;
            if (own->second.size() == 1 && (rivals->second.size() == 1 || are_one(source, rivals->second, by_bag))) {
                take(source, candidate.bag, candidate.computer, candidate.edge);
                found = true;
            }
        }
        for (const auto& [bag, edges] : by_bag) {
            if (source.taken_by[bag] == nobody) note_tie(source, bag, edges);
        }
        return found;
    }

    // Several records that each point at this computer alone, by two keys, and do not contradict each other.
    bool are_one(const SourceState& source, const std::vector<const Candidate*>& rivals,
                 const std::unordered_map<std::uint32_t, std::vector<const Candidate*>>& by_bag) const {
        const LinkRule rule = rivals.front()->edge.rule;
        if (rule != LinkRule::r2 && rule != LinkRule::r5) return false;
        for (const Candidate* a : rivals) {
            if (by_bag.at(a->bag).size() != 1) return false;
            for (const Candidate* b : rivals) {
                if (bags_conflict(source, a->bag, b->bag)) return false;
            }
        }
        return true;
    }

    bool bags_conflict(const SourceState& source, std::uint32_t a, std::uint32_t b) const {
        for (const std::uint32_t x : source.bags[a]) {
            for (const std::uint32_t y : source.bags[b]) {
                if (serials_conflict(world_, world_.entities[x], world_.entities[y])) return true;
            }
        }
        return false;
    }

    void note_tie(SourceState& source, std::uint32_t bag, const std::vector<const Candidate*>& edges) const {
        bool tied = false;
        for (const Candidate* edge : edges) {
            if (source.holder.contains(edge->computer)) continue;
            tied = true;
            source.tied_computers.insert(edge->computer);
            source.ambiguous[bag].insert(edge->computer);
        }
        if (tied) source.tied[bag] = true;
    }

    void learn() {
        for (const SourceState& source : sources_) {
            for (const auto& [pair, edge] : source.links) {
                if (edge.tier != LinkTier::certain) continue;
                Bag& known = computers_[pair.second];
                for (const std::uint32_t member : source.bags[pair.first]) {
                    if (std::find(known.begin() + 1, known.end(), member) == known.end()) known.push_back(member);
                }
            }
        }
        for (Bag& bag : computers_)
            std::sort(bag.begin() + 1, bag.end());
        index_ = Index(world_, computers_);
    }

    // --- further records of computers already found ---

    void take_further_records(SourceState& source) const {
        std::map<std::uint32_t, std::vector<Candidate>> by_bag;
        for (const Candidate& candidate : source.candidates) {
            if (source.taken_by[candidate.bag] != nobody || !source.holder.contains(candidate.computer)) continue;
            const LinkRule rule = candidate.edge.rule;
            const bool strong = rule == LinkRule::r2 || rule == LinkRule::r3 || rule == LinkRule::r5 ||
                                rule == LinkRule::r6 || rule == LinkRule::r1;
            if (strong && candidate.edge.tier != LinkTier::review) by_bag[candidate.bag].push_back(candidate);
        }
        for (const auto& [bag, found] : by_bag) {
            if (found.size() != 1) continue;
            Candidate candidate = found.front();
            const auto& held = source.holder.at(candidate.computer);
            const bool conflict = std::any_of(held.begin(), held.end(), [&, at = bag](std::uint32_t other) {
                return bags_conflict(source, other, at);
            });
            if (conflict || (candidate.edge.rule == LinkRule::r6 && !one_after_other(source, held, bag))) continue;
            if (candidate.edge.rule == LinkRule::r6) candidate.edge.tier = LinkTier::probable;
            source.taken_by[bag] = candidate.computer;
            source.links[{bag, candidate.computer}] = candidate.edge;
        }
    }

    // By the adapter alone: one computer before and after it was installed anew, or one adapter at two computers?
    bool one_after_other(const SourceState& source, const std::vector<std::uint32_t>& held, std::uint32_t bag) const {
        const std::int64_t b = seen(source.bags[bag]);
        return std::all_of(held.begin(), held.end(), [&](std::uint32_t other) {
            const std::int64_t a = seen(source.bags[other]);
            return a != 0 && b != 0 && std::abs(a - b) > side_by_side;
        });
    }

    std::int64_t seen(const Bag& bag) const {
        std::int64_t newest = 0;
        for (const std::uint32_t member : bag)
            newest = std::max(newest, world_.entities[member].seen);
        return newest;
    }

    // --- what is left for an officer ---

    void suggest(SourceState& source) const {
        std::map<std::uint32_t, std::vector<Candidate>> by_bag;
        for (const Candidate& candidate : source.candidates) {
            if (source.taken_by[candidate.bag] == nobody) by_bag[candidate.bag].push_back(candidate);
        }
        source.candidates.clear();
        for (auto& [bag, found] : by_bag) {
            const auto strength = [&](const Candidate& c) {
                return std::pair(source.holder.contains(c.computer), static_cast<int>(c.edge.rule));
            };
            std::stable_sort(found.begin(), found.end(),
                             [&](const Candidate& a, const Candidate& b) { return strength(a) < strength(b); });
            if (found.size() > 1 && strength(found[0]) == strength(found[1])) {
                for (const Candidate& c : found) {
                    if (strength(c) == strength(found[0])) source.ambiguous[bag].insert(c.computer);
                }
                continue;
            }
            Edge edge = found.front().edge;
            const bool held = source.holder.contains(found.front().computer);
            if (edge.tier != LinkTier::review || held)
                edge.doubts = static_cast<std::uint16_t>(edge.doubts | static_cast<unsigned>(Doubt::others_as_good));
            edge.tier = LinkTier::review;
            source.links[{bag, found.front().computer}] = edge;
            source.ambiguous.erase(bag);
        }
    }

    // --- results ---

    std::string_view id_of(std::uint32_t source, std::uint32_t entity) const {
        return input_.sources[source].records[entity - world_.first_of_source[source]].id;
    }

    // The record that speaks for a computer in this source: seen last; of equals, by id.
    std::unordered_map<std::uint32_t, std::uint32_t> newest_records(const SourceState& source) const {
        std::unordered_map<std::uint32_t, std::uint32_t> out;
        for (const auto& [pair, edge] : source.links) {
            if (edge.tier == LinkTier::review) continue;
            for (const std::uint32_t member : source.bags[pair.first]) {
                const auto [at, fresh] = out.emplace(pair.second, member);
                const auto key = [&](std::uint32_t m) {
                    return std::pair(world_.entities[m].seen, id_of(source.number, m));
                };
                if (!fresh && key(at->second) < key(member)) at->second = member;
            }
        }
        return out;
    }

    model::MatchResult result() const {
        model::MatchResult out;
        for (const SourceState& source : sources_) {
            const std::uint32_t first = world_.first_of_source[source.number];
            const auto newest = newest_records(source);
            for (const auto& [pair, edge] : source.links) {
                for (const std::uint32_t member : source.bags[pair.first]) {
                    const auto at = newest.find(pair.second);
                    const bool current = edge.tier != LinkTier::review && at != newest.end() && at->second == member;
                    out.links.push_back({pair.second, source.number, member - first, edge.tier, edge.rule, current,
                                         edge.matched, edge.differing, edge.doubts});
                }
            }
            for (const auto& [bag, computers] : source.ambiguous) {
                if (source.taken_by[bag] != nobody) continue;
                std::vector<std::uint32_t> shown(computers.begin(), computers.end());
                if (shown.size() > most_by_key) shown.resize(most_by_key);
                for (const std::uint32_t member : source.bags[bag])
                    out.ambiguous.push_back({source.number, member - first, shown});
            }
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
    std::unordered_map<std::uint32_t, std::uint32_t> confirmed_;
};

}  // namespace

model::MatchResult match(const MatchInput& input) {
    return Matcher(input).run();
}

}  // namespace attt::inventory::matching
