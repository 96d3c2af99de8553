#include "app/report_world.h"

#include <algorithm>

#include "app/document_set.h"
#include "app/finding_item.h"
#include "app/version.h"
#include "app/words.h"
#include "base/text.h"
#include "reports/documents.h"
#include "rules/expression.h"
#include "store/external.h"

namespace attt::app {
namespace {

constexpr std::size_t most_evaluations = 26;  // half a year of weekly ones

base::Result<void> read_evaluations(ReportWorld& world) {
    auto newest = world.store.last_evaluation(world.moment);
    if (!newest) return tl::unexpected(newest.error());
    if (!*newest)
        return base::fail(base::ErrorCode::not_found, "report.not_judged", {{"date", base::show_date(world.as_of)}});
    world.evaluation = **newest;
    auto each = std::move(newest);
    while (each && *each && world.evaluations.size() < most_evaluations) {
        world.evaluations.push_back((*each)->at);
        each = world.store.evaluation_before((*each)->id);
    }
    if (!each) return tl::unexpected(each.error());
    std::reverse(world.evaluations.begin(), world.evaluations.end());
    return {};
}

// Consoles and inventory agents; tools and assessors by the newest report that each had given by then.
base::Result<void> read_sources(ReportWorld& world) {
    auto consoles = world.store.computer_sources();
    if (!consoles) return tl::unexpected(consoles.error());
    for (const model::ComputerSource& source : *consoles) {
        if (source.as_of <= world.moment) world.computer_sources.emplace_back(source.name, source.as_of);
    }
    auto reports = store::external_reports(world.store);
    if (!reports) return tl::unexpected(reports.error());
    std::map<std::string, base::Time> newest;
    for (const store::ExternalReportRow& report : *reports) {
        const base::Time at = report.ended.value_or(report.started.value_or(report.recorded));
        if (report.recorded > world.moment || at > world.moment) continue;
        base::Time& known = newest.try_emplace(report.source, at).first->second;
        known = std::max(known, at);
    }
    world.assessors.assign(newest.begin(), newest.end());
    return {};
}

// The web server of what a site names, with its version where it tells it.
std::string server_of(const base::Value& facts) {
    for (const char* fact : {"software_versions", "software"}) {
        for (const std::string& told : base::strings_of(facts[fact])) {
            if (!reports::server_family(told).empty()) return told;
        }
    }
    return "";
}

void read_observation(const model::Observation& observation, ReportWorld& world) {
    if (observation.subject.kind != model::SubjectKind::website) return;
    const std::string& site = observation.subject.id;
    base::Time& seen = world.seen[site];
    seen = std::max(seen, observation.observed_at);
    if (observation.status != model::Status::ok) return;
    if (observation.probe == "http" && !world.servers.contains(site)) {
        if (const std::string server = server_of(observation.facts); !server.empty()) world.servers[site] = server;
    }
    if (observation.probe != "tls") return;
    const auto end = base::parse_rfc3339(observation.facts["certificate"]["not_after"].string_or(""));
    if (!end) return;
    const base::Date day = base::local_date(*end);
    const auto [at, fresh] = world.certificate_ends.try_emplace(site, day);
    if (!fresh) at->second = std::min(at->second, day);
}

base::Result<void> read_observations(ReportWorld& world) {
    return world.store.latest_in_portions(
        world.moment, [&](const std::vector<model::Observation>& observations) -> base::Result<void> {
            for (const model::Observation& observation : observations)
                read_observation(observation, world);
            return {};
        });
}

void index(ReportWorld& world) {
    world.places = places_of(world.inventory());
    for (const FindingRow& row : world.findings.rows)
        world.findings_of[row.place.agency].push_back(&row);
    for (const model::Verdict& verdict : world.targets->verdicts) {
        world.by_subject[verdict.subject].push_back(&verdict);
        const auto place = world.places.find(verdict.subject);
        if (place != world.places.end()) world.verdicts_of[place->second.agency].push_back(&verdict);
    }
}

void measure(ReportWorld& world) {
    const auto measuring = world.targets->measuring();
    const int newest = newest_plan(world);
    for (const rules::Target& target : world.targets->targets.targets) {
        if (target.year != newest) continue;
        ReportWorld::Measured measured{&target, measuring.measure(target), {}};
        if (target.form() == model::Form::share) measured.of_agency = rules::by_agency(target, measured.whole);
        world.measured.push_back(std::move(measured));
    }
}

}  // namespace

std::string ReportWorld::agency_name(const std::string& id) const {
    const model::Agency* agency = inventory().agency(id);
    return agency != nullptr ? agency->name : id;
}

std::string ReportWorld::name_of(const model::SubjectRef& subject) const {
    const auto place = places.find(subject);
    return place != places.end() && !place->second.name.empty() ? place->second.name : subject.id;
}

base::Result<std::unique_ptr<ReportWorld>> load_report_world(const Workspace& workspace, store::Store& store,
                                                             const rules::RuleSet& rules, const base::Catalogue& texts,
                                                             base::Date as_of, std::vector<base::Error>& defects) {
    std::unique_ptr<ReportWorld> world(new ReportWorld{.workspace = workspace,
                                                       .store = store,
                                                       .rules = rules,
                                                       .texts = texts,
                                                       .as_of = as_of,
                                                       .moment = moment_of(as_of)});
    if (auto read = read_evaluations(*world); !read) return tl::unexpected(read.error());
    auto targets = load_world(workspace, store, rules, {as_of, {}}, defects);
    if (!targets) return tl::unexpected(targets.error());
    world->targets = std::make_unique<TargetWorld>(std::move(*targets));
    FindingQuery all;
    all.state = "all";
    auto findings = list_findings(workspace, store, all, world->moment, defects);
    if (!findings) return tl::unexpected(findings.error());
    world->findings = std::move(*findings);
    if (auto read = read_observations(*world); !read) return tl::unexpected(read.error());
    if (auto read = read_sources(*world); !read) return tl::unexpected(read.error());
    auto run = store.last_run();
    if (!run) return tl::unexpected(run.error());
    world->run = *run;
    auto head = newest_of_data(workspace);
    if (!head) return tl::unexpected(head.error());
    world->audit_head = *head;
    index(*world);
    measure(*world);
    return world;
}

reports::FindingItem item_of(const ReportWorld& world, const FindingRow& row) {
    return finding_item({world.rules, world.texts, world.as_of}, row.finding,
                        model::state_of(row.finding, world.evaluation.at, world.moment), row.place.name);
}

bool waits_for_repair(const FindingRow& row, base::Time at) {
    const bool open =
        std::any_of(row.finding.episodes.begin(), row.finding.episodes.end(),
                    [&](const model::Episode& e) { return e.opened <= at && (!e.closed || *e.closed > at); });
    return open && !row.finding.work.accepted(at) && !row.finding.work.false_positive(at);
}

std::vector<reports::AgencyReport::Trend> open_trend(const ReportWorld& world,
                                                     const std::function<bool(const FindingRow&, base::Time)>& counts) {
    std::vector<reports::AgencyReport::Trend> out;
    for (const base::Time at : world.evaluations)
        out.push_back({base::local_date(at), std::vector<int>(model::severity_names.size(), 0)});
    for (const FindingRow& row : world.findings.rows) {
        for (std::size_t i = 0; i < world.evaluations.size(); ++i) {
            if (counts(row, world.evaluations[i])) ++out[i].by_severity[static_cast<std::size_t>(row.finding.severity)];
        }
    }
    return out;
}

std::vector<std::string> source_sentences(const ReportWorld& world) {
    std::vector<std::string> out;
    const base::Catalogue& texts = world.texts;
    if (world.run && world.run->started <= world.moment)
        out.push_back(texts.text("report.source_scan", {{"time", base::show_time(world.run->started)}}));
    for (const model::Authorisation& each : world.workspace.config.authorisations) {
        if (world.as_of < each.date || world.as_of > each.until) continue;
        out.push_back(texts.text(
            "report.source_authorisation",
            {{"number", each.number}, {"date", base::show_date(each.date)}, {"until", base::show_date(each.until)}}));
    }
    out.push_back(texts.text("report.source_inventory", {{"date", base::show_date(world.as_of)}}));
    const auto dated = [&](const char* message, const auto& sources) {
        for (const auto& [name, at] : sources) {
            const int days = base::days_between(base::local_date(at), world.as_of);
            out.push_back(texts.text(
                message, {{"name", name}, {"time", base::show_time(at)}, {"days", std::to_string(std::max(days, 0))}}));
        }
    };
    dated("report.source_computers", world.computer_sources);
    dated("report.source_external", world.assessors);
    return out;
}

std::string date_of_rules(const ReportWorld& world) {
    return world.targets->rules_hash == world.rules.hash ? world.rules.date : "—";
}

reports::Provenance provenance_of(const ReportWorld& world, std::string scope) {
    return {world.as_of,          world.evaluation.at,       std::move(scope), source_sentences(world),
            date_of_rules(world), world.targets->rules_hash, world.audit_head, program_version()};
}

std::vector<reports::CertificateEnd> certificate_ends(const ReportWorld& world, const std::string& agency) {
    std::vector<reports::CertificateEnd> out;
    for (const model::Website& site : world.inventory().websites) {
        if (site.lifecycle == "retired" || (!agency.empty() && site.agency != agency)) continue;
        const auto end = world.certificate_ends.find(site.id);
        if (end != world.certificate_ends.end()) out.push_back({world.agency_name(site.agency), site.url, end->second});
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return a.last != b.last ? a.last < b.last : base::less_vietnamese(a.site, b.site);
    });
    return out;
}

reports::TargetItem target_item(const ReportWorld& world, const rules::Target& target) {
    reports::TargetItem item;
    item.number = target.number;
    item.title = target.title.in(world.texts.language());
    item.value_text = target.value_text;
    item.lead = target.lead;
    item.due = target.due;
    if (target.unit == "%") item.threshold_percent = target.value;
    return item;
}

int newest_plan(const ReportWorld& world) {
    int newest = 0;
    for (const rules::Target& target : world.targets->targets.targets) {
        if (!target.printed.empty()) newest = std::max(newest, target.year);  // else the office's own
    }
    return newest;
}

}  // namespace attt::app
