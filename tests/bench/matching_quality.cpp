// How well computers are matched in provinces of which the truth is known: precision, recall and coverage over several
// seeds, beside the joins that people make in a spreadsheet, under several kinds of noise.
//   matching_quality [seeds] [computers] [sources] [noise]
// noise: "all", or one of the names below; with one, the links are also counted by rule.
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <map>
#include <string_view>

#include "tests/unit/matching/described_province.h"
#include "tests/unit/matching/scoring.h"

namespace {

using namespace attt::inventory::matching;
using namespace attt::inventory::matching::testing;
using attt::model::LinkTier;

struct Noise {
    std::string_view name;
    void (*set)(ProvinceSettings&);  // null: the province of described_province.h
};

constexpr std::array<Noise, 11> noises = {{
    {"described", nullptr},
    {"usual", [](ProvinceSettings& s) { s.replaced = 0; }},
    // the name of a computer that is gone goes to another: nothing tells them apart where there is no other key
    {"replaced", [](ProvinceSettings& s) { s.replaced = 0.03; }},
    // an inventory kept with more care
    {"careful",
     [](ProvinceSettings& s) { s.replaced = 0, s.mac_blank = 0.15, s.serial_blank = 0.2, s.group_empty = 0.05; }},
    {"no groups", [](ProvinceSettings& s) { s.replaced = 0, s.group_empty = 1; }},
    {"no MACs", [](ProvinceSettings& s) { s.replaced = 0, s.mac_blank = 1; }},
    {"no serials", [](ProvinceSettings& s) { s.replaced = 0, s.serial_blank = 1; }},
    {"renamed", [](ProvinceSettings& s) { s.replaced = 0, s.renamed = 0.25; }},
    {"clones", [](ProvinceSettings& s) { s.replaced = 0, s.cloned = 0.2; }},
    {"docks", [](ProvinceSettings& s) { s.replaced = 0, s.docked = 0.35; }},
    {"moved", [](ProvinceSettings& s) { s.replaced = 0, s.moved = 0.2, s.reinstalled = 0.2; }},
}};

struct Line {
    double precision = 0, recall = 0, coverage_error = 0;
    std::size_t wrong = 0;
};

void add(std::map<std::string, Line>& lines, const std::string& name, const Province& province, const Links& links) {
    const Score scored = score(province, links);
    Line& line = lines[name];
    line.precision += scored.precision();
    line.recall += scored.recall();
    line.wrong += scored.wrong;
    const auto truth = static_cast<double>(province.protected_computers);
    line.coverage_error += 100 * (static_cast<double>(protected_by(province, links)) - truth) /
                           static_cast<double>(province.computers.size());
}

using ByRule = std::map<std::string, std::pair<int, int>>;

void count_rules(ByRule& by_rule, const Province& province, const attt::model::MatchResult& result) {
    for (const auto& link : result.links) {
        const auto& record = province.sources[link.source].records[link.record];
        const auto truth = province.truth.find({link.source, record.id});
        const bool right = truth != province.truth.end() && truth->second == province.computers[link.computer].id;
        auto& count = by_rule[fmt::format("{} {} {:x}", name_of(link.tier), name_of(link.rule), link.doubts)];
        ++(right ? count.first : count.second);
    }
}

Province made(const Noise& noise, int seed, int computers, int sources) {
    if (noise.set == nullptr)
        return make_described_province(static_cast<std::uint64_t>(seed), static_cast<std::size_t>(computers));
    ProvinceSettings settings;
    settings.seed = static_cast<std::uint64_t>(seed);
    settings.computers = static_cast<std::size_t>(computers);
    settings.sources = static_cast<std::size_t>(sources);
    noise.set(settings);
    return make_province(settings);
}

void measure(const Noise& noise, int seeds, int computers, int sources, bool by_rules) {
    std::map<std::string, Line> lines;
    ByRule by_rule;
    for (int seed = 1; seed <= seeds; ++seed) {
        const Province province = made(noise, seed, computers, sources);
        const auto result = match(province.input());
        add(lines, "1 certain", province, links_of(province, result, {LinkTier::certain}));
        add(lines, "2 certain and probable", province,
            links_of(province, result, {LinkTier::certain, LinkTier::probable}));
        add(lines, "3 host name", province, naive_join(province, Join::name));
        add(lines, "4 serial, then name", province, naive_join(province, Join::serial_then_name));
        add(lines, "5 serial, MAC, name", province, naive_join(province, Join::serial_then_mac_then_name));
        if (by_rules) count_rules(by_rule, province, result);
    }
    fmt::print("{:<26}{:>10}{:>8}{:>24}{:>14}\n", noise.name, "precision", "recall", "coverage error, points",
               "wrong links");
    for (const auto& [name, line] : lines) {
        const double n = seeds;
        fmt::print("  {:<24}{:>10.4f}{:>8.3f}{:>24.1f}{:>14.1f}\n", name.substr(2), line.precision / n, line.recall / n,
                   line.coverage_error / n, static_cast<double>(line.wrong) / n);
    }
    for (const auto& [name, count] : by_rule)
        fmt::print("    {:<18} right {:>7} wrong {:>6}\n", name, count.first, count.second);
}

}  // namespace

int main(int argc, char** argv) {
    const int seeds = argc > 1 ? std::atoi(argv[1]) : 20;
    const int computers = argc > 2 ? std::atoi(argv[2]) : 5100;
    const int sources = argc > 3 ? std::atoi(argv[3]) : 1;
    const std::string_view wanted = argc > 4 ? argv[4] : "all";
    fmt::print("{} provinces of {} computers, sources: {}\n", seeds, computers, sources);
    for (const Noise& noise : noises) {
        if (wanted == "all" || wanted == noise.name) measure(noise, seeds, computers, sources, wanted != "all");
    }
    return 0;
}
