#include "app/coverage.h"

#include <algorithm>
#include <map>
#include <set>

#include "app/computer_judging.h"
#include "app/computer_values.h"
#include "app/succession.h"
#include "app/targets.h"
#include "base/files.h"

namespace attt::app {
namespace {

using model::LinkTier;
using model::Outcome;

constexpr const char* installed_rule = "computer.antivirus-installed";
constexpr const char* running_rule = "computer.antivirus-running";
constexpr const char* fresh_rule = "computer.antivirus-fresh";
constexpr const char* reporting_rule = "computer.antivirus-reporting";

const model::Verdict* verdict_of(const std::vector<model::Verdict>& verdicts, std::string_view rule) {
    const auto found =
        std::find_if(verdicts.begin(), verdicts.end(), [&](const auto& verdict) { return verdict.rule == rule; });
    return found == verdicts.end() ? nullptr : &*found;
}

bool passes(const std::vector<model::Verdict>& verdicts, std::string_view rule) {
    const model::Verdict* verdict = verdict_of(verdicts, rule);
    return verdict != nullptr && verdict->outcome == Outcome::pass;
}

// Figures in the making: computers that nothing is known of wait for the records that are left over.
struct Tally {
    CoverageFigures figures;
    std::int64_t open_linked = 0;    // known to a source, which does not say, or said it long ago
    std::int64_t open_unlinked = 0;  // known to none

    void climb(const std::vector<model::Verdict>& verdicts) {
        ++figures.ladder.installed;
        if (!passes(verdicts, running_rule)) return;
        ++figures.ladder.enabled;
        if (!passes(verdicts, fresh_rule)) return;
        ++figures.ladder.fresh;
        if (passes(verdicts, reporting_rule)) ++figures.ladder.reporting;
    }

    void close(std::int64_t records_left, bool all_may) {
        figures.ladder.in_inventory = figures.population;
        const std::int64_t open = all_may ? open_unlinked : std::min(open_unlinked, records_left);
        figures.upper = figures.probable + open_linked + open;
    }
};

// The target that counts installed antivirus; the newest plan's.
const rules::Target* antivirus_target(const rules::LoadedTargets& targets) {
    const rules::Target* out = nullptr;
    for (const rules::Target& target : targets.targets) {
        const bool asks = target.subject == model::SubjectKind::computer &&
                          std::any_of(target.conditions.begin(), target.conditions.end(),
                                      [](const auto& condition) { return condition.rule == installed_rule; });
        if (asks && (out == nullptr || out->year <= target.year)) out = &target;
    }
    return out;
}

class Measuring {
  public:
    Measuring(const rules::RuleSet& rules, const Reconciled& reconciled, Coverage& out)
        : reconciled_(reconciled), judging_(rules, reconciled, out.as_of), out_(out) {}

    void run(const rules::Population* population, const std::string& only) {
        const auto& computers = reconciled_.inventory.computers;
        for (std::size_t i = 0; i < computers.size(); ++i) {
            const model::Computer& computer = computers[i];
            if (computer.lifecycle == "retired" || (!only.empty() && computer.agency != only)) continue;
            const bool of_population =
                population == nullptr || std::find(population->agencies.begin(), population->agencies.end(),
                                                   computer.agency) != population->agencies.end();
            if (of_population) count(i, computer);
        }
        list_unlisted(only);
        const std::int64_t left = records_left();
        const bool all_may = std::none_of(reconciled_.sources.begin(), reconciled_.sources.end(),
                                          [](const auto& source) { return !source.partial; });
        whole_.close(left, all_may);
        out_.whole = whole_.figures;
        for (auto& [agency, tally] : by_agency_) {
            tally.close(left, all_may);
            out_.agencies.push_back({agency, tally.figures});
        }
    }

  private:
    void count(std::size_t i, const model::Computer& computer) {
        const auto verdicts = judging_.of(i, LinkTier::certain);
        const model::Verdict* installed = verdict_of(verdicts, installed_rule);
        Tally& own = by_agency_[computer.agency];
        if (installed != nullptr && installed->outcome == Outcome::not_applicable) {
            out_.exempt.push_back({computer.id, computer.agency, installed->reason});
            ++own.figures.exempt;
            ++whole_.figures.exempt;
            return;
        }
        const bool certain = installed != nullptr && installed->outcome == Outcome::pass;
        const bool denied = installed != nullptr && installed->outcome == Outcome::fail;
        const auto links = reconciled_.links_of(i);
        const auto linked = [&](LinkTier worst) {
            return std::any_of(links.begin(), links.end(), [&](const auto& link) { return link.tier <= worst; });
        };
        const bool probable = certain || (!denied && linked(LinkTier::probable) &&
                                          passes(judging_.of(i, LinkTier::probable), installed_rule));
        for (Tally* tally : {&own, &whole_}) {
            ++tally->figures.population;
            tally->figures.certain += certain ? 1 : 0;
            tally->figures.probable += probable ? 1 : 0;
            if (certain) tally->climb(verdicts);
            if (!probable && !denied) ++(linked(LinkTier::certain) ? tally->open_linked : tally->open_unlinked);
        }
    }

