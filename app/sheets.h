// Tables in and out of files, by the file's ending: .csv holds one table, .xlsx as many as it has sheets.
#pragma once

#include <string>
#include <vector>

#include "base/csv.h"
#include "base/error.h"
#include "base/time.h"

namespace attt::app {

struct NamedTable {
    std::string name;  // of the sheet; of a .csv its file's name without the ending
    base::Table table;
};
// Sheets without any row are left out. Errors: those of read_csv and of spreadsheets; sheets.unknown_ending.
base::Result<std::vector<NamedTable>> read_tables(const std::string& file);

struct OutTable {
    std::string name;
    std::vector<std::string> headings;
    std::vector<std::vector<std::string>> choices = {};  // by column, a list to choose from; may be shorter
    std::vector<std::vector<std::string>> rows = {};
};
// The bytes of the file; `created` is the only time in it. A .csv takes one table. Error: sheets.unknown_ending.
base::Result<std::string> table_bytes(const std::string& file, const std::vector<OutTable>& tables, base::Time created);
// Writes it, whole or not at all.
base::Result<void> write_tables(const std::string& file, const std::vector<OutTable>& tables, base::Time created);

}  // namespace attt::app
