// Looks, and states facts; never judges. A scan is planned from the inventory, then run by a bounded pool of workers;
// each site is visited as a whole and handed to the sink as soon as it is done, so that a run killed at any moment
// loses only what was in flight.
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/inventory.h"
#include "model/observation.h"
#include "model/scan.h"
#include "net/exchange.h"
#include "net/politeness.h"
#include "net/resolver.h"
#include "net/url.h"
#include "scanner/trust_store.h"

namespace attt::scanner {

namespace content {
class WordList;
}
namespace http {
class EndOfLife;
}

namespace tls {
class CtLogs;
}

class Authorities;
class ExposureList;

enum class Depth { core, full };

// What all probes of one program share. The pointers outlive every probe.
struct Context {
    net::Politeness* politeness = nullptr;
    net::ExchangeLoop* loop = nullptr;
    net::Resolver* resolver = nullptr;
    const TrustStore* trust_store = nullptr;
    Depth depth = Depth::core;
    // Name -> (port of the URL -> port to connect to); from the host map.
    std::vector<model::HostMapEntry> host_map;
    // `attt probe --connect`: this address instead of a resolution. Name and port stay the URL's.
    std::string connect_address;
    // Words and names by which inserted content is found; null: nobody looks for it.
    const content::WordList* words = nullptr;
    // When makers end their support; null: not known of any.
    const http::EndOfLife* end_of_life = nullptr;
    // What the recorded authorisation names beyond ordinary visits (loopback needs none): looking as a search engine's
    // crawler, asking for files that should not be public, and sending TLS what no honest client sends.
    net::Scope search_engine_scope;
    net::Scope exposure_scope;
    net::Scope intrusive_scope;
    // The files that should not be public; null: nobody asks for them.
    const ExposureList* exposures = nullptr;
    // Whether certificates are revoked is asked of them; null: it is not asked.
    Authorities* authorities = nullptr;
    // Certificate logs by which timestamps are verified; null: they are not.
    const tls::CtLogs* ct_logs = nullptr;
    // Mail hosts and policy hosts below the site's own name count as named with it (`attt probe`): a scan of a
    // workspace goes by the names of its authorisation.
    bool hosts_below_named = false;
    // Selectors under which DKIM keys are looked for.
    std::vector<std::string> dkim_selectors = {"default",   "mail",   "dkim", "selector1",
                                               "selector2", "google", "s1",   "k1"};
    // Hosts that an officer has accepted in the pages of a site: (subject's id, host or a name above it).
    std::vector<std::pair<std::string, std::string>> accepted_hosts;
};

// The site under the probes' hands: its URL and, once resolved, its addresses, pinned for all probes.
struct Site {
    model::SubjectRef subject;
    net::Url url;
    std::vector<std::string> addresses;  // IPv4 first, then IPv6, each sorted
    std::string resolution_problem;      // why there are none
    model::Status resolution_status = model::Status::ok;
};

// Where to connect for a port that the URL means: the host map may say another one.
model::Endpoint endpoint_of(const Site& site, const std::string& address, std::uint16_t url_port,
                            const Context& context);

// One of many; probes.cpp has the table of all. A probe never throws for what the network does and never judges: what
// it could not see is an observation with its status and reason.
struct Probe {
    // At each address of the site; once, at its first; or once by its name, whether or not it has addresses.
    enum class At { each_address, first_address, name };
    std::string_view name;
    At at;
    std::vector<model::Observation> (*run)(const Site& site, const std::string& address, const Context& context);
    bool on_request = false;  // only where it is asked for by name
};
std::span<const Probe> all_probes();

// The probes that these names mean, in the table's order, each once; for no names all but those that wait to be asked
// for. "ipv6" means what tells
// whether a site is reachable over IPv6. Error: scan.unknown_probe (name, known).
base::Result<std::vector<std::string>> probes_named(std::span<const std::string> names);

// Every website in use whose name and URL the scope covers, in an order drawn from `seed` and otherwise the same
// whatever order they are listed in, to be looked at with `probes` (of probes_named); what is left out comes back with
// its reason (an Error per site) so that it can be said.
struct Plan {
    std::vector<model::Task> tasks;
    std::vector<base::Error> left_out;  // scan.name_outside_scope (url), url errors
};
Plan plan_scan(const model::Inventory& inventory, const net::Scope& scope, const std::vector<std::string>& probes,
               std::uint64_t seed);

// Visits one site: resolves, pins, probes in the table's order. At least one observation per probe of the task.
std::vector<model::Observation> visit(const model::Task& task, const Context& context);

// Visits all tasks on `context.politeness->limits().sites_at_once` threads. `sink` is called by one thread at a time,
// as sites get done; returning an error stops the run (the store is full, say), and that error is returned.
using Sink = std::function<base::Result<void>(const model::Task&, std::vector<model::Observation>)>;
base::Result<void> run(std::vector<model::Task> tasks, const Context& context, const Sink& sink, std::stop_token stop);

// Whether this machine has a way out over IPv6 other than loopback; without it sites over IPv6 are unknown, not
// failing.
bool host_has_ipv6();

}  // namespace attt::scanner
