// Reads .xlsx (ECMA-376, transitional and strict) one row at a time: memory does not grow with the rows. Nothing is
// calculated, extracted or fetched; sizes, ratios, counts and depths are bounded. One object belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace attt::base {

struct SpreadsheetLimits {
    std::uint64_t inflated = 256U << 20U;      // bytes of XML that one part may unpack to
    std::uint64_t ratio = 200;                 // of unpacked to packed bytes, for parts above 1 MiB
    std::uint64_t entries = 10'000;            // of the archive
    std::size_t sheets = 1000;                 //
    std::size_t rows = 1'048'576;              // as ECMA-376 has them
    std::size_t columns = 16'384;              //
    std::size_t cell = 32'767;                 // characters
    std::size_t merged_ranges = 100'000;       // of one sheet
    std::size_t shared_strings = 128U << 20U;  // bytes of text
};

enum class CellKind {
    text,
    number,   // plain decimal, "0.85" for 85 %
    boolean,  // "true" or "false"
    date,     // "2022-12-31", or "2022-12-31 08:30:00" where a time of day stands with it
    time,     // "08:30:00"; hours may pass 24 in a span of time
    error,    // "#N/A", "#REF!", …: the value is not known
};

struct Cell {
    std::size_t column = 0;  // from 0
    CellKind kind = CellKind::text;
    std::string_view text;       // UTF-8 in NFC, trimmed; until the visit returns
    bool from_formula = false;   // the value is what the formula last gave
    bool without_value = false;  // a formula that nobody calculated: text is empty
    bool digits_lost = false;    // a long number of which Excel kept 15 digits, or text such as 1.23E+15
    bool merged_down = false;    // filled from a row above in the same merged range
    bool merged_across = false;  // filled from a column to the left in the same merged range
};

struct SheetRow {
    std::size_t number = 0;  // as the sheet numbers it (in CSV: the line), from 1
    bool hidden = false;
    std::span<const Cell> cells;  // by column; empty cells are left out, so are rows without any

    // The cell at a column; nullptr when it is empty.
    const Cell* at(std::size_t column) const;
    // Its text, or empty.
    std::string_view text_at(std::size_t column) const;
};

struct SheetInfo {
    std::string name;  // empty in CSV
    bool hidden = false;
};

struct SheetSummary {
    std::size_t rows = 0;  // that were visited
    std::size_t hidden_rows = 0;
    std::vector<std::pair<std::size_t, std::size_t>> hidden_columns;  // first and last, from 0
    std::size_t merged_ranges = 0;
};

// Returns false to read no further.
using VisitRow = std::function<bool(const SheetRow&)>;

class Spreadsheet {
  public:
    // `bytes` must outlive the object; `file` names it in errors. Errors: spreadsheet.empty, .is_xls, .encrypted,
    // .is_ods, .is_xlsb, .is_document, .is_markup, .is_text, .damaged (part), .not_workbook, .bomb, .too_large,
    // .no_sheets.
    static Result<Spreadsheet> open(std::string_view bytes, const std::string& file, SpreadsheetLimits limits = {});

    Spreadsheet(Spreadsheet&&) noexcept;
    Spreadsheet& operator=(Spreadsheet&&) noexcept;
    ~Spreadsheet();

    // The worksheets in the order of the tabs, hidden ones too; sheets of charts are left out.
    const std::vector<SheetInfo>& sheets() const;

    // Rows from top to bottom; may be called again. Cells of a merged range are filled from its first cell. Errors name
    // the sheet and, where known, the row: spreadsheet.damaged (part), .bomb, .too_large, .cell_too_long.
    Result<SheetSummary> read_rows(std::size_t sheet, const VisitRow& visit);

  private:
    struct State;
    explicit Spreadsheet(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// "A" for 0, "AB" for 27.
std::string column_name(std::size_t column);

// A text such as "1.23E+15" or "1,23E+15": a long number as a spreadsheet shows it, its digits gone.
bool looks_like_lost_digits(std::string_view text);

}  // namespace attt::base
