#include "app/agency_report.h"

#include <algorithm>
#include <map>
#include <set>

#include "app/changes.h"
#include "app/document_set.h"
#include "app/finding_item.h"
#include "app/succession.h"
#include "app/targets.h"
#include "app/version.h"
#include "app/words.h"
#include "base/files.h"
#include "base/text.h"

namespace attt::app {
namespace {

struct Gathering {
    const Workspace& workspace;
    store::Store& store;
    const rules::RuleSet& rules;
    const base::Catalogue& texts;
    const ReportOptions& options;
    base::Time moment;
    model::Inventory inventory;
};

bool belongs(const Gathering& g, const model::SubjectRef& subject) {
    return model::agency_of(g.inventory, subject) == g.options.agency;
}

reports::FindingItem item_of(const Gathering& g, model::Finding finding, base::Time since) {
    const model::FindingState state = model::state_of(finding, since, g.moment);
    return finding_item({g.inventory, g.rules, g.texts, g.options.as_of}, std::move(finding), state);
}

bool graver(const reports::FindingItem& a, const reports::FindingItem& b) {
    if (a.finding.severity != b.finding.severity) return a.finding.severity < b.finding.severity;
    if (a.title != b.title) return base::less_vietnamese(a.title, b.title);
    if (a.subject_name != b.subject_name) return base::less_vietnamese(a.subject_name, b.subject_name);
    return a.finding.key < b.finding.key;
}

void add_findings(const Gathering& g, std::vector<model::Finding> findings, base::Time since,
                  reports::AgencyReport& report) {
    for (model::Finding& finding : findings) {
        if (!belongs(g, finding.key.subject)) continue;
        const model::Episode newest = finding.episodes.back();
        const bool fixed_lately =
            newest.closed && *newest.closed >= since && newest.close_kind == model::CloseKind::verified_fixed;
        if (finding.is_open())
            report.findings.push_back(item_of(g, std::move(finding), since));
        else if (fixed_lately)
            report.recently_fixed.push_back(item_of(g, std::move(finding), since));
    }
    std::sort(report.findings.begin(), report.findings.end(), graver);
    std::sort(report.recently_fixed.begin(), report.recently_fixed.end(), graver);
}

// What is unknown: per subject and reason, not once for each rule of a silent site.
void add_unknowns(const Gathering& g, const std::vector<model::Verdict>& verdicts, reports::AgencyReport& report) {
    std::map<std::pair<model::SubjectRef, std::string>, std::set<std::string>> grouped;
    for (const model::Verdict& verdict : verdicts) {
        if (verdict.outcome != model::Outcome::unknown || !belongs(g, verdict.subject)) continue;
        const rules::Rule* rule = g.rules.rule(verdict.rule);
        const std::string title = rule != nullptr ? rule->title.in(g.texts.language()) : verdict.rule;
        grouped[{verdict.subject, verdict.reason}].insert(title);
    }
    for (const auto& [key, titles] : grouped) {
        std::string joined;
        for (const std::string& title : titles)
            joined += (joined.empty() ? "" : "; ") + title;
        report.unknowns.push_back(
            {model::display_name(g.inventory, key.first), joined, reason_in_words(key.second, g.texts)});
    }
}

// One count per rule and instance of the site, over its endpoints.
void count_verdicts(const std::vector<model::Verdict>& verdicts, const std::string& site, reports::SiteItem& item) {
    std::map<std::pair<std::string, std::string>, std::vector<const model::Verdict*>> by_rule;
    for (const model::Verdict& verdict : verdicts) {
        if (verdict.subject.kind == model::SubjectKind::website && verdict.subject.id == site)
            by_rule[{verdict.rule, verdict.instance}].push_back(&verdict);
    }
    for (const auto& [key, group] : by_rule) {
        const model::Outcome outcome = model::combined(group);
        item.failing += outcome == model::Outcome::fail ? 1 : 0;
        item.unknown += outcome == model::Outcome::unknown ? 1 : 0;
        item.passing += outcome == model::Outcome::pass ? 1 : 0;
    }
}

base::Result<void> add_sites(const Gathering& g, const std::vector<model::Verdict>& verdicts,
                             reports::AgencyReport& report) {
    for (const model::Website& website : g.inventory.websites) {
        if (website.agency != g.options.agency || website.lifecycle == "retired") continue;
        reports::SiteItem item;
        item.url = website.url;
        item.name = website.name;
        count_verdicts(verdicts, website.id, item);
        auto seen = g.store.latest_observations(g.moment, model::SubjectRef{model::SubjectKind::website, website.id});
        if (!seen) return tl::unexpected(seen.error());
        if (!seen->empty()) {
            base::Time newest;
            for (const model::Observation& observation : *seen)
                newest = std::max(newest, observation.observed_at);
            item.seen = base::show_time(newest);
        }
        report.sites.push_back(std::move(item));
    }
    std::sort(report.sites.begin(), report.sites.end(),
              [](const auto& a, const auto& b) { return base::less_vietnamese(a.url, b.url); });
    return {};
}

base::Result<void> add_targets(const Gathering& g, std::vector<base::Error>& defects, reports::AgencyReport& report) {
    auto own = measure_targets(g.workspace, g.store, g.rules, g.options.agency, {g.options.as_of, {}}, defects);
    if (!own) return tl::unexpected(own.error());
    auto whole = measure_targets(g.workspace, g.store, g.rules, "", {g.options.as_of, {}}, defects);
    if (!whole) return tl::unexpected(whole.error());
    // the plan that is being worked on: its shares that this agency has members in
    int newest = 0;
    for (const TargetRow& row : own->rows)
        newest = std::max(newest, row.target->year);
    for (std::size_t i = 0; i < own->rows.size(); ++i) {
        const rules::Target& target = *own->rows[i].target;
        const model::Measurement& measured = own->rows[i].measured;
        const bool shares = measured.form == model::Form::share && target.year == newest;
        if (!shares || measured.members.empty()) continue;
        reports::TargetItem item;
        item.number = target.number;
        item.title = target.title.in(g.texts.language());
        item.value_text = target.value_text;
        item.lead = target.lead;
        item.due = target.due;
        item.agency = measured;
        item.province = whole->rows[i].measured;
        auto points = trend_of(g.store, g.inventory, target.id, g.options.agency);
        if (!points) return tl::unexpected(points.error());
        for (const store::MeasurementPoint& point : *points) {
            if (point.at <= g.moment)
                item.trend.push_back({base::local_date(point.at), {point.numerator, point.denominator}});
        }
        report.targets.push_back(std::move(item));
    }
    return {};
}

// Open findings by severity at the moment of each evaluation, from the episodes; the newest 26. Those of agencies that
// became part of this one are of its past too.
base::Result<void> add_trend(const Gathering& g, const std::vector<model::Finding>& findings,
                             reports::AgencyReport& report) {
    std::vector<base::Time> moments;
    auto evaluation = g.store.last_evaluation(g.moment);
    while (evaluation && *evaluation && moments.size() < 26) {
        moments.push_back((*evaluation)->at);
        evaluation = g.store.evaluation_before((*evaluation)->id);
    }
    if (!evaluation) return tl::unexpected(evaluation.error());
    std::reverse(moments.begin(), moments.end());
    const std::vector<std::string> line = line_of(g.inventory, g.options.agency);
    const auto of_line = [&](const model::Finding& finding) {
        return std::count(line.begin(), line.end(), model::agency_of(g.inventory, finding.key.subject)) > 0;
    };
    for (const base::Time at : moments) {
        reports::AgencyReport::Trend point{base::local_date(at), std::vector<int>(model::severity_names.size(), 0)};
        for (const model::Finding& finding : findings) {
            const bool open =
                std::any_of(finding.episodes.begin(), finding.episodes.end(),
                            [&](const model::Episode& e) { return e.opened <= at && (!e.closed || *e.closed > at); });
            if (open && of_line(finding)) ++point.by_severity[static_cast<std::size_t>(finding.severity)];
        }
        report.trend.push_back(std::move(point));
    }
    return {};
}

void add_sources(const Gathering& g, const std::optional<model::Run>& run, reports::AgencyReport& report) {
    for (const std::string& id : succession_of(g.inventory, g.options.agency).predecessors) {
        const model::Agency& former = *g.inventory.agency(id);
        report.sources.push_back(g.texts.text("report.source_predecessor", {{"name", former.name}}));
    }
    if (run) report.sources.push_back(g.texts.text("report.source_scan", {{"time", base::show_time(run->started)}}));
    for (const model::Authorisation& each : g.workspace.config.authorisations) {
        if (g.options.as_of < each.date || g.options.as_of > each.until) continue;
        report.sources.push_back(g.texts.text(
            "report.source_authorisation",
            {{"number", each.number}, {"date", base::show_date(each.date)}, {"until", base::show_date(each.until)}}));
    }
    report.sources.push_back(g.texts.text("report.source_inventory", {{"date", base::show_date(g.options.as_of)}}));
}

}  // namespace

base::Result<reports::AgencyReport> gather_agency_report(const Workspace& workspace, store::Store& store,
                                                         const rules::RuleSet& rules, const base::Catalogue& texts,
                                                         const ReportOptions& options,
                                                         std::vector<base::Error>& defects) {
    const base::Time moment = moment_of(options.as_of);
    auto inventory = store.inventory(moment);
    if (!inventory) return tl::unexpected(inventory.error());
    Gathering g{workspace, store, rules, texts, options, moment, std::move(*inventory)};
    const model::Agency* agency = g.inventory.agency(options.agency);
    if (agency == nullptr) {
        std::vector<std::string> ids;
        for (const model::Agency& each : g.inventory.agencies)
            ids.push_back(each.id);
        return base::fail(base::ErrorCode::not_found, "agency.not_found",
                          {{"id", options.agency}, {"nearest", base::nearest(options.agency, ids).value_or("")}});
    }
    auto evaluation = store.last_evaluation(moment);
    if (!evaluation) return tl::unexpected(evaluation.error());
    if (!*evaluation)
        return base::fail(base::ErrorCode::not_found, "report.not_judged", {{"date", base::show_date(options.as_of)}});

    reports::AgencyReport report;
    report.agency_id = agency->id;
    report.agency_name = agency->name;
    const Office* office = workspace.config.office_on(options.as_of);
    report.issuing_office = office != nullptr ? office->name : "";
    report.as_of = options.as_of;
    report.made_at = (*evaluation)->at;
    report.classification = workspace.config.classification;
    const auto own = [&](const auto& record) {
        return record.agency == options.agency && record.lifecycle != "retired";
    };
    report.websites = static_cast<int>(std::count_if(g.inventory.websites.begin(), g.inventory.websites.end(), own));
    report.systems = static_cast<int>(std::count_if(g.inventory.systems.begin(), g.inventory.systems.end(), own));
    report.computers = static_cast<int>(std::count_if(g.inventory.computers.begin(), g.inventory.computers.end(), own));

    auto verdicts = store.verdicts(moment);
    if (!verdicts) return tl::unexpected(verdicts.error());
    auto findings = store.findings(moment);
    if (!findings) return tl::unexpected(findings.error());
    if (auto added = add_targets(g, defects, report); !added) return tl::unexpected(added.error());
    if (auto added = add_trend(g, *findings, report); !added) return tl::unexpected(added.error());
    add_findings(g, std::move(*findings), (*evaluation)->at, report);
    add_unknowns(g, *verdicts, report);
    if (auto added = add_sites(g, *verdicts, report); !added) return tl::unexpected(added.error());
    auto run = store.last_run();
    if (!run) return tl::unexpected(run.error());
    add_sources(g, *run, report);
    auto head = newest_of_data(workspace);
    if (!head) return tl::unexpected(head.error());
    report.audit_head = *head;
    report.rules_hash = rules.hash;
    report.rules_date = rules.date;
    report.program_version = program_version();
    return report;
}

base::Result<std::filesystem::path> write_agency_report(const Workspace& workspace, store::Store& store,
                                                        const rules::RuleSet& rules, const base::Catalogue& texts,
                                                        const ReportOptions& options,
                                                        std::vector<base::Error>& defects) {
    auto report = gather_agency_report(workspace, store, rules, texts, options, defects);
    if (!report) return tl::unexpected(report.error());
    auto page = reports::render_html(*report, texts, (base::data_directory() / "templates").string());
    if (!page) return tl::unexpected(page.error());

    std::filesystem::path path = options.out.empty() ? workspace.reports() : options.out;
    std::error_code ignored;
    const bool whole = options.out.empty() || std::filesystem::is_directory(path, ignored);
    if (whole) path /= options.agency + "-" + base::to_iso_date(options.as_of) + ".html";
    const std::string name = path.filename().string();
    auto set = DocumentSet::begin(workspace, path.parent_path(), "report.agency", options.agency, options.as_of,
                                  whole ? std::string() : name);
    if (!set) return tl::unexpected(set.error());
    if (auto written = set->add(name, *page); !written) return tl::unexpected(written.error());
    if (auto sealed = set->finish(store, base::now()); !sealed) return tl::unexpected(sealed.error());
    return path;
}

}  // namespace attt::app
