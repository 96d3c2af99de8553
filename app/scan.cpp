#include "app/scan.h"

#include <algorithm>
#include <random>
#include <set>

#include "app/authorities.h"
#include "app/scan_lock.h"
#include "app/version.h"
#include "base/files.h"
#include "base/text.h"
#include "net/http.h"

namespace attt::app {
namespace {

bool gave_an_answer(const model::Observation& observation) {
    // a name server answered, or another name, not the site; an accepted connection on which nothing is said is no
    // answer either
    for (const char* other : {"dns", "tcp", "zone", "mail", "tls_sibling", "exposure", "tls_attacks", "revocation"}) {
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
                          {{"id", options.agency}, {"nearest", base::nearest(options.agency, ids).value_or("")}});
    }
    std::erase_if(inventory.websites, [&](const model::Website& website) {
        if (!options.agency.empty() && website.agency != options.agency) return true;
        if (!options.sites.empty() && !options.sites.contains(website.id)) return true;
        return !options.site.empty() && website.id != options.site && website.url != options.site;
    });
    if (inventory.websites.empty()) return base::fail(base::ErrorCode::not_found, "scan.nothing");
    return inventory;
}

// A run that nobody has worked on for longer is not gone on with: half of it would be of another week.
constexpr auto longest_pause = std::chrono::hours(36);
// Another process may be taking in a long list.
constexpr auto patience = std::chrono::minutes(2);
// Enough to know what is usual.
constexpr std::size_t runs_to_compare = 5;

// The authorisations in force that name what goes beyond an ordinary visit.
std::vector<model::Authorisation> naming(bool model::Authorisation::*permission, const Config& config,
                                         base::Date date) {
    std::vector<model::Authorisation> out;
    std::copy_if(config.authorisations.begin(), config.authorisations.end(), std::back_inserter(out),
                 [&](const auto& each) { return each.*permission && each.date <= date && date <= each.until; });
    return out;
}

base::Array numbers_of(const std::vector<model::Authorisation>& authorisations) {
    base::Array out;
    for (const model::Authorisation& each : authorisations)
        out.emplace_back(each.number);
    return out;
}

// When a scan that begins now must end. Errors: scan.outside_hours.
base::Result<base::Time> must_end(const Config& config, const ScanOptions& options, base::Time now) {
    const base::Time authorised = authorised_until(config.authorisations, base::local_date(now));
    if (!options.outside_hours.empty()) return authorised;
    const auto until = config.hours.open_until(now);
    if (until) return std::min(*until, authorised);
    return base::fail(base::ErrorCode::outside_scope, "scan.outside_hours",
                      {{"now", base::show_time(now)}, {"opens", base::show_time(config.hours.opens_after(now))}});
}

// What the audit event of the run says beside what was asked.
base::Object circumstances(const Config& config, const ScanOptions& options, base::Time now) {
    base::Object out;
    base::Array numbers;
    for (const model::Authorisation& each : config.authorisations) {
        const base::Date today = base::local_date(now);
        if (each.date <= today && today <= each.until) numbers.emplace_back(each.number);
    }
    out.set("authorisations", std::move(numbers));
    if (!config.notified.empty()) {
        base::Array names;
        for (const Notified& each : config.notified)
            names.emplace_back(each.name);
        out.set("to_be_told", std::move(names));
    }
    if (!options.outside_hours.empty()) out.set("outside_hours", options.outside_hours);
    if (options.intrusive)
        out.set("intrusive", numbers_of(naming(&model::Authorisation::intrusive, config, base::local_date(now))));
    return out;
}

struct PlannedRun {
    model::Run run;
    scanner::Plan plan;
    std::size_t resumed = 0;
};

// One scan of a workspace, from what it may touch to what it saw.
class Scan {
  public:
    Scan(const Workspace& workspace, store::Store& store, const ScanOptions& options)
        : config_(workspace.config), store_(store), options_(options) {}

    base::Result<PlannedRun> plan(const model::Inventory& sites, const net::Scope& scope, const Engine& engine,
                                  base::Time now) {
        auto probes = wanted_probes();
        if (!probes) return tl::unexpected(probes.error());
        model::RunRequest request{options_.agency, options_.site, {}};
        // a set of sites is no whole run
        for (const std::string& site : options_.sites)
            request.site += (request.site.empty() ? "" : ",") + site;
        // with what is asked for beyond an ordinary scan said too: such a run is not gone on with as an ordinary one
        if (!options_.probes.empty() || options_.exposure || options_.intrusive) request.probes = *probes;

        auto interrupted = run_to_go_on_with(request, engine, now);
        if (!interrupted) return tl::unexpected(interrupted.error());
        PlannedRun out;
        if (*interrupted) {
            out.run = **interrupted;
            out.plan = scanner::plan_scan(sites, scope, *probes, out.run.seed);
            auto done = store_.done_in_run(out.run.id);
            if (!done) return tl::unexpected(done.error());
            const std::set<model::SubjectRef> finished(done->begin(), done->end());
            out.resumed =
                std::erase_if(out.plan.tasks, [&](const model::Task& task) { return finished.contains(task.subject); });
            return out;
        }
        out.run.started = now;
        // SQLite integers are signed: 63 bits
        out.run.seed = options_.seed.value_or((std::uint64_t{std::random_device()()} << 31U) ^ std::random_device()());
        out.run.program_version = program_version();
        out.run.trust_store = engine.trust_store().fingerprint();
        out.run.request = std::move(request);
        out.plan = scanner::plan_scan(sites, scope, *probes, out.run.seed);
        out.run.planned = static_cast<std::int64_t>(out.plan.tasks.size());
        auto begun = store_.begin_run(out.run, circumstances(config_, options_, now));
        if (!begun) return tl::unexpected(begun.error());
        out.run = std::move(*begun);
        return out;
    }

