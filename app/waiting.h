// Everything that waits for a person, as one sheet that goes out and comes back: what is decided in it is done by the
// same use cases as the commands'.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/computers.h"
#include "app/dossiers.h"
#include "app/findings.h"
#include "app/sheet.h"

namespace attt::app {

enum class WaitingKind {
    run,        // held back: its share of unanswered tasks jumped
    computer,   // a record of a source that may be this computer
    content,    // signs of inserted content on a page
    waiver,     // asked for, not approved
    claim,      // of a finding that people reported: only a person can look again
    objection,  // of an agency, not answered
    dossier,    // a term that runs
};
inline constexpr std::array<std::string_view, 7> waiting_kind_names = {"run",   "computer",  "content", "waiver",
                                                                       "claim", "objection", "dossier"};
inline std::string_view name_of(WaitingKind kind) {
    return waiting_kind_names[static_cast<std::size_t>(kind)];
}

// What may be decided; each kind of item takes some of them.
enum class Choice {
    accept,       // a run
    link,         // a computer
    split,        //
    own,          // content: the names are the office's own, until a day
    foreign,      // content: it is none of the office's; repair begins
    approve,      // a waiver
    reject,       // a waiver
    repaired,     // a claim: looked at again, it is gone
    still_there,  //
    upheld,       // an objection
    dismissed,    //
    returned,     // dossiers: the events that end or stop a term
    appraised,    //
    approved,     //
    implemented,  // fully
    withdrawn,    //
};
inline constexpr std::array<std::string_view, 16> choice_names = {
    "accept",      "link",   "split",     "own",      "foreign",   "approve",  "reject",      "repaired",
    "still_there", "upheld", "dismissed", "returned", "appraised", "approved", "implemented", "withdrawn"};
inline std::string_view name_of(Choice choice) {
    return choice_names[static_cast<std::size_t>(choice)];
}

struct WaitingItem {
    WaitingKind kind = WaitingKind::run;
    std::string id;       // "run:12", "computer:SOURCE|RECORD|COMPUTER", "waiver:F-…@2023-03-01T02:00:00Z", …
    std::string agency;   // id; empty: the province's
    std::string subject;  // for people
    std::string what;     // in a sentence
    std::optional<base::Date> since, due;
    std::vector<Choice> choices;
    std::string finding;             // where it is about one
    std::vector<std::string> names;  // content: the hosts that the signs lead to
};

// What the list is made from, read once.
struct WaitingGround {
    std::vector<store::Store::RunRecord> runs;
    Reconciled computers;
    FindingTable findings;
    DossierBook book;
    std::vector<rules::Term> terms;
    std::vector<model::ReportedFinding> reported;
    const Config* config = nullptr;  // of the workspace
    base::Time at;
};
base::Result<WaitingGround> waiting_ground(const Workspace& workspace, store::Store& store, const LevelData& data,
                                           base::Time at, std::vector<base::Error>& defects);

// By kind, then by agency. `agency` empty: of all.
std::vector<WaitingItem> what_waits(const WaitingGround& ground, const rules::RuleSet& rules,
                                    const base::Catalogue& texts, const std::string& agency);

Sheet waiting_sheet(const std::vector<WaitingItem>& items, const model::Inventory& inventory,
                    const base::Catalogue& texts);
base::Value to_value(const std::vector<WaitingItem>& items);

struct WaitingReport {
    std::size_t rows = 0;
    std::size_t decided = 0;            // rows with a decision that is (or would be) taken
    std::size_t known = 0;              // decided so before
    std::size_t blank = 0;              // left open
    std::vector<base::Error> problems;  // cells that cannot be read, decisions that cannot be taken: nothing is stored
    std::vector<base::Error> moved;     // decided otherwise meanwhile, or no longer waiting: nothing is stored
    bool stored = false;
};
// Every row is checked first and nothing is stored where one cannot be taken. Then kind by kind: what was stored when
// something failed half way is known to the next application. Errors: role.*, waiting.no_columns (columns), store
// errors.
base::Result<WaitingReport> apply_waiting(Workspace& workspace, store::Store& store, const LevelData& data,
                                          const rules::RuleSet& rules, const std::string& file, bool dry_run,
                                          const store::Actor& actor, base::Time at, const base::Catalogue& texts,
                                          std::vector<base::Error>& defects);

}  // namespace attt::app
