// Dated records in and out: read from sheets, checked against the inventory, stored as revisions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/record_words.h"
#include "app/sheet.h"
#include "model/inventory.h"
#include "store/store.h"

namespace attt::app {

struct ReadRecords {
    std::vector<model::Record> records;
    std::vector<base::Error> defects;  // each with file, row and heading; the row is left out
};
// One table of records of that kind. Every cell is read by its field's type; agencies, systems and websites by id or by
// their whole name.
ReadRecords read_records(const NamedTable& table, model::RecordKind kind, const model::Inventory& inventory,
                         const RecordWords& words);

struct RecordImport {
    store::ImportSummary summary;
    std::vector<base::Error> defects;
    std::vector<std::string> kinds;  // that were found
    bool stored = false;
};
// The kind of a table is told by the sheet's or file's name, else by `kind`. Errors: those of reading;
// records.what_kind.
base::Result<RecordImport> import_records(store::Store& store, const std::vector<std::string>& files,
                                          std::optional<model::RecordKind> kind,
                                          base::Language language = base::Language::vi);

// Empty sheets with the headings of each kind, in the user's language.
std::vector<Sheet> record_templates(std::optional<model::RecordKind> kind, const base::Catalogue& texts);

base::Value to_value(const model::Record& record);

}  // namespace attt::app
