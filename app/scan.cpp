#include "app/scan.h"

#include <algorithm>
#include <random>
#include <set>

#include "app/version.h"
#include "base/files.h"
#include "base/text.h"

namespace attt::app {
namespace {

bool gave_an_answer(const model::Observation& observation) {
    // a name server answered, not the site; an accepted connection on which nothing is said is no answer either
    for (const char* other : {"dns", "tcp", "zone", "mail"}) {
        if (observation.probe == other) return false;
    }
    return observation.status == model::Status::ok || observation.status == model::Status::protocol_error;
}

base::Result<model::Inventory> wanted_sites(model::Inventory inventory, const ScanOptions& options) {
    if (!options.agency.empty() && inventory.agency(options.agency) == nullptr) {
        std::vector<std::string> ids;
        for (const model::Agency& agency : inventory.agencies)
            ids.push_back(agency.id);
        return base::fail(base::ErrorCode::not_found, "agency.not_found",
                          {{"id", options.agency}, {"nearest", base::nearest(options.agency, ids).value_or("-")}});
    }
    std::erase_if(inventory.websites, [&](const model::Website& website) {
        if (!options.agency.empty() && website.agency != options.agency) return true;
        return !options.site.empty() && website.id != options.site && website.url != options.site;
    });
    if (inventory.websites.empty()) return base::fail(base::ErrorCode::not_found, "scan.nothing");
    return inventory;
}

// The interrupted run and its seed, or a new one.
base::Result<model::Run> run_to_work_on(store::Store& store, const Engine& engine, const ScanOptions& options) {
    auto unfinished = store.unfinished_run();
    if (!unfinished) return tl::unexpected(unfinished.error());
    const bool whole = options.agency.empty() && options.site.empty() && options.probes.empty() && !options.seed;
    // facts found with other anchors or another program are not mixed into one run
    if (*unfinished && whole && (*unfinished)->trust_store == engine.trust_store().fingerprint() &&
        (*unfinished)->program_version == program_version())
        return **unfinished;
    if (*unfinished) {
        if (auto ended = store.end_run((*unfinished)->id, base::now()); !ended) return tl::unexpected(ended.error());
    }
    model::Run run;
    run.started = base::now();
    // SQLite integers are signed: 63 bits
    run.seed = options.seed.value_or((std::uint64_t{std::random_device()()} << 31U) ^ std::random_device()());
    run.program_version = program_version();
    run.trust_store = engine.trust_store().fingerprint();
    return store.begin_run(run);
}

}  // namespace

base::Result<std::unique_ptr<Engine>> Engine::make(const model::ScanLimits& limits, const net::Scope& scope,
                                                   const net::ResolverSettings& settings,
                                                   const std::vector<std::string>& anchors) {
    auto trust_store = scanner::TrustStore::load(anchors);
    if (!trust_store) return tl::unexpected(trust_store.error());
    auto resolver = net::Resolver::make(settings);
    if (!resolver) return tl::unexpected(resolver.error());
    auto words = scanner::content::WordList::load((base::data_directory() / "scanner" / "content_words.toml").string());
    if (!words) return tl::unexpected(words.error());
    auto end_of_life =
        scanner::http::EndOfLife::load((base::data_directory() / "scanner" / "end_of_life.toml").string());
    if (!end_of_life) return tl::unexpected(end_of_life.error());
    return std::unique_ptr<Engine>(new Engine(limits, scope, std::move(*trust_store), std::move(*resolver),
                                              std::move(*words), std::move(*end_of_life), settings.host_map));
}

Engine::Engine(const model::ScanLimits& limits, const net::Scope& scope, scanner::TrustStore trust_store,
               std::unique_ptr<net::Resolver> resolver, scanner::content::WordList words,
               scanner::http::EndOfLife end_of_life, std::vector<model::HostMapEntry> host_map)
    : politeness_(limits, scope),
      loop_(politeness_),
      resolver_(std::move(resolver)),
      trust_store_(std::move(trust_store)),
      words_(std::move(words)),
      end_of_life_(std::move(end_of_life)),
      host_map_(std::move(host_map)) {}

scanner::Context Engine::context() {
    scanner::Context context;
    context.politeness = &politeness_;
    context.loop = &loop_;
    context.resolver = resolver_.get();
    context.trust_store = &trust_store_;
    context.host_map = host_map_;
    context.words = &words_;
    context.end_of_life = &end_of_life_;
    return context;
}

void allow_beyond_visits(const Config& config, base::Date date, scanner::Context& context) {
    std::vector<model::Authorisation> search_engine;
    std::vector<model::Authorisation> exposure;
    for (const model::Authorisation& each : config.authorisations) {
        if (each.as_search_engine) search_engine.push_back(each);
        if (each.exposure) exposure.push_back(each);
    }
    context.search_engine_scope = scope_on(search_engine, date).value_or(net::Scope());
    context.exposure_scope = scope_on(exposure, date).value_or(net::Scope());
    for (const model::AcceptedName& accepted : config.accepted) {
        if (date <= accepted.until) context.accepted_hosts.emplace_back(accepted.site, accepted.name);
    }
}

bool answered(const std::vector<model::Observation>& observations) {
    return std::any_of(observations.begin(), observations.end(), gave_an_answer);
}

base::Result<ScanReport> scan(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                              const ScanOptions& options, const std::function<void(const ScanProgress&)>& progress,
                              std::stop_token stop) {
    const base::Time begun = base::now();
    auto scope = scope_on(workspace.config.authorisations, base::local_date(begun));
    if (!scope) return tl::unexpected(scope.error());
    auto inventory = store.inventory(begun);
    if (!inventory) return tl::unexpected(inventory.error());
    std::vector<base::Error> defects;
    auto targets = load_targets(workspace, rules, *inventory, defects);
    if (!targets) return tl::unexpected(defects.empty() ? targets.error() : defects.front());
    auto sites = wanted_sites(std::move(*inventory), options);
    if (!sites) return tl::unexpected(sites.error());

    auto engine =
        Engine::make(workspace.config.limits, *scope, workspace.config.resolver, workspace.config.trust_anchors);
    if (!engine) return tl::unexpected(engine.error());
    auto run = run_to_work_on(store, **engine, options);
    if (!run) return tl::unexpected(run.error());

    ScanReport report;
    report.run = run->id;
    report.ipv6 = scanner::host_has_ipv6();
    scanner::Plan plan = scanner::plan_scan(*sites, *scope, options.probes, run->seed);
    report.left_out = std::move(plan.left_out);
    auto done = store.done_in_run(run->id);
    if (!done) return tl::unexpected(done.error());
    const std::set<model::SubjectRef> finished(done->begin(), done->end());
    report.resumed =
        std::erase_if(plan.tasks, [&](const model::Task& task) { return finished.contains(task.subject); });

    ScanProgress state{plan.tasks.size(), 0, 0};
    const auto sink = [&](const model::Task& task, std::vector<model::Observation> observations) -> base::Result<void> {
        if (auto saved = store.save_visit(run->id, task.subject, observations); !saved) return saved;
        ++state.done;
        if (!answered(observations)) ++state.unanswered;
        progress(state);
        return {};
    };
    scanner::Context context = (*engine)->context();
    allow_beyond_visits(workspace.config, base::local_date(begun), context);
    if (auto ran = scanner::run(std::move(plan.tasks), context, sink, stop); !ran) return tl::unexpected(ran.error());
    report.visited = state.done;
    report.unanswered = state.unanswered;
    if (stop.stop_requested())
        return base::fail(base::ErrorCode::busy, "scan.stopped", {{"done", std::to_string(state.done)}});
    if (auto ended = store.end_run(run->id, base::now()); !ended) return tl::unexpected(ended.error());

    auto judgement = judge(store, rules, *targets, run->id, base::now());
    if (!judgement) return tl::unexpected(judgement.error());
    report.judgement = std::move(*judgement);
    return report;
}

}  // namespace attt::app
