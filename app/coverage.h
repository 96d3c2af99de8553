// How many computers have an antivirus: what is certain, what is probable, and what at most may be. The figure that is
// signed is the certain one; the others say how far the truth may lie from it.
#pragma once

#include <string>
#include <vector>

#include "app/computers.h"
#include "base/catalogue.h"
#include "rules/rule.h"
#include "rules/target.h"

namespace attt::app {

// Rungs: each computer on one stands on those below it too.
struct Ladder {
    std::int64_t in_inventory = 0;
    std::int64_t installed = 0;
    std::int64_t enabled = 0;
    std::int64_t fresh = 0;
    std::int64_t reporting = 0;
};

struct CoverageFigures {
    std::int64_t population = 0;  // of the inventory, in use, in the target's population, without the exempt
    std::int64_t certain = 0;     // installed, by links that are certain
    std::int64_t probable = 0;    // certain, and installed by links that are probable
    std::int64_t upper = 0;       // probable, and what cannot be ruled out
    std::int64_t exempt = 0;
    Ladder ladder;  // of certain links
};

struct AgencyCoverage {
    std::string agency;
    CoverageFigures figures;
};

struct Exempt {
    std::string computer;
    std::string agency;
    std::string reason;  // form of model::Verdict::reason
};

struct Unlisted {
    std::string source;
    std::string record;
    std::string name;
    std::string agency;
};

struct Coverage {
    CoverageFigures whole;
    std::vector<AgencyCoverage> agencies;  // in the order of their ids
    std::vector<Exempt> exempt;
    std::vector<Unlisted> unlisted;  // records that no computer of the inventory answers to
    base::Time as_of;                // the newest time that a source speaks of
    bool population_defined = false;
    std::string population;  // id of the target's population
    std::vector<store::MeasurementPoint> trend;
};

// `agency`: only its computers (empty: all). The state of each computer is what the rules say at the time that the
// sources speak of.
base::Result<Coverage> measure_coverage(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                        const Reconciled& reconciled, const std::string& agency, base::Time now,
                                        std::vector<base::Error>& defects);

base::Value to_value(const Coverage& coverage, const Reconciled& reconciled);
base::Value match_to_value(const Reconciled& reconciled);

// One computer: its links with the keys that matched, those that were rejected and why, the rivals, and what the rules
// say of it. Error: computers.no_computer.
base::Result<base::Value> explain_computer(const Reconciled& reconciled, const rules::RuleSet& rules,
                                           const std::string& computer, base::Time as_of);

// The table of ends of support that the program ships; empty where it cannot be read.
OsSupport os_support();

}  // namespace attt::app
