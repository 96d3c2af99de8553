// Results of other tools and contracted assessors taken in: read, matched with the inventory, kept as looks of their
// source, and judged like all else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/external_match.h"
#include "app/level_data.h"
#include "inventory/external/read.h"
#include "store/external.h"

namespace attt::app {

struct ExternalOptions {
    std::string source = {};               // who looked; empty: the tool
    std::string table = {};                // id of the column map; empty: the one that fits
    std::string assessment = {};           // id of a record that the file is evidence of
    std::optional<base::Time> as_of = {};  // when it was seen, where the file does not say
    bool complete = false;                 // what the file does not list is in order: somebody vouches for it
    bool dry_run = false;
};

struct UnmatchedHost {
    std::string host;     // as the tool calls it
    std::string because;  // "unknown", "ambiguous", "no_host"
    std::size_t results = 0;
    std::size_t weaknesses = 0;
};

struct ExternalImport {
    std::string file, source, tool, format, version;
    std::int64_t report = 0;
    bool stored = false;
    bool known = false;  // this source gave the same file before
    bool finished = true;
    std::size_t hosts = 0, results = 0, left_out = 0;
    std::size_t weaknesses = 0;  // results that are graded as such
    std::size_t notes = 0;       // results that are kept and are no weakness
    std::size_t in_order = 0;    // results of which the tool says so itself
    std::size_t unmeasured = 0;  // tests that the tool could not make
    std::size_t matched = 0;     // results at a subject of the inventory
    std::size_t same = 0;        // weaknesses that a rule of ours speaks of too
    std::size_t with_cve = 0, with_cvss = 0;
    std::vector<UnmatchedHost> unmatched;
    std::vector<base::Error> defects, warnings;
};

// Whether a file is of such a tool.
bool is_external_file(const LevelData& data, const std::string& file, const std::string& bytes);

// Moves those of `files` that hold results of other tools to `externals`. A scan of nmap stays: it is a source of
// computers first, and its results are asked for by name.
void part_external(const LevelData& data, std::vector<std::string>& files, std::vector<std::string>& externals);

// One file. Judging is the caller's. Errors: external.no_table_id (with those there are), external.no_assessment (with
// the nearest), those of files and the store.
base::Result<ExternalImport> import_external(const Workspace& workspace, store::Store& store, const LevelData& data,
                                             const std::string& file, const ExternalOptions& options, base::Time at);

// A report becomes evidence of the assessment whose record names its file (in its document or its note), whichever of
// the two came first. How many did.
base::Result<int> link_assessments(store::Store& store, base::Time at);

// Looks at hosts that the inventory did not know and now does are given their subject.
base::Result<int> rematch_external(const Workspace& workspace, store::Store& store, base::Time at);

// What is said of our finding by others: one line each, "Công ty A: 51192 (11/03/2023)".
std::vector<std::string> also_seen_by(const std::vector<model::Verdict>& verdicts, const model::Finding& finding);

// Hosts whose results belong to nothing in the inventory, with most weaknesses first.
base::Result<std::vector<UnmatchedHost>> unmatched_hosts(store::Store& store, const rules::ExternalRules& rules,
                                                         base::Time at);

base::Value to_value(const UnmatchedHost& host);
base::Value to_value(const ExternalImport& import);

}  // namespace attt::app
