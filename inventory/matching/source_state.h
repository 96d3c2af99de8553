// One source while it is matched: its records as bags (those that are one computer), the computers that each could be,
// and what has been decided. Every bag gets one link at most; a computer may hold several bags.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "inventory/matching/evidence.h"

namespace attt::inventory::matching {

inline constexpr std::uint32_t nobody = 0xFFFFFFFFU;

struct Candidate {
    std::uint32_t computer = 0;
    std::uint32_t bag = 0;
    Edge edge;
};

struct SourceState {
    std::uint32_t number = 0;
    std::vector<Bag> bags;
    Index index;
    std::vector<Candidate> candidates;  // by bag, then computer

    std::vector<std::uint32_t> linked_to;  // bag -> computer, or nobody
    std::vector<Edge> edges;               // of the link of a bag
    std::vector<bool> settled;             // bag: its link stands; else it waits for an officer
    std::vector<std::uint32_t> first_bag;  // computer -> the first bag it holds, or nobody
    std::vector<std::uint32_t> next_bag;   // bag -> the next of the same computer

    std::vector<bool> tied;                                      // bag: several fit equally, nothing weaker may decide
    std::vector<bool> tied_computer;                             // computer: the same
    std::map<std::uint32_t, std::set<std::uint32_t>> ambiguous;  // bag -> computers
    std::set<std::pair<std::uint32_t, std::uint32_t>> split;     // (bag, computer), by hand

    void prepare(std::size_t computers) {
        linked_to.assign(bags.size(), nobody);
        edges.resize(bags.size());
        settled.resize(bags.size());
        next_bag.assign(bags.size(), nobody);
        tied.resize(bags.size());
        first_bag.assign(computers, nobody);
        tied_computer.resize(computers);
    }
    bool held(std::uint32_t computer) const { return first_bag[computer] != nobody; }
    template <class Visit>
    void each_held(std::uint32_t computer, Visit visit) const {
        for (std::uint32_t bag = first_bag[computer]; bag != nobody; bag = next_bag[bag])
            visit(bag);
    }
    void settle(std::uint32_t bag, std::uint32_t computer, const Edge& edge) {
        linked_to[bag] = computer;
        edges[bag] = edge;
        settled[bag] = true;
        next_bag[bag] = first_bag[computer];
        first_bag[computer] = bag;
    }
};

}  // namespace attt::inventory::matching