    // Records that are no computer's for sure and may have an antivirus: each may be one of those nobody knows of.
    std::int64_t records_left() const {
        std::set<std::pair<std::uint32_t, std::uint32_t>> taken;
        for (const model::ComputerLink& link : reconciled_.match.links) {
            if (link.tier == LinkTier::certain) taken.emplace(link.source, link.record);
        }
        std::int64_t left = 0;
        for (std::uint32_t s = 0; s < reconciled_.sources.size(); ++s) {
            const auto& records = reconciled_.sources[s].records;
            for (std::uint32_t r = 0; r < records.size(); ++r)
                left += records[r].antivirus.installed != false && !taken.contains({s, r}) ? 1 : 0;
        }
        return left;
    }

    void list_unlisted(const std::string& only) {
        std::set<std::pair<std::uint32_t, std::uint32_t>> known;
        for (const model::ComputerLink& link : reconciled_.match.links)
            known.emplace(link.source, link.record);
        for (const model::AmbiguousRecord& each : reconciled_.match.ambiguous)
            known.emplace(each.source, each.record);
        for (std::uint32_t s = 0; s < reconciled_.sources.size(); ++s) {
            const model::ComputerSource& source = reconciled_.sources[s];
            for (std::uint32_t r = 0; r < source.records.size(); ++r) {
                const model::ComputerRecord& record = source.records[r];
                if (known.contains({s, r}) || (!only.empty() && record.agency != only)) continue;
                out_.unlisted.push_back({source.name, record.id, record.name, record.agency});
            }
        }
    }

    const Reconciled& reconciled_;
    Judging judging_;
    Coverage& out_;
    Tally whole_;
    std::map<std::string, Tally> by_agency_;
};

base::Object to_object(const CoverageFigures& figures) {
    const Ladder& ladder = figures.ladder;
    return {{"population", figures.population},
            {"certain", figures.certain},
            {"probable", figures.probable},
            {"upper", figures.upper},
            {"exempt", figures.exempt},
            {"ladder", base::Object{{"in_inventory", ladder.in_inventory},
                                    {"installed", ladder.installed},
                                    {"enabled", ladder.enabled},
                                    {"fresh", ladder.fresh},
                                    {"reporting", ladder.reporting}}}};
}

}  // namespace

OsSupport os_support() {
    auto loaded = load_os_support((base::data_directory() / "rules" / "os_support.toml").string());
    return loaded ? std::move(*loaded) : OsSupport{};
}

base::Result<Coverage> measure_coverage(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                        const Reconciled& reconciled, const std::string& agency, base::Time now,
                                        std::vector<base::Error>& defects) {
    if (auto known = check_agency(reconciled.inventory, agency); !known) return tl::unexpected(known.error());
    auto targets = load_targets(workspace, rules, reconciled.inventory, defects);
    if (!targets) return tl::unexpected(targets.error());
    Coverage out;
    base::Time newest{};
    for (const model::ComputerSource& source : reconciled.sources)
        newest = std::max(newest, source.as_of);
    out.as_of = reconciled.sources.empty() ? now : std::min(newest, now);
    const rules::Population* population = nullptr;
    if (const rules::Target* target = antivirus_target(*targets)) {
        if (!target->populations.empty()) out.population = target->populations.front();
        population = targets->population(out.population);
        auto points = trend_of(store, reconciled.inventory, target->id, agency);
        if (points) out.trend = std::move(*points);
    }
    out.population_defined = population != nullptr;
    Measuring(rules, reconciled, out).run(population, agency);
    return out;
}

base::Value to_value(const Coverage& coverage, const Reconciled& reconciled) {
    base::Object out{{"schema", "attt.coverage/1"}};
    for (const auto& [key, value] : to_object(coverage.whole))
        out.set(key, value);
    base::Array agencies;
    for (const AgencyCoverage& each : coverage.agencies) {
        base::Object item{
            {"agency", each.agency},
            {"name", model::display_name(reconciled.inventory, {model::SubjectKind::agency, each.agency})}};
        for (const auto& [key, value] : to_object(each.figures))
            item.set(key, value);
        agencies.emplace_back(std::move(item));
    }
    out.set("agencies", std::move(agencies));
    out.set("as_of", base::to_rfc3339(coverage.as_of));
    out.set("population_id", coverage.population);
    out.set("population_defined", coverage.population_defined);
    out.set("sources", sources_of(reconciled));
    base::Array exempt;
    for (const Exempt& each : coverage.exempt)
        exempt.emplace_back(
            base::Object{{"computer", each.computer}, {"agency", each.agency}, {"reason", each.reason}});
    out.set("exempted", std::move(exempt));
    base::Array unlisted;
    for (const Unlisted& each : coverage.unlisted)
        unlisted.emplace_back(base::Object{
            {"source", each.source}, {"record", each.record}, {"name", each.name}, {"agency", each.agency}});
    out.set("unlisted", std::move(unlisted));
    base::Array trend;
    for (const store::MeasurementPoint& point : coverage.trend)
        trend.emplace_back(base::Object{{"at", base::to_rfc3339(point.at)},
                                        {"numerator", point.numerator},
                                        {"denominator", point.denominator},
                                        {"unknown", point.unknown}});
    out.set("trend", std::move(trend));
    return out;
}

}  // namespace attt::app
