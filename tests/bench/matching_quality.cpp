// How well computers are matched in provinces of which the truth is known: precision, recall and coverage over several
// seeds, beside the joins that people make in a spreadsheet.
//   matching_quality [seeds] [computers] [sources]
#include <fmt/format.h>

#include <cstdlib>
#include <map>

#include "tests/unit/matching/scoring.h"

namespace {

using namespace attt::inventory::matching;
using namespace attt::inventory::matching::testing;
using attt::model::LinkTier;

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

}  // namespace

int main(int argc, char** argv) {
    const int seeds = argc > 1 ? std::atoi(argv[1]) : 20;
    const int computers = argc > 2 ? std::atoi(argv[2]) : 5100;
    const int sources = argc > 3 ? std::atoi(argv[3]) : 1;
    const double replaced = argc > 4 ? std::atof(argv[4]) : ProvinceSettings{}.replaced;
    std::map<std::string, Line> lines;
    std::map<std::string, std::pair<int, int>> by_rule;
    for (int seed = 1; seed <= seeds; ++seed) {
        ProvinceSettings settings;
        settings.seed = static_cast<std::uint64_t>(seed);
        settings.computers = static_cast<std::size_t>(computers);
        settings.replaced = replaced;
        settings.sources = static_cast<std::size_t>(sources);
        const Province province = make_province(settings);
        const auto result = match(province.input());
        add(lines, "1 certain", province, links_of(province, result, {LinkTier::certain}));
        add(lines, "2 certain and probable", province,
            links_of(province, result, {LinkTier::certain, LinkTier::probable}));
        add(lines, "3 and to review", province,
            links_of(province, result, {LinkTier::certain, LinkTier::probable, LinkTier::review}));
        add(lines, "4 host name", province, naive_join(province, Join::name));
        add(lines, "5 serial, then name", province, naive_join(province, Join::serial_then_name));
        add(lines, "6 serial, MAC, name", province, naive_join(province, Join::serial_then_mac_then_name));
        for (const auto& link : result.links) {
            const auto& record = province.sources[link.source].records[link.record];
            const auto truth = province.truth.find({link.source, record.id});
            const bool right = truth != province.truth.end() && truth->second == province.computers[link.computer].id;
            auto& count = by_rule[fmt::format("{} {} {:x}", name_of(link.tier), name_of(link.rule), link.doubts)];
            ++(right ? count.first : count.second);
        }
    }
    fmt::print("{} provinces of {} computers, {} sources\n", seeds, computers, sources);
    fmt::print("{:<26}{:>10}{:>8}{:>22}{:>14}\n", "", "precision", "recall", "coverage error, points", "wrong links");
    for (const auto& [name, line] : lines) {
        const double n = seeds;
        fmt::print("{:<26}{:>10.4f}{:>8.3f}{:>22.1f}{:>14.1f}\n", name.substr(2), line.precision / n, line.recall / n,
                   line.coverage_error / n, static_cast<double>(line.wrong) / n);
    }
    for (const auto& [name, count] : by_rule)
        fmt::print("{:<14} right {:>7} wrong {:>6}\n", name, count.first, count.second);
    return 0;
}
