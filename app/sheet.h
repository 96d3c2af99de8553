// A sheet that goes out to be filled in or handed over, and comes back: as CSV or as a workbook, by the file's ending.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/table_columns.h"
#include "base/time.h"

namespace attt::app {

struct SheetColumn {
    std::string heading;
    std::vector<std::string> choices = {};  // a drop-down list in a workbook
    double width = 0;                       // in characters; 0: as the heading
    bool date = false;                      // cells that read as a day are one in a workbook
    std::string note = {};                  // shown at the heading in a workbook
};

struct Sheet {
    std::string name;
    std::vector<SheetColumn> columns;
    std::vector<std::vector<std::string>> rows = {};
    std::string remark = {};  // below the rows of a workbook's sheet; not for sheets that come back
};

// The bytes of the file; `created` is the only time in a workbook. A CSV is UTF-8 with a BOM, so that Excel reads its
// Vietnamese; it holds the first sheet. Errors: sheet.bad_ending (.csv, .xlsx), those of workbooks.
base::Result<std::string> sheet_bytes(const std::filesystem::path& path, const std::vector<Sheet>& sheets,
                                      base::Time created);
// Writes all of it or nothing. Errors: those of sheet_bytes and of files.
base::Result<void> write_sheets(const std::filesystem::path& path, const std::vector<Sheet>& sheets);

// The bytes of a CSV as write_sheets makes them.
std::string to_csv(const Sheet& sheet);

// The catalogue of the other language: a sheet comes back to whoever applies it, in the language in which it went out.
base::Result<base::Catalogue> other_language(const base::Catalogue& texts);

// Rows of the first sheet of a CSV or a workbook that has every required column, by the order of `columns`; cells of
// columns that are not there are empty. Nothing where no sheet has them. Errors: those of files and tables.
struct SheetLine {
    base::Place place;
    std::vector<std::string> cells;
};
base::Result<std::optional<std::vector<SheetLine>>> read_lines(const std::string& path,
                                                               std::span<const base::ColumnSpec> columns);

bool is_csv(const std::filesystem::path& path);

struct NamedTable {
    std::string name;  // of the sheet; of a .csv its file's name without the ending
    base::Table table;
};
// Every sheet that is neither hidden nor empty, its first row with text in it as headings. Errors: sheet.bad_ending,
// those of CSV, spreadsheets and files.
base::Result<std::vector<NamedTable>> read_sheets(const std::filesystem::path& path);
// The first of them. Errors also: csv.empty.
base::Result<base::Table> read_sheet(const std::filesystem::path& path);

// The column of `heading` in a table, whatever its case, diacritics and spaces; nothing when there is none.
std::optional<std::size_t> column_of(const base::Table& table, const std::vector<std::string>& headings);
// What stands in it, trimmed; empty where the column or the cell is not there.
std::string cell(const base::TableRow& row, std::optional<std::size_t> column);

}  // namespace attt::app
