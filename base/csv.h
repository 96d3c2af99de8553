// CSV (RFC 4180) as offices write it: in any encoding of base/encoding.h, separated by comma, semicolon or tab. A table
// keeps the line of each row, so that whatever is wrong in it can be named.
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

struct CsvLimits {
    std::size_t rows = 2'000'000;
    std::size_t columns = 1000;
    std::size_t cell = 1U << 20U;
};

// One row at a time, from text in UTF-8 that must outlive the reader. Cells are trimmed and in NFC; blank rows are left
// out.
class CsvReader {
  public:
    // The separator is the one of , ; and tab that parts most of the first lines alike, or the one of a line "sep=;".
    CsvReader(std::string_view text, std::string file, CsvLimits limits = {});

    // Fills `row`; false at the end. Errors: csv.unclosed_quote (line), csv.too_large (line).
    Result<bool> next(TableRow& row);
    char separator() const { return separator_; }

  private:
    Result<bool> next_cell(std::string& cell);
    Result<void> quoted(std::string& cell);
    Result<bool> next_row(TableRow& row);
    tl::unexpected<Error> too_large() const;

    std::string_view text_;
    std::string file_;
    CsvLimits limits_;
    char separator_ = ',';
    std::size_t at_ = 0;
    std::size_t rows_ = 0;
    int line_ = 1;
    std::string cell_;
};

// The first row that is not blank holds the headings. Errors: csv.empty, csv.unclosed_quote (line), csv.too_many_cells
// (line, expected, found), csv.too_large, and those of decode_text (base/encoding.h).
Result<Table> read_csv(std::string_view bytes, const std::string& file, CsvLimits limits = {});

// A field quoted where RFC 4180 wants it; text that a spreadsheet would take for a formula (= + - @ tab) is preceded by
// '.
std::string csv_field(std::string_view text);

}  // namespace attt::base
