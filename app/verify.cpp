#include "app/verify.h"

#include <algorithm>
#include <set>

#include "rules/external.h"

namespace attt::app {
namespace {

bool is_probe(const std::string& name) {
    const auto probes = scanner::all_probes();
    return std::any_of(probes.begin(), probes.end(), [&](const scanner::Probe& probe) { return probe.name == name; });
}

bool is_inventory(const std::string& name) {
    return model::subject_kind_of(name).has_value();
}

// Adds what the rule needs; an empty set that stays empty means all.
void add_probes(const rules::Rule* rule, std::set<std::string>& probes, bool& all) {
    const auto needed = rule == nullptr ? std::vector<std::string>() : probes_for(*rule);
    all = all || needed.empty();
    probes.insert(needed.begin(), needed.end());
}

}  // namespace

std::vector<std::string> probes_for(const rules::Rule& rule) {
    std::set<std::string> out;
    for (const std::string& fact : rule.facts) {
        const std::string probe = fact.substr(0, fact.find('.'));
        if (is_inventory(probe)) continue;
        // a derived fact stands on several probes
        if (!is_probe(probe)) return {};
        out.insert(probe);
    }
    return {out.begin(), out.end()};
}

base::Result<VerifyReport> verify(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                  const FindingTable& table, const std::string& outside_hours,
                                  const std::function<void(const ScanProgress&)>& progress, std::stop_token stop,
                                  std::vector<base::Error>& defects) {
    VerifyReport report;
    ScanOptions options;
    options.outside_hours = outside_hours;
    std::set<std::string> probes;
    bool all_probes = false;
    FindingQuery again;
    again.state = "all";
    for (const FindingRow& row : table.rows) {
        const model::FindingKey& key = row.finding.key;
        if (!row.finding.is_open()) continue;
        // what another tool saw, only that tool can look at again
        if (key.subject.kind != model::SubjectKind::website || rules::is_external_rule(key.rule)) {
            report.by_import.push_back(row.finding.id);
            continue;
        }
        options.sites.insert(key.subject.id);
        again.ids.push_back(row.finding.id);
        add_probes(rules.rule(key.rule), probes, all_probes);
    }
    if (options.sites.empty()) {
        if (!report.by_import.empty()) return report;
        return base::fail(base::ErrorCode::not_found, "verify.nothing");
    }
    if (!all_probes) options.probes.assign(probes.begin(), probes.end());
    auto scanned = scan(workspace, store, rules, options, progress, stop);
    if (!scanned) return tl::unexpected(scanned.error());
    report.sites = scanned->visited;
    auto settled = list_findings(workspace, store, again, base::now(), defects);
    if (!settled) return tl::unexpected(settled.error());
    for (const FindingRow& row : settled->rows)
        report.outcomes.push_back({row.finding.id, row.state, row.finding.unverified_reason});
    return report;
}

}  // namespace attt::app