    // Ends a run, held back where far more of it than usual went unanswered.
    base::Result<std::optional<model::Quarantine>> end(std::int64_t run, bool abandoned, base::Time now) {
        auto seen = store_.task_count(run);
        if (!seen) return tl::unexpected(seen.error());
        auto earlier = store_.earlier_task_counts(run, runs_to_compare);
        if (!earlier) return tl::unexpected(earlier.error());
        const auto before = usual(*earlier);
        std::optional<model::Quarantine> held;
        if (far_more_unanswered(*seen, before, config_.quarantine)) held = model::Quarantine{now, *seen, *before};
        auto ended = abandoned ? store_.abandon_run(run, now, held) : store_.end_run(run, now, held);
        if (!ended) return tl::unexpected(ended.error());
        return held;
    }

  private:
    base::Result<std::vector<std::string>> wanted_probes() const {
        auto probes = scanner::probes_named(options_.probes);
        if (!probes) return probes;
        if (options_.exposure) probes->emplace_back("exposure");
        if (options_.intrusive) probes->emplace_back("tls_attacks");
        return scanner::probes_named(*probes);
    }

    // The interrupted run, if it was asked for the same and by the same ruler; one that was not is given up.
    base::Result<std::optional<model::Run>> run_to_go_on_with(const model::RunRequest& request, const Engine& engine,
                                                              base::Time now) {
        auto unfinished = store_.unfinished_run();
        if (!unfinished || !*unfinished) return unfinished;
        const model::Run& run = **unfinished;
        auto last_visit = store_.last_visit(run.id);
        if (!last_visit) return tl::unexpected(last_visit.error());
        const bool fresh = now - last_visit->value_or(run.started) < longest_pause;
        // facts found with other anchors or another program are not mixed into one run
        const bool same = run.request == request && run.trust_store == engine.trust_store().fingerprint() &&
                          run.program_version == program_version() && options_.seed.value_or(run.seed) == run.seed;
        if (fresh && same) return unfinished;
        if (auto ended = end(run.id, true, now); !ended) return tl::unexpected(ended.error());
        return std::nullopt;
    }

    const Config& config_;
    store::Store& store_;
    const ScanOptions& options_;
};

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
    auto exposures = scanner::ExposureList::load((base::data_directory() / "scanner" / "exposure.toml").string());
    if (!exposures) return tl::unexpected(exposures.error());
    return std::unique_ptr<Engine>(new Engine(limits, scope, std::move(*trust_store), std::move(*resolver),
                                              std::move(*words), std::move(*end_of_life), std::move(*exposures),
                                              settings.host_map));
}

Engine::Engine(const model::ScanLimits& limits, const net::Scope& scope, scanner::TrustStore trust_store,
               std::unique_ptr<net::Resolver> resolver, scanner::content::WordList words,
               scanner::http::EndOfLife end_of_life, scanner::ExposureList exposures,
               std::vector<model::HostMapEntry> host_map)
    : politeness_(limits, scope),
      loop_(politeness_),
      resolver_(std::move(resolver)),
      trust_store_(std::move(trust_store)),
      words_(std::move(words)),
      end_of_life_(std::move(end_of_life)),
      exposures_(std::move(exposures)),
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
    context.exposures = &exposures_;
    return context;
}

void allow_beyond_visits(const Config& config, base::Date date, scanner::Context& context) {
    const auto scope_naming = [&](bool model::Authorisation::*permission) {
        return scope_on(naming(permission, config, date), date).value_or(net::Scope());
    };
    context.search_engine_scope = scope_naming(&model::Authorisation::as_search_engine);
    context.exposure_scope = scope_naming(&model::Authorisation::exposure);
    context.intrusive_scope = scope_naming(&model::Authorisation::intrusive);
    if (!config.dkim_selectors.empty()) context.dkim_selectors = config.dkim_selectors;
    for (const model::AcceptedName& accepted : config.accepted) {
        if (date <= accepted.until) context.accepted_hosts.emplace_back(accepted.site, accepted.name);
    }
}

bool has_ipv6() {
    return scanner::host_has_ipv6();
}

std::string user_agent() {
    return net::user_agent();
}

bool answered(const std::vector<model::Observation>& observations) {
    return std::any_of(observations.begin(), observations.end(), gave_an_answer);
}

