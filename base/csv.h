// CSV (RFC 4180) as offices write it: with or without a BOM, separated by comma, semicolon or tab. A table keeps the
// line of each row, so that whatever is wrong in it can be named.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attt::base {

struct TableRow {
    int line = 0;  // in the file, from 1
    std::vector<std::string> cells;
};

struct Table {
    std::string file;
    std::vector<std::string> headings;
    int heading_line = 1;
    std::vector<TableRow> rows;     // each with as many cells as there are headings
    std::vector<Error> notes = {};  // of decode_text
};

// Every row as it stands, titles above the headings too.
struct CsvRows {
    std::string file;
    std::string encoding;  // as decode_text names it
    std::vector<TableRow> rows;
    std::vector<Error> notes;  // of decode_text
};

struct CsvLimits {
    std::size_t rows = 2'000'000;
    std::size_t columns = 1000;
    std::size_t cell = 1U << 20U;
};

// The first row that is not blank holds the headings. Cells are trimmed and in NFC; blank rows are left out. Errors:
// csv.empty, csv.not_utf8 (line), csv.unclosed_quote (line), csv.too_many_cells (line, expected, found), csv.too_large,
// and those of decode_text (base/encoding.h).
Result<Table> read_csv(std::string_view bytes, const std::string& file, CsvLimits limits = {});

// All rows but blank ones, each with the cells that it has. Errors as above without csv.too_many_cells.
Result<CsvRows> read_csv_rows(std::string_view bytes, const std::string& file, CsvLimits limits = {});

// A field quoted where RFC 4180 wants it; text that a spreadsheet would take for a formula (= + - @ tab) is preceded by
// '.
std::string csv_field(std::string_view text);

}  // namespace attt::base
