#include "app/probe.h"

#include <algorithm>
#include <filesystem>

#include "app/authorities.h"
#include "app/config.h"
#include "base/files.h"
#include "base/text.h"
#include "rules/evaluate.h"

namespace attt::app {
namespace {

constexpr std::string_view outside_scope_reason = "outside the authorised scope";

// A site named on the command line has no inventory record; what the rules ask of one is what its being named says.
model::Observation as_named(const std::string& url) {
    model::Website website;
    website.id = url;
    website.url = url;
    return model::inventory_observation(website, base::now());
}

ProbedSite judged(const model::Task& task, std::vector<model::Observation> observations, const rules::RuleSet& rules,
                  const rules::Evaluator& evaluate) {
    ProbedSite out;
    out.url = task.url;
    out.answered = answered(observations);
    out.outside_scope = std::any_of(observations.begin(), observations.end(), [](const model::Observation& o) {
        return o.reason.find(outside_scope_reason) != std::string::npos;
    });
    std::vector<model::Observation> all = observations;
    all.push_back(as_named(task.url));
    out.verdicts = evaluate(task.subject, rules::derive(all, rules.facts), base::now());
    out.observations = std::move(observations);
    return out;
}

base::Result<std::vector<std::string>> probes_for(const ProbeOptions& options) {
    auto probes = scanner::probes_named(options.probes);
    if (!probes) return probes;
    if (options.exposure) probes->emplace_back("exposure");
    if (options.intrusive) probes->emplace_back("tls_attacks");
    return scanner::probes_named(*probes);
}

model::Task task_for(const std::string& url, const std::vector<std::string>& probes) {
    return {{model::SubjectKind::website, url}, url, probes};
}

// The settings of --host-map, with the authorisations of --authorisation.
base::Result<Config> config_for(const ProbeOptions& options) {
    Config out;
    if (!options.host_map_file.empty()) {
        const std::string folder = std::filesystem::path(options.host_map_file).parent_path().string();
        LoadedConfig loaded = load_config(options.host_map_file, folder);
        if (!loaded.defects.empty()) return tl::unexpected(loaded.defects.front());
        out = std::move(loaded.config);
    }
    out.authorisations.clear();
    if (!options.authorisation_file.empty()) {
        LoadedAuthorisations loaded = load_authorisations(options.authorisation_file);
        if (!loaded.defects.empty()) return tl::unexpected(loaded.defects.front());
        out.authorisations = std::move(loaded.authorisations);
    }
    return out;
}

scanner::Context context_of(Engine& engine, const Config& config, const ProbeOptions& options) {
    scanner::Context context = engine.context();
    context.depth = options.depth;
    context.connect_address = options.connect_address;
    allow_beyond_visits(config, base::local_date(base::now()), context);
    return context;
}

// The name that was typed, and its www form: redirects between them may be followed, others not. The addresses are
// those the name has: whoever names a host on the command line names its addresses.
net::Scope scope_of_one(const std::string& host) {
    const std::string bare = host.starts_with("www.") ? host.substr(4) : host;
    net::Scope scope;
    scope.allow({host, bare, "www." + bare}, {*net::Network::parse("0.0.0.0/0"), *net::Network::parse("::/0")}, 64);
    return scope;
}

net::Scope loopback_scope() {
    net::Scope scope;
    scope.allow({"*"}, {*net::Network::parse("127.0.0.0/8"), *net::Network::parse("::1/128")}, 64);
    return scope;
}

std::vector<std::string> urls_in(const std::string& text) {
    std::vector<std::string> out;
    for (const std::string& line : base::split(text, '\n')) {
        const std::string url(base::trim(line));
        if (!url.empty() && url.front() != '#') out.push_back(url);
    }
    return out;
}

// A line of a list that nobody is asked about: it cannot be read, or no authorisation covers its name.
std::optional<ProbedSite> refused_line(const std::string& url, const net::Scope& scope) {
    const auto parsed = net::parse_url(url);
    if (!parsed) return ProbedSite{url, {}, {}, false, false, parsed.error()};
    if (scope.covers_name(parsed->host)) return std::nullopt;
    return ProbedSite{
        url,  {},
        {},   false,
        true, base::Error{base::ErrorCode::outside_scope, "scan.name_outside_scope", {{"id", url}, {"url", url}}, {}}};
}

base::Value endpoint_value(const model::Endpoint& endpoint) {
    return base::Object{{"address", endpoint.address}, {"port", std::int64_t{endpoint.port}}};
}

}  // namespace

bool ProbedSite::failing() const {
    return std::any_of(verdicts.begin(), verdicts.end(),
                       [](const model::Verdict& v) { return v.outcome == model::Outcome::fail; });
}

base::Result<ProbedSite> probe_one(const std::string& url, const ProbeOptions& options, const rules::RuleSet& rules) {
    const auto parsed = net::parse_url(url);
    if (!parsed) return tl::unexpected(parsed.error());
    const auto probes = probes_for(options);
    if (!probes) return tl::unexpected(probes.error());
    const auto config = config_for(options);
    if (!config) return tl::unexpected(config.error());
    auto engine = Engine::make({}, scope_of_one(parsed->host), config->resolver, options.anchors);
    if (!engine) return tl::unexpected(engine.error());
    scanner::Context context = context_of(**engine, *config, options);
    context.hosts_below_named = true;
    TrustSettings trust = authorities_of_one(options.connect_address.empty() ? parsed->host : options.connect_address);
    trust.ct_logs = options.ct_logs;
    const auto sources = TrustSources::make(trust, options.revocation, context);
    if (!sources) return tl::unexpected(sources.error());
    sources->lend(context);
    const model::Task task = task_for(url, *probes);
    return judged(task, scanner::visit(task, context), rules, rules::Evaluator(rules));
}

base::Result<void> probe_list(const std::string& list_file, const ProbeOptions& options, const rules::RuleSet& rules,
                              const Sweep& sweep) {
    auto text = base::read_file(list_file);
    if (!text) return tl::unexpected(text.error());
    const std::vector<std::string> urls = urls_in(*text);
    if (urls.empty()) return base::fail(base::ErrorCode::bad_input, "probe.list_empty", {{"path", list_file}});
    const auto probes = probes_for(options);
    if (!probes) return tl::unexpected(probes.error());
    const auto config = config_for(options);
    if (!config) return tl::unexpected(config.error());
    const base::Date today = base::local_date(base::now());
    const bool authorised = !options.authorisation_file.empty();
    const base::Result<net::Scope> scope = authorised ? scope_on(config->authorisations, today) : loopback_scope();
    if (!scope) return tl::unexpected(scope.error());
    auto engine = Engine::make(config->limits, *scope, config->resolver, options.anchors);
    if (!engine) return tl::unexpected(engine.error());
    scanner::Context context = context_of(**engine, *config, options);
    TrustSettings trust = authorised ? authorities_on(config->authorisations, today) : authorities_at_loopback();
    trust.ct_logs = options.ct_logs;
    const auto sources = TrustSources::make(trust, options.revocation, context);
    if (!sources) return tl::unexpected(sources.error());
    sources->lend(context);

    std::vector<model::Task> tasks;
    for (const std::string& url : urls) {
        if (sweep.done_before && sweep.done_before(url)) continue;
        if (auto refused = refused_line(url, *scope)) {
            if (auto told = sweep.each(*refused); !told) return told;
        } else {
            tasks.push_back(task_for(url, *probes));
        }
    }
    // a list is often sorted by network, and a network may be asked by few at a time
    std::stable_sort(tasks.begin(), tasks.end(), [](const model::Task& a, const model::Task& b) {
        return std::hash<std::string>{}(a.url) < std::hash<std::string>{}(b.url);
    });
    const rules::Evaluator evaluate(rules);
    ScanProgress progress;
    progress.total = tasks.size();
    if (sweep.progress) sweep.progress(progress);
    const auto sink = [&](const model::Task& task, std::vector<model::Observation> observations) -> base::Result<void> {
        const ProbedSite site = judged(task, std::move(observations), rules, evaluate);
        if (auto told = sweep.each(site); !told) return told;
        ++progress.done;
        if (!site.answered) ++progress.unanswered;
        if (sweep.progress) sweep.progress(progress);
        return {};
    };
    if (auto ran = scanner::run(std::move(tasks), context, sink, sweep.stop); !ran) return ran;
    if (progress.done == progress.total) return {};
    return base::fail(base::ErrorCode::busy, "probe.stopped",
                      {{"done", std::to_string(progress.done)}, {"total", std::to_string(progress.total)}});
}

base::Value to_value(const model::Observation& observation) {
    base::Object out{{"probe", observation.probe}};
    if (observation.endpoint) out.set("endpoint", endpoint_value(*observation.endpoint));
    out.set("status", name_of(observation.status));
    if (observation.status != model::Status::ok) out.set("reason", observation.reason);
    out.set("observed_at", base::to_rfc3339(observation.observed_at));
    out.set("facts", observation.facts);
    out.set("measures", observation.measures);
    return out;
}

base::Value to_value(const model::Verdict& verdict) {
    base::Object out{{"rule", verdict.rule}, {"instance", verdict.instance}};
    if (verdict.endpoint) out.set("endpoint", endpoint_value(*verdict.endpoint));
    out.set("outcome", name_of(verdict.outcome));
    out.set("severity", name_of(verdict.severity));
    if (!verdict.reason.empty()) out.set("reason", verdict.reason);
    out.set("evidence", verdict.evidence);
    return out;
}

base::Value to_value(const ProbedSite& site) {
    base::Object out{{"schema", "attt.probe/1"}, {"subject", base::Object{{"kind", "website"}, {"url", site.url}}}};
    base::Array observations;
    for (const model::Observation& observation : site.observations)
        observations.push_back(to_value(observation));
    base::Array verdicts;
    for (const model::Verdict& verdict : site.verdicts)
        verdicts.push_back(to_value(verdict));
    out.set("observations", std::move(observations));
    out.set("verdicts", std::move(verdicts));
    return out;
}

}  // namespace attt::app
