// Dossiers of the province: recorded one by one or from a list, followed against their terms, reviewed, reconciled with
// the list of the national platform.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/level_data.h"
#include "app/sheet.h"
#include "base/catalogue.h"
#include "rules/attention.h"
#include "rules/dossier.h"

namespace attt::app {

// All dossiers as of a date, with what the inventory states of systems that have no log.
struct DossierBook {
    model::Inventory inventory;  // with what sheets of states say, without the log
    std::vector<model::Record> records;
    std::vector<model::DossierEvent> events;
    std::map<std::string, rules::DossierLog, std::less<>> logs;
    base::Date as_of;

    const model::InformationSystem* system(std::string_view id) const;
};
base::Result<DossierBook> open_book(store::Store& store, const LevelData& data, base::Date as_of);

// An event as it comes from a command or a row: words in, checked.
struct EventInput {
    std::string system;
    std::string event;  // an id or its words in either language
    std::string on;     // a date; empty: today
    std::string number, body, role, level, regime, extent, note;
    std::vector<std::string> criteria;  // clause ids
    std::vector<std::string> files;     // "part=path"
    std::optional<std::int64_t> voids;
};
// Reads files that are attached and hashes them. Errors: dossier.unknown_event (value, known), dossier.unknown_role,
// dossier.bad_file (value), dossier.unknown_part, dossier.unknown_clause, level.no_system, date.*, those of
// rules::may_follow and of files.
base::Result<model::DossierEvent> make_event(const EventInput& input, const DossierBook& book, const LevelData& data,
                                             const rules::Law& law, const base::Catalogue& texts, base::Date today);

// Records it when it may follow; the id.
base::Result<std::int64_t> record_event(store::Store& store, const LevelData& data, const EventInput& input,
                                        const rules::Law& law, const base::Catalogue& texts, base::Time now);

struct RecordedList {
    int rows = 0, recorded = 0, known = 0;
    std::vector<base::Error> defects;  // of rows, which are left out
};
// A list of events (CSV or workbook): system, event, date and what else is said. A row that says what is recorded
// already is not recorded again. Rows are taken in their order; with `strict` none is when any is wrong. Errors:
// dossier.no_columns, those of read_sheet.
base::Result<RecordedList> record_list(store::Store& store, const LevelData& data, const std::filesystem::path& path,
                                       bool strict, const rules::Law& law, const base::Catalogue& texts,
                                       base::Time now);

// An empty sheet for such a list.
Sheet dossier_sheet(const DossierBook& book, const base::Catalogue& texts);

// Every term as of the book's date; `late` leaves those in time out.
std::vector<rules::Term> terms_in(const DossierBook& book, const LevelData& data, bool late);

// Things to look at, with the level that the criteria of the regime in force on `as_of` give.
base::Result<std::vector<rules::Attention>> review(store::Store& store, const DossierBook& book, const LevelData& data,
                                                   const rules::RuleSet& rules, const Workspace& workspace);

// A thing to look at in one sentence, words for ids.
std::string sentence_of(const rules::Attention& attention, const base::Catalogue& texts);

struct PlatformDifference {
    std::string system;  // of ours; empty: only the platform has it
    std::string name;    // as the platform writes it, else ours
    std::string field;   // "only_here", "only_there", "level", "state", "decision", "decision_date"
    std::string here, there;
    int line = 0;  // in the list; 0: not in it
};
struct Reconciliation {
    int rows = 0, matched = 0;
    std::vector<PlatformDifference> differences;
    std::vector<base::Error> notes;  // rows that could be more than one system, cells that are not understood
};
// A list exported from the national platform against ours, matched by the decision's number, else by the name. Errors:
// dossier.no_platform_columns, those of read_sheet.
base::Result<Reconciliation> reconcile(const DossierBook& book, const std::filesystem::path& path,
                                       const base::Catalogue& texts);

base::Value to_value(const DossierBook& book, const LevelData& data);
base::Value to_value(const rules::Dossier& dossier, const LevelData& data);
base::Value to_value(const std::vector<rules::Term>& terms, base::Date as_of);
base::Value to_value(const std::vector<rules::Attention>& attentions, const base::Catalogue& texts, base::Date as_of);
base::Value to_value(const Reconciliation& reconciliation);
base::Value to_value(const rules::DossierCounts& counts);

}  // namespace attt::app
