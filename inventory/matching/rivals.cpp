#include "inventory/matching/rivals.h"

#include <algorithm>

#include "inventory/matching/candidates.h"

namespace attt::inventory::matching {
namespace {

class Looking {
  public:
    explicit Looking(const MatchInput& input) : world_(build_world(input)) {
        for (std::uint32_t i = 0; i < world_.computers; ++i)
            computers_.push_back({i});
        index_ = Index(world_, computers_);
    }

    // Every record stands for itself here: what was joined with it is a rival worth showing.
    SourceState open(std::uint32_t number) const {
        SourceState source;
        source.number = number;
        for (std::uint32_t at = world_.first_of_source[number]; at < world_.first_of_source[number + 1]; ++at)
            source.bags.push_back({at});
        source.index = Index(world_, source.bags);
        source.prepare(world_.computers);
        return source;
    }

    std::vector<Rival> of(const SourceState& source, const model::ComputerLink& link, std::size_t most) const {
        std::vector<Rival> computers, records;
        std::vector<std::uint32_t> near;
        computers_near(known(), source.bags[link.record], near);
        for (const std::uint32_t computer : near) {
            if (computer != link.computer) add(computers, source, computer, link.record);
        }
        for (const std::uint32_t record : records_near(source, link.computer)) {
            if (record != link.record) add(records, source, link.computer, record);
        }
        std::vector<Rival> out;
        for (auto* list : {&computers, &records}) {
            std::stable_sort(list->begin(), list->end(), [](const Rival& a, const Rival& b) {
                return std::tie(a.tier, a.rule) < std::tie(b.tier, b.rule);
            });
            list->resize(std::min(list->size(), most));
            out.insert(out.end(), list->begin(), list->end());
        }
        return out;
    }

  private:
    Known known() const { return {world_, computers_, index_, confirmed_}; }

    void add(std::vector<Rival>& out, const SourceState& source, std::uint32_t computer, std::uint32_t bag) const {
        if (const auto edge = edge_between(known(), source, computer, bag))
            out.push_back({computer, bag, edge->tier, edge->rule, edge->matched, edge->doubts});
    }

    std::vector<std::uint32_t> records_near(const SourceState& source, std::uint32_t computer) const {
        const Known reversed{world_, source.bags, source.index, confirmed_};
        std::vector<std::uint32_t> out;
        computers_near(reversed, computers_[computer], out);
        return out;
    }

    World world_;
    std::vector<Bag> computers_;
    Index index_;
    Confirmed confirmed_;
};

}  // namespace

std::vector<std::vector<Rival>> rivals_of(const MatchInput& input, std::span<const model::ComputerLink> links,
                                          std::size_t most) {
    std::vector<std::vector<Rival>> out;
    if (links.empty()) return out;
    const Looking looking(input);
    SourceState source;
    bool opened = false;
    for (const model::ComputerLink& link : links) {
        if (!opened || source.number != link.source) source = looking.open(link.source);
        opened = true;
        out.push_back(looking.of(source, link, most));
    }
    return out;
}

}  // namespace attt::inventory::matching