base::Result<ScanReport> scan(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                              const ScanOptions& wanted, const std::function<void(const ScanProgress&)>& progress,
                              std::stop_token stop) {
    ScanOptions options = wanted;
    // asked for by the probe's name is asked for all the same
    options.intrusive |= std::find(wanted.probes.begin(), wanted.probes.end(), "tls_attacks") != wanted.probes.end();
    const base::Time begun = base::now();
    auto scope = scope_on(workspace.config.authorisations, base::local_date(begun));
    if (!scope) return tl::unexpected(scope.error());
    const auto end_by = must_end(workspace.config, options, begun);
    if (!end_by) return tl::unexpected(end_by.error());
    const base::Date today = base::local_date(begun);
    if (options.exposure && naming(&model::Authorisation::exposure, workspace.config, today).empty())
        return base::fail(base::ErrorCode::outside_scope, "web.exposure_not_authorised");
    if (options.intrusive && naming(&model::Authorisation::intrusive, workspace.config, today).empty())
        return base::fail(base::ErrorCode::outside_scope, "web.intrusive_not_authorised");
    TrustSettings trust = authorities_on(workspace.config.authorisations, today);
    trust.ct_logs = workspace.config.ct_logs;
    if (options.revocation && !trust.names_authorities)
        return base::fail(base::ErrorCode::outside_scope, "web.revocation_not_authorised");
    auto lock = ScanLock::take(workspace.scan_lock_file(), begun);
    if (!lock) return tl::unexpected(lock.error());
    store.wait_for_others(patience);
    if (auto sound = store.check_clock(begun); !sound) return tl::unexpected(sound.error());
    auto inventory = store.inventory(begun);
    if (!inventory) return tl::unexpected(inventory.error());
    std::vector<base::Error> defects;
    auto targets = load_targets(workspace, rules, *inventory, defects);
    if (!targets) return tl::unexpected(defects.empty() ? targets.error() : defects.front());
    auto levels = load_level_data(&workspace, rules, defects);
    if (!levels) return tl::unexpected(defects.empty() ? levels.error() : defects.front());
    auto sites = wanted_sites(std::move(*inventory), options);
    if (!sites) return tl::unexpected(sites.error());
    auto engine =
        Engine::make(workspace.config.limits, *scope, workspace.config.resolver, workspace.config.trust_anchors);
    if (!engine) return tl::unexpected(engine.error());
    const auto sources = TrustSources::make(trust, options.revocation, (*engine)->context());
    if (!sources) return tl::unexpected(sources.error());

    auto unfinished = store.unfinished_run();
    if (!unfinished) return tl::unexpected(unfinished.error());
    auto last = store.last_evaluation(begun);
    if (!last) return tl::unexpected(last.error());
    Scan work(workspace, store, options);
    auto planned = work.plan(*sites, *scope, **engine, begun);
    if (!planned) return tl::unexpected(planned.error());
    ScanReport report;
    report.run = planned->run.id;
    report.left_out = std::move(planned->plan.left_out);
    report.resumed = planned->resumed;

    std::stop_source ending;
    const std::stop_callback asked(stop, [&] { ending.request_stop(); });
    bool time_is_up = false;
    ScanProgress state{report.run, planned->run.seed, planned->plan.tasks.size()};
    progress(state);
    const auto sink = [&](const model::Task& task, std::vector<model::Observation> observations) -> base::Result<void> {
        if (auto saved = store.save_visit(report.run, task.subject, observations); !saved) return saved;
        ++state.done;
        if (!answered(observations)) ++state.unanswered;
        progress(state);
        time_is_up = base::now() >= *end_by;
        if (time_is_up) ending.request_stop();
        return {};
    };
    scanner::Context context = (*engine)->context();
    allow_beyond_visits(workspace.config, base::local_date(begun), context);
    sources->lend(context);
    const auto ran = scanner::run(std::move(planned->plan.tasks), context, sink, ending.get_token());
    if (!ran) return tl::unexpected(ran.error());
    report.visited = state.done;
    report.unanswered = state.unanswered;
    if (state.done < state.total && time_is_up) {
        return base::fail(base::ErrorCode::busy, "scan.hours_ended",
                          {{"done", std::to_string(state.done)},
                           {"left", std::to_string(state.total - state.done)},
                           {"until", base::show_time(*end_by)}});
    }
    if (state.done < state.total)
        return base::fail(base::ErrorCode::busy, "scan.stopped", {{"done", std::to_string(state.done)}});

    auto held = work.end(report.run, false, base::now());
    if (!held) return tl::unexpected(held.error());
    report.quarantine = *held;
    // what is judged after a run that is held back is what was known before it
    const auto run = report.quarantine ? std::nullopt : std::optional(report.run);
    // new rules speak of every site, and a run that was given up has seen others
    const bool alone = !options.sites.empty() && !*unfinished && *last && (*last)->rules_hash == rules.hash;
    auto judgement = alone ? judge_websites(store, rules, levels->external, options.sites, run, base::now())
                           : judge(store, rules, *levels, *targets, run, base::now());
    if (!judgement) return tl::unexpected(judgement.error());
    report.judgement = std::move(*judgement);
    return report;
}

}  // namespace attt::app
