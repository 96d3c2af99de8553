#include "app/agency_report.h"

#include <algorithm>

#include "app/findings.h"
#include "app/succession.h"
#include "app/version.h"
#include "app/words.h"
#include "base/text.h"

namespace attt::app {
namespace {

using Belongs = std::function<bool(const model::Website&)>;

bool graver(const reports::FindingItem& a, const reports::FindingItem& b) {
    if (a.finding.severity != b.finding.severity) return a.finding.severity < b.finding.severity;
    if (a.title != b.title) return base::less_vietnamese(a.title, b.title);
    if (a.subject_name != b.subject_name) return base::less_vietnamese(a.subject_name, b.subject_name);
    return a.finding.key < b.finding.key;
}

void add_finding(const ReportWorld& world, const FindingRow& row, reports::AgencyLetter& report) {
    const model::Episode& newest = row.finding.episodes.back();
    const bool fixed_lately =
        newest.closed && *newest.closed >= world.evaluation.at && newest.close_kind == model::CloseKind::verified_fixed;
    if (row.finding.is_open()) {
        report.findings.push_back(item_of(world, row));
        if (row.due && model::needs_work(row.state)) report.due.emplace(row.finding.id, *row.due);
    } else if (fixed_lately) {
        report.recently_fixed.push_back(item_of(world, row));
    }
}

// What is unknown: per subject and reason, not once for each rule of a silent site.
void add_unknowns(const ReportWorld& world, const std::vector<const model::Verdict*>& verdicts,
                  reports::AgencyLetter& report) {
    std::map<std::pair<model::SubjectRef, std::string>, std::set<std::string>> grouped;
    for (const model::Verdict* verdict : verdicts) {
        if (verdict->outcome != model::Outcome::unknown) continue;
        const rules::Rule* rule = world.rules.rule(verdict->rule);
        const std::string title = rule != nullptr ? rule->title.in(world.texts.language()) : verdict->rule;
        grouped[{verdict->subject, verdict->reason}].insert(title);
    }
    for (const auto& [key, titles] : grouped) {
        std::string joined;
        for (const std::string& title : titles)
            joined += (joined.empty() ? "" : "; ") + title;
        report.unknowns.push_back(
            {world.name_of(key.first), joined, reason_in_words(key.second, world.texts, &world.rules)});
    }
}

// One count per rule and instance of the site, over its endpoints.
void count_verdicts(const std::vector<const model::Verdict*>& verdicts, reports::SiteItem& item) {
    std::map<std::pair<std::string, std::string>, std::vector<const model::Verdict*>> by_rule;
    for (const model::Verdict* verdict : verdicts)
        by_rule[{verdict->rule, verdict->instance}].push_back(verdict);
    for (const auto& [key, group] : by_rule) {
        const model::Outcome outcome = model::combined(group);
        item.failing += outcome == model::Outcome::fail ? 1 : 0;
        item.unknown += outcome == model::Outcome::unknown ? 1 : 0;
        item.passing += outcome == model::Outcome::pass ? 1 : 0;
    }
}

void add_sites(const ReportWorld& world, const Belongs& belongs, reports::AgencyLetter& report) {
    for (const model::Website& website : world.inventory().websites) {
        const model::SubjectRef subject{model::SubjectKind::website, website.id};
        if (website.lifecycle == "retired" || !belongs(website)) continue;
        reports::SiteItem item;
        item.url = website.url;
        item.name = website.name;
        const auto verdicts = world.by_subject.find(subject);
        if (verdicts != world.by_subject.end()) count_verdicts(verdicts->second, item);
        const auto seen = world.seen.find(website.id);
        if (seen != world.seen.end()) item.seen = base::show_time(seen->second);
        const auto server = world.servers.find(website.id);
        if (server != world.servers.end()) report.server.insert(*server);
        report.sites.push_back(std::move(item));
    }
    std::sort(report.sites.begin(), report.sites.end(),
              [](const auto& a, const auto& b) { return base::less_vietnamese(a.url, b.url); });
}

// The plan that is being worked on: its shares that this agency has members in.
base::Result<void> add_targets(const ReportWorld& world, const std::string& agency, reports::AgencyLetter& report) {
    for (const ReportWorld::Measured& measured : world.measured) {
        const auto own = measured.of_agency.find(agency);
        if (own == measured.of_agency.end() || own->second.members.empty()) continue;
        const model::Measurement& whole = measured.whole;
        reports::TargetItem item = target_item(world, *measured.target);
        item.agency = own->second;
        item.agency.members.clear();
        item.province.form = whole.form;
        item.province.numerator = whole.numerator;
        item.province.denominator = whole.denominator;
        item.province.unknown = whole.unknown;
        item.province.excluded = whole.excluded;
        item.province.missing = whole.missing;
        item.province.undecided = whole.undecided;
        item.province.outcome = whole.outcome;
        auto points = trend_of(world.store, world.inventory(), measured.target->id, agency);
        if (!points) return tl::unexpected(points.error());
        for (const store::MeasurementPoint& point : *points) {
            if (point.at <= world.moment)
                item.trend.push_back({base::local_date(point.at), {point.numerator, point.denominator}});
        }
        report.targets.push_back(std::move(item));
    }
    return {};
}

void set_provenance(const ReportWorld& world, reports::AgencyLetter& report) {
    const Office* office = world.workspace.config.office_on(world.as_of);
    report.issuing_office = office != nullptr ? office->name : "";
    report.as_of = world.as_of;
    report.made_at = world.evaluation.at;
    report.classification = world.workspace.config.classification;
    report.sources = source_sentences(world);
    report.audit_head = world.audit_head;
    report.rules_hash = world.targets->rules_hash;
    report.rules_date = date_of_rules(world);
    report.program_version = program_version();
}

}  // namespace

base::Result<reports::AgencyLetter> agency_report(const ReportWorld& world, const std::string& id) {
    if (auto known = check_agency(world.inventory(), id); !known) return tl::unexpected(known.error());
    const model::Agency* agency = world.inventory().agency(id);
    if (agency == nullptr)
        return base::fail(base::ErrorCode::not_found, "agency.not_found", {{"id", id}, {"nearest", ""}});
    reports::AgencyLetter report;
    set_provenance(world, report);
    report.agency_id = id;
    report.agency_name = agency->name;
    const auto own = [&](const auto& record) { return record.agency == id && record.lifecycle != "retired"; };
    const model::Inventory& inventory = world.inventory();
    report.websites = static_cast<int>(std::count_if(inventory.websites.begin(), inventory.websites.end(), own));
    report.systems = static_cast<int>(std::count_if(inventory.systems.begin(), inventory.systems.end(), own));
    report.computers = static_cast<int>(std::count_if(inventory.computers.begin(), inventory.computers.end(), own));
    if (auto added = add_targets(world, id, report); !added) return tl::unexpected(added.error());
    const std::vector<std::string> line = line_of(inventory, id);
    report.trend = open_trend(world, [&](const FindingRow& row, base::Time at) {
        return std::find(line.begin(), line.end(), row.place.agency) != line.end() && waits_for_repair(row, at);
    });
    if (const auto found = world.findings_of.find(id); found != world.findings_of.end()) {
        for (const FindingRow* row : found->second)
            add_finding(world, *row, report);
    }
    std::sort(report.findings.begin(), report.findings.end(), graver);
    std::sort(report.recently_fixed.begin(), report.recently_fixed.end(), graver);
    if (const auto judged = world.verdicts_of.find(id); judged != world.verdicts_of.end())
        add_unknowns(world, judged->second, report);
    add_sites(
        world, [&](const model::Website& website) { return website.agency == id; }, report);
    report.certificates = certificate_ends(world, id);
    std::vector<std::string> former;
    for (const std::string& each : succession_of(inventory, id).predecessors)
        former.push_back(world.texts.text("report.source_predecessor", {{"name", inventory.agency(each)->name}}));
    report.sources.insert(report.sources.begin(), former.begin(), former.end());
    return report;
}

reports::AgencyLetter subjects_report(const ReportWorld& world, const std::set<model::SubjectRef>& subjects) {
    reports::AgencyLetter report;
    set_provenance(world, report);
    std::vector<const model::Verdict*> verdicts;
    for (const model::SubjectRef& subject : subjects) {
        const auto judged = world.by_subject.find(subject);
        if (judged != world.by_subject.end())
            verdicts.insert(verdicts.end(), judged->second.begin(), judged->second.end());
    }
    for (const FindingRow& row : world.findings.rows) {
        if (subjects.contains(row.finding.key.subject)) add_finding(world, row, report);
    }
    std::sort(report.findings.begin(), report.findings.end(), graver);
    add_unknowns(world, verdicts, report);
    add_sites(
        world,
        [&](const model::Website& website) {
            return subjects.contains({model::SubjectKind::website, website.id});
        },
        report);
    return report;
}

}  // namespace attt::app
