// Reads what exists: TOML, CSV and XLSX files in, one checked Inventory out, every defect with file, sheet, row, column
// and the nearest valid value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "inventory/list_kind.h"
#include "model/inventory.h"
#include "model/subject.h"

namespace attt::inventory {

// A row as it stood in the file, kept for provenance. Personal data are masked before it gets here.
struct RawRow {
    ListKind list = ListKind::agencies;
    std::string written_id;
    model::SubjectRef subject;  // id empty: the row was refused
    int line = 0;
    base::Value cells;    // heading -> text; empty for a row without an id
    std::string problem;  // message id, when refused
};

struct ReadResult {
    model::Inventory inventory;         // the good records
    std::vector<base::Error> defects;   // all of every bad row or key; the record they stand in is left out
    std::vector<base::Error> warnings;  // kept, but worth saying (an unused column)
    std::vector<RawRow> rows;
};

// What a file holds, when its headings or tables do not tell or the user says so (--as).
using Kind = std::optional<ListKind>;

// Reads all files together and checks them as one, on top of `known` (what the store already holds): ids unique within
// the files, references (agency, parent, system) exist in either, URLs parse, dates exist. Kind by `as`, else by file
// content.
ReadResult read_inventory(const std::vector<std::string>& files, Kind as, const model::Inventory& known);

// A file that is already in memory. TOML is told by the end of its name, CSV and XLSX by content.
struct Source {
    std::string name;
    std::string bytes;
};

// The same, without touching the disk.
ReadResult read_sources(const std::vector<Source>& sources, Kind as, const model::Inventory& known);

}  // namespace attt::inventory
