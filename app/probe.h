// `attt probe`: one site, or a list of them, without a workspace; facts and verdicts as the contract attt.probe/1 has
// them.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/scan.h"
#include "base/error.h"
#include "base/value.h"
#include "model/observation.h"
#include "model/verdict.h"
#include "rules/rule.h"

namespace attt::app {

struct ProbeOptions {
    std::string connect_address;  // instead of a resolution
    std::vector<std::string> anchors;
    scanner::Depth depth = scanner::Depth::core;
    std::string authorisation_file;   // for lists with addresses that are not loopback
    std::string host_map_file;        // an attt.toml whose [[host]], [resolver] and [mail] are used; empty: none
    std::vector<std::string> probes;  // names for scanner::probes_named; empty: all but those on request
    bool exposure = false;            // also ask for files that should not be public: loopback, or where authorised
    bool intrusive = false;           // also look for known weaknesses of TLS: loopback, or where authorised
    bool revocation = false;          // ask authorities whether certificates are revoked
    std::string ct_logs;              // a list of certificate logs; empty: timestamps are not verified
};

struct ProbedSite {
    std::string url;  // as typed
    std::vector<model::Observation> observations;
    std::vector<model::Verdict> verdicts;
    bool answered = false;
    bool outside_scope = false;          // an address that no authorisation covers: no packet was sent to it
    std::optional<base::Error> problem;  // the URL cannot be read; nothing else is set then

    bool failing() const;
};

// Errors: url.*, scan.unknown_probe* and what the engine needs (trust.*, …).
base::Result<ProbedSite> probe_one(const std::string& url, const ProbeOptions& options, const rules::RuleSet& rules);

// What `attt probe --file` does beside looking. `each` is called as sites get done, by one thread at a time, and its
// error ends the sweep.
struct Sweep {
    std::function<bool(const std::string& url)> done_before;  // such a line of the list is passed over; empty: none is
    std::function<base::Result<void>(const ProbedSite&)> each;
    std::function<void(const ScanProgress&)> progress;  // before the first site and after each; empty: nobody asks
    std::stop_token stop;
};

// Each line of `list` a URL; blank lines and those beginning with # are passed over. Without an authorisation only
// loopback is in scope. How gently: [scan] of the host map's attt.toml. Errors: probe.list_empty, scan.unknown_probe*,
// scope.*, probe.stopped (done, total), what `each` returned, …
base::Result<void> probe_list(const std::string& list_file, const ProbeOptions& options, const rules::RuleSet& rules,
                              const Sweep& sweep);

// The object of the contract, schema attt.probe/1.
base::Value to_value(const ProbedSite& site);
base::Value to_value(const model::Observation& observation);
base::Value to_value(const model::Verdict& verdict);

}  // namespace attt::app
