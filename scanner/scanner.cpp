#include "scanner/scanner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "base/text.h"
#include "scanner/probes/probes.h"
#include "scanner/resolution.h"

namespace attt::scanner {
namespace {

// The same order for the same seed on every platform, which std::shuffle does not promise.
template <class T>
void shuffle(std::vector<T>& items, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[random() % i]);
}

// Names that stand for several probes.
struct Theme {
    std::string_view name;
    std::array<std::string_view, 2> probes;
};
constexpr std::array<Theme, 1> themes = {{{"ipv6", {"dns", "tcp"}}}};

std::vector<std::string> known_names() {
    std::vector<std::string> out;
    for (const Probe& probe : all_probes())
        out.emplace_back(probe.name);
    for (const Theme& theme : themes)
        out.emplace_back(theme.name);
    return out;
}

model::Observation unreached(const Site& site, const Probe& probe) {
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = std::string(probe.name);
    observation.status = site.resolution_status;
    observation.reason = site.resolution_problem;
    observation.observed_at = base::now();
    return observation;
}

// What the workers share: the next task, and the end of the run.
struct Shared {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> ended{false};
    std::mutex sink_mutex;
    std::optional<base::Error> failure;
};

void work(const std::vector<model::Task>& tasks, const Context& context, const Sink& sink, const std::stop_token& stop,
          Shared& shared) {
    while (!shared.ended && !stop.stop_requested()) {
        const std::size_t index = shared.next++;
        if (index >= tasks.size()) return;
        auto observations = visit(tasks[index], context);
        const std::lock_guard lock(shared.sink_mutex);
        if (shared.ended) return;
        if (auto saved = sink(tasks[index], std::move(observations)); !saved) {
            shared.failure = saved.error();
            shared.ended = true;
        }
    }
}

}  // namespace

model::Endpoint endpoint_of(const Site& site, const std::string& address, std::uint16_t url_port,
                            const Context& context) {
    for (const model::HostMapEntry& entry : context.host_map) {
        if (entry.name != site.url.host) continue;
        const auto mapped = entry.ports.find(url_port);
        return {address, mapped != entry.ports.end() ? mapped->second : url_port};
    }
    return {address, url_port};
}

base::Result<std::vector<std::string>> probes_named(std::span<const std::string> names) {
    const std::vector<std::string> known = known_names();
    std::set<std::string, std::less<>> wanted;
    for (const std::string& name : names) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            const auto near = base::nearest(name, known);
            return base::fail(base::ErrorCode::bad_usage, near ? "scan.unknown_probe_near" : "scan.unknown_probe",
                              {{"name", base::printable(name, 40)},
                               {"nearest", near.value_or("")},
                               {"known", fmt::format("{}", fmt::join(known, ", "))}});
        }
        const auto theme = std::find_if(themes.begin(), themes.end(), [&](const Theme& t) { return t.name == name; });
        if (theme == themes.end()) {
            wanted.insert(name);
        } else {
            wanted.insert(theme->probes.begin(), theme->probes.end());
        }
    }
    std::vector<std::string> out;
    for (const Probe& probe : all_probes()) {
        if (wanted.empty() ? !probe.on_request : wanted.contains(probe.name)) out.emplace_back(probe.name);
    }
    return out;
}

Plan plan_scan(const model::Inventory& inventory, const net::Scope& scope, const std::vector<std::string>& probes,
               std::uint64_t seed) {
    Plan plan;
    for (const model::Website& website : inventory.websites) {
        if (website.lifecycle == "retired") continue;
        auto url = net::parse_url(website.url);
        if (!url) {
            plan.left_out.push_back(url.error());
        } else if (!scope.covers_name(url->host)) {
            plan.left_out.push_back(base::Error{base::ErrorCode::outside_scope,
                                                "scan.name_outside_scope",
                                                {{"id", website.id}, {"url", website.url}},
                                                {}});
        } else {
            plan.tasks.push_back({{model::SubjectKind::website, website.id}, website.url, probes});
        }
    }
    // so that the seed alone decides, and not in which order the lists were imported
    std::sort(plan.tasks.begin(), plan.tasks.end(),
              [](const model::Task& a, const model::Task& b) { return a.subject < b.subject; });
    shuffle(plan.tasks, seed);
    return plan;
}

std::vector<model::Observation> visit(const model::Task& task, const Context& context) {
    std::vector<model::Observation> out;
    Site site;
    site.subject = task.subject;
    auto url = net::parse_url(task.url);
    if (!url) {
        site.resolution_status = model::Status::protocol_error;
        site.resolution_problem = "the URL cannot be read";
    } else {
        site.url = *url;
        out.push_back(resolve(site, context));
    }
    for (const Probe& probe : all_probes()) {
        if (std::find(task.probes.begin(), task.probes.end(), probe.name) == task.probes.end()) continue;
        if (probe.run == nullptr) continue;  // dns: the resolution above is its observation
        const bool by_name = probe.at == Probe::At::name && url;
        if (site.addresses.empty() && !by_name) {
            out.push_back(unreached(site, probe));
            continue;
        }
        static const std::string no_address;
        const auto addresses = by_name ? std::span(&no_address, 1)
                                       : std::span<const std::string>(site.addresses)
                                             .first(probe.at == Probe::At::each_address ? site.addresses.size() : 1);
        for (const std::string& address : addresses) {
            auto seen = probe.run(site, address, context);
            std::move(seen.begin(), seen.end(), std::back_inserter(out));
        }
    }
    const bool wants_dns = std::find(task.probes.begin(), task.probes.end(), "dns") != task.probes.end();
    if (!wants_dns) std::erase_if(out, [](const model::Observation& o) { return o.probe == "dns"; });
    return out;
}

base::Result<void> run(std::vector<model::Task> tasks, const Context& context, const Sink& sink, std::stop_token stop) {
    Shared shared;
    const auto wanted = static_cast<std::size_t>(std::max(1, context.politeness->limits().sites_at_once));
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 0; i < std::min(wanted, tasks.size()); ++i)
            workers.emplace_back([&] { work(tasks, context, sink, stop, shared); });
    }
    if (shared.failure) return base::fail(*shared.failure);
    return {};
}

}  // namespace attt::scanner
