// A scan of the workspace: plan within the authorisation, visit, store as it comes, judge.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "app/judge.h"
#include "app/workspace.h"
#include "scanner/content/words.h"
#include "scanner/exposure.h"
#include "scanner/http/software.h"
#include "scanner/scanner.h"

namespace attt::app {

struct ScanOptions {
    std::string agency;               // only its sites
    std::string site;                 // only this id or URL
    std::vector<std::string> probes;  // names for scanner::probes_named; empty: all
    std::optional<std::uint64_t> seed;
    std::string outside_hours;  // why it may run outside the scanning hours; empty: it may not
    bool exposure = false;      // also ask for files that should not be public, where the authorisation names it
    bool intrusive = false;     // also look for known weaknesses of TLS, where the authorisation names it
    bool revocation = false;    // ask the authorities that the authorisation names whether certificates are revoked
    std::set<std::string> sites = {};  // only these ids; empty: all
};

struct ScanProgress {
    std::int64_t run = 0;
    std::uint64_t seed = 0;
    std::size_t total = 0, done = 0, unanswered = 0;
};

struct ScanReport {
    std::int64_t run = 0;
    std::size_t visited = 0;
    std::size_t resumed = 0;     // sites that an interrupted run had already finished
    std::size_t unanswered = 0;  // sites of which no probe got an answer
    std::vector<base::Error> left_out;
    std::optional<model::Quarantine> quarantine;  // the run is held back: the judgement is of what was known before
    Judgement judgement;
};

// The engine that probes need, with its lifetime: politeness, loop, resolver, anchors.
class Engine {
  public:
    static base::Result<std::unique_ptr<Engine>> make(const model::ScanLimits& limits, const net::Scope& scope,
                                                      const net::ResolverSettings& resolver,
                                                      const std::vector<std::string>& anchors);
    scanner::Context context();
    const scanner::TrustStore& trust_store() const { return trust_store_; }

  private:
    Engine(const model::ScanLimits& limits, const net::Scope& scope, scanner::TrustStore trust_store,
           std::unique_ptr<net::Resolver> resolver, scanner::content::WordList words,
           scanner::http::EndOfLife end_of_life, scanner::ExposureList exposures,
           std::vector<model::HostMapEntry> host_map);
    net::Politeness politeness_;
    net::ExchangeLoop loop_;
    std::unique_ptr<net::Resolver> resolver_;
    scanner::TrustStore trust_store_;
    scanner::content::WordList words_;
    scanner::http::EndOfLife end_of_life_;
    scanner::ExposureList exposures_;
    std::vector<model::HostMapEntry> host_map_;
};

// What the authorisations in force name beyond ordinary visits, and the names that officers have accepted.
void allow_beyond_visits(const Config& config, base::Date date, scanner::Context& context);

// Whether this machine has IPv6 beyond loopback; without it what is asked over IPv6 stays unknown.
bool has_ipv6();

// How our requests name themselves.
std::string user_agent();

// Whether anything of this visit got an answer: an observation of TLS or HTTP, be it that the peer speaks something
// else.
bool answered(const std::vector<model::Observation>& observations);

// Errors: scope.* and scan.outside_hours, web.revocation_not_authorised (no packet was sent), scan.nothing (no site),
// scan.unknown_probe, scan.running (another scan of this workspace), scan.stopped and scan.hours_ended (the rest is for
// the next one), agency.not_found, store errors, … `progress` is called when the run begins and after each site.
base::Result<ScanReport> scan(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                              const ScanOptions& options, const std::function<void(const ScanProgress&)>& progress,
                              std::stop_token stop);

}  // namespace attt::app
