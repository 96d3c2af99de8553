#include "inventory/matching/assign.h"

#include <algorithm>
#include <array>

#include "inventory/matching/clusters.h"

namespace attt::inventory::matching {
namespace {

using model::Doubt;
using model::LinkRule;
using model::LinkTier;

// Two records whose computer was seen in both within this time are used side by side, not one after the other.
constexpr std::int64_t side_by_side = 3LL * 24 * 3600 * 1000;

// The order in which rules are tried: certain ones by number (what was confirmed before comes last of them), then
// probable ones; of one rule, whole names before those that were cut.
constexpr int ranks = 40;
constexpr int first_probable = 20;
int rank_of(const Edge& edge) {
    if (edge.rule == LinkRule::r1) return first_probable - 1;
    const int number = static_cast<int>(edge.rule);
    const int place = edge.tier == LinkTier::certain ? number - 1 : first_probable / 2 + number;
    return 2 * place + (edge.cut_name ? 1 : 0);
}

bool bags_conflict(const World& world, const Bag& a, const Bag& b) {
    return std::any_of(a.begin(), a.end(), [&](std::uint32_t x) {
        return std::any_of(b.begin(), b.end(), [&](std::uint32_t y) {
            return serials_conflict(world, world.entities[x], world.entities[y]);
        });
    });
}

using Group = std::vector<const Candidate*>;

// Runs of equal `key` in a list sorted by it.
template <class Key, class Visit>
void each_run(const Group& sorted, Key key, Visit visit) {
    for (std::size_t begin = 0; begin < sorted.size();) {
        std::size_t end = begin;
        while (end < sorted.size() && key(*sorted[end]) == key(*sorted[begin]))
            ++end;
        visit(std::span(sorted).subspan(begin, end - begin));
        begin = end;
    }
}
std::uint32_t bag_of(const Candidate& candidate) {
    return candidate.bag;
}
std::uint32_t computer_of(const Candidate& candidate) {
    return candidate.computer;
}

// The candidates of one rank.
class Rank {
  public:
    Rank(const World& world, SourceState& source, Group candidates)
        : world_(world), source_(source), open_(std::move(candidates)) {
        find_unsure();
        std::erase_if(open_, [&](const Candidate* candidate) {
            return source_.settled[candidate->bag] || source_.tied[candidate->bag] ||
                   source_.held(candidate->computer) || source_.tied_computer[candidate->computer];
        });
    }

    bool assign() {
        // candidates come by bag, so that those of one bag stand together
        each_run(open_, bag_of, [&](auto run) {
            if (run.size() == 1 && !is_unsure(run.front())) lone_.push_back(run.front());
        });
        const Group by_computer = sorted_by_computer(open_);
        std::sort(lone_.begin(), lone_.end());
        bool found = false;
        each_run(by_computer, computer_of, [&](auto rivals) {
            if (rivals.size() > 1 ? !are_one(rivals) : !is_lone(rivals.front())) return;
            for (const Candidate* candidate : rivals)
                source_.settle(candidate->bag, candidate->computer, candidate->edge);
            found = true;
        });
        each_run(open_, bag_of, [&](auto run) {
            if (!source_.settled[run.front()->bag]) note_tie(run);
        });
        return found;
    }

  private:
    static Group sorted_by_computer(Group group) {
        std::stable_sort(group.begin(), group.end(),
                         [](const Candidate* a, const Candidate* b) { return a->computer < b->computer; });
        return group;
    }

    // A name that was cut may be any of those that begin so: that the others are taken does not make it the last.
    void find_unsure() {
        if (open_.empty() || !open_.front()->edge.cut_name) return;
        const auto take = [&](auto run) {
            if (run.size() > 1) unsure_.insert(unsure_.end(), run.begin(), run.end());
        };
        each_run(open_, bag_of, take);
        each_run(sorted_by_computer(open_), computer_of, take);
        std::sort(unsure_.begin(), unsure_.end());
    }
    bool is_unsure(const Candidate* candidate) const {
        return std::binary_search(unsure_.begin(), unsure_.end(), candidate);
    }

    bool is_lone(const Candidate* candidate) const { return std::binary_search(lone_.begin(), lone_.end(), candidate); }

    // Several records that each point at this computer alone, by two keys, and do not contradict each other.
    bool are_one(std::span<const Candidate* const> rivals) const {
        const LinkRule rule = rivals.front()->edge.rule;
        if (rule != LinkRule::r2 && rule != LinkRule::r5) return false;
        return std::all_of(rivals.begin(), rivals.end(), [&](const Candidate* a) {
            return is_lone(a) && std::none_of(rivals.begin(), rivals.end(), [&](const Candidate* b) {
                       return bags_conflict(world_, source_.bags[a->bag], source_.bags[b->bag]);
                   });
        });
    }

