// Computers and who says what of them: sources taken in, matched with the inventory, pinned by hand, and turned into
// facts for the rules.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "app/os_support.h"
#include "app/workspace.h"
#include "inventory/consoles/merge.h"
#include "inventory/consoles/profile.h"
#include "inventory/consoles/source.h"
#include "model/computer_link.h"
#include "model/computer_record.h"
#include "model/inventory.h"
#include "model/observation.h"

namespace attt::app {

// Sources are asked on different days: within this of the newest one they are about as new. A record that a console
// has not heard of for longer is not certain (the rule computer.antivirus-installed has the same term).
inline constexpr std::chrono::days about_as_new{35};

// The sources as stored, and whose computers their records are.
struct Reconciled {
    model::Inventory inventory;
    std::vector<model::ComputerSource> sources;
    std::vector<model::ComputerPin> pins;
    model::MatchResult match;

    // The links of one computer.
    std::span<const model::ComputerLink> links_of(std::size_t computer) const;
    const model::ComputerRecord& record_of(const model::ComputerLink& link) const {
        return sources[link.source].records[link.record];
    }
};
base::Result<Reconciled> reconcile(store::Store& store, base::Time as_of);

// Adds to the inventory's own statement of a computer what its linked records say, up to a tier. The newest record that
// says of an antivirus that it is installed is believed before one that says it is not, as long as both are about as
// new; where none says anything, the inventory's own word stays.
void add_source_facts(model::Observation& observation, const Reconciled& reconciled,
                      std::span<const model::ComputerLink> links, model::LinkTier worst, const OsSupport& support);

struct SourceReport {
    std::string name;
    std::string format;
    base::Time as_of;
    bool partial = false;
    inventory::Taken how = inventory::Taken::first;
    std::size_t records = 0, added = 0, changed = 0, unchanged = 0, kept = 0, removed = 0, refused = 0;
    std::size_t personal_dropped = 0;
    bool stored = false;
    std::vector<base::Error> defects, warnings;
};

struct SourceImportOptions {
    std::string source = {};  // name; empty: by the file
    bool partial = false;
    bool complete = false;
    bool strict = false;
    std::optional<base::Time> as_of = {};
    std::string agency = {};   // whose file it is; empty: by its groups
    std::string profile = {};  // id of the mapping profile to read tables by; empty: the one that fits
};

// Moves those of `files` that are exports of sources to `sources`. `forced`: all of them. `named`: all that are no list
// of the inventory, since the user named a source for them.
void part_sources(const Workspace& workspace, std::vector<std::string>& files, std::vector<std::string>& sources,
                  bool forced, bool named);

// The mapping profiles of the workspace, then the program's. Errors: those of read_profile.
base::Result<std::vector<inventory::ConsoleProfile>> console_profiles(const Workspace& workspace);

// Takes exports of sources in. Files under one name are one export in parts. Errors: agency.not_found,
// console.no_profile (each with the nearest), those of files and the store.
base::Result<std::vector<SourceReport>> import_sources(const Workspace& workspace, store::Store& store,
                                                       const std::vector<std::string>& files,
                                                       const SourceImportOptions& options);

// Merges and stores what was read of one source.
base::Result<SourceReport> store_source(store::Store& store, inventory::ReadSource read, const std::string& file,
                                        const std::string& sha256, const SourceImportOptions& options);

// Keeps the links that are certain now, so that they hold when a computer is renamed (rule R1).
base::Result<void> confirm_links(store::Store& store);

// By hand: this record is, or is not, this computer. Errors: computers.no_computer, computers.no_source,
// computers.no_record (each with the nearest), computers.no_reason.
base::Result<void> pin_computer(store::Store& store, const model::ComputerPin& pin);

}  // namespace attt::app