    void note_tie(std::span<const Candidate* const> run) {
        for (const Candidate* candidate : run) {
            if (source_.held(candidate->computer)) continue;
            source_.tied[candidate->bag] = true;
            source_.tied_computer[candidate->computer] = true;
            source_.ambiguous[candidate->bag].insert(candidate->computer);
        }
    }

    const World& world_;
    SourceState& source_;
    Group open_;
    Group lone_;    // the only ones of their bag, by address
    Group unsure_;  // of names that were cut, by address
};

// Visits the candidates of each bag that is not settled.
template <class Visit>
void each_open_bag(const SourceState& source, Visit visit) {
    const auto& all = source.candidates;
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin;
        while (end < all.size() && all[end].bag == all[begin].bag)
            ++end;
        if (!source.settled[all[begin].bag]) visit(std::span(all).subspan(begin, end - begin));
        begin = end;
    }
}

bool is_strong(const Edge& edge) {
    switch (edge.rule) {
        case LinkRule::r1:
        case LinkRule::r2:
        case LinkRule::r3:
        case LinkRule::r5:
        case LinkRule::r6: return edge.tier != LinkTier::review;
        default: return false;
    }
}

// By a name of its own at the same office: the computer before or after it was installed anew, where nothing differs.
bool is_same_name(const Edge& edge) {
    const bool by_name = edge.rule == LinkRule::r7 || edge.rule == LinkRule::r8;
    return by_name && edge.tier != LinkTier::review && edge.doubts == 0 && edge.sole_name;
}

// By one key alone: one computer before and after it was installed anew, or one key at two computers?
bool one_after_other(const World& world, const SourceState& source, std::uint32_t computer, std::uint32_t bag) {
    const std::int64_t b = last_seen(world, source.bags[bag]);
    bool after = true;
    source.each_held(computer, [&](std::uint32_t other) {
        const std::int64_t a = last_seen(world, source.bags[other]);
        after = after && a != 0 && b != 0 && std::abs(a - b) > side_by_side;
    });
    return after;
}

}  // namespace

std::int64_t last_seen(const World& world, const Bag& bag) {
    std::int64_t newest = 0;
    for (const std::uint32_t member : bag)
        newest = std::max(newest, world.entities[member].seen);
    return newest;
}

bool assign(const World& world, SourceState& source, Strength strength) {
    const bool certain = strength == Strength::certain;
    std::array<Group, ranks> by_rank;
    for (const Candidate& candidate : source.candidates) {
        if (candidate.edge.tier == LinkTier::review || candidate.edge.second_only) continue;
        const int rank = rank_of(candidate.edge);
        if ((rank < first_probable) == certain) by_rank[static_cast<std::size_t>(rank)].push_back(&candidate);
    }
    bool found = false;
    for (Group& group : by_rank) {
        if (!group.empty()) found |= Rank(world, source, std::move(group)).assign();
    }
    return found;
}

void take_further_records(const World& world, SourceState& source) {
    each_open_bag(source, [&](std::span<const Candidate> all) {
        const Candidate* only = nullptr;
        for (const Candidate& candidate : all) {
            if (!source.held(candidate.computer)) continue;
            if (!is_strong(candidate.edge) && !is_same_name(candidate.edge)) continue;
            if (only != nullptr) return;
            only = &candidate;
        }
        if (only == nullptr) return;
        bool conflict = false;
        source.each_held(only->computer, [&](std::uint32_t other) {
            conflict |= bags_conflict(world, source.bags[other], source.bags[only->bag]);
        });
        const bool by_one_key = only->edge.rule == LinkRule::r6 || is_same_name(only->edge);
        if (conflict || (by_one_key && !one_after_other(world, source, only->computer, only->bag))) return;
        Edge edge = only->edge;
        if (by_one_key) edge.tier = LinkTier::probable;
        source.settle(only->bag, only->computer, edge);
    });
}

void suggest(SourceState& source) {
    each_open_bag(source, [&](std::span<const Candidate> all) {
        const auto strength = [&](const Candidate& c) {
            return std::pair(source.held(c.computer), static_cast<int>(c.edge.rule));
        };
        const auto best = std::min_element(
            all.begin(), all.end(), [&](const Candidate& a, const Candidate& b) { return strength(a) < strength(b); });
        const auto as_good = [&](const Candidate& c) { return strength(c) == strength(*best); };
        const std::uint32_t bag = best->bag;
        if (std::count_if(all.begin(), all.end(), as_good) > 1) {
            for (const Candidate& c : all) {
                if (as_good(c)) source.ambiguous[bag].insert(c.computer);
            }
            return;
        }
        Edge edge = best->edge;
        if (edge.tier != LinkTier::review || source.held(best->computer))
            edge.doubts = static_cast<std::uint16_t>(edge.doubts | static_cast<unsigned>(Doubt::others_as_good));
        edge.tier = LinkTier::review;
        source.linked_to[bag] = best->computer;
        source.edges[bag] = edge;
        source.ambiguous.erase(bag);
    });
    source.candidates = {};
}

}  // namespace attt::inventory::matching
