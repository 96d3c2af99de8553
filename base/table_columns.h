// Finds the table in a sheet: which rows are its headings, whatever titles stand above them, and which column holds
// what, by synonyms in any order, with or without diacritics. Headings may take two rows ("Phần mềm phòng chống mã độc"
// over "Tên" and "Ngày cập nhật").
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/table_file.h"

namespace attt::base {

// What two spellings of the same heading share: folded, punctuation as one space ("Cấp độ (ATTT)" -> "cap do attt").
std::string heading_key(std::string_view text);

struct ColumnSpec {
    std::string_view name;      // in English, the first heading understood
    std::string_view headings;  // others, parted by '|'
    bool required = false;      // a table without this column is not the one looked for
    bool repeats = false;       // several columns may hold it
};

// Column specifications ready to be looked up.
class ColumnWords {
  public:
    explicit ColumnWords(std::span<const ColumnSpec> specs);

    // The index of the spec that a heading spells, also without what stands in brackets ("Ngày QĐ (dd/mm/yyyy)").
    std::optional<std::size_t> find(std::string_view heading) const;
    // The known heading nearest to one that is not; empty when none is near.
    std::string nearest(std::string_view heading) const;
    std::span<const ColumnSpec> specs() const { return specs_; }

  private:
    std::span<const ColumnSpec> specs_;
    std::map<std::string, std::size_t, std::less<>> keys_;
    std::vector<std::string> spellings_;
};

struct TableColumn {
    std::size_t column = 0;           // of the sheet, from 0
    std::string heading;              // as written; two rows joined by a space
    std::optional<std::size_t> spec;  // nothing: not understood
};

struct TableLayout {
    std::size_t first_heading_row = 0, last_heading_row = 0;  // as the sheet numbers them
    std::vector<TableColumn> columns;                         // those with a heading, from left to right
    std::size_t matched = 0;                                  // distinct specs found
    bool complete = false;                                    // all required ones are among them

    // The first column that holds it; nothing when there is none.
    std::optional<std::size_t> column_of(std::size_t spec) const;
};

// The rows at the top of a sheet, copied: enough to find its headings.
struct SheetTop {
    struct Row {
        std::size_t number = 0;
        std::vector<std::string> cells;  // by column
        std::vector<bool> copied;        // the cell repeats the one to its left in a merged range
    };
    std::vector<Row> rows;
};
Result<SheetTop> read_top(TableFile& file, std::size_t sheet);

// The best layout within the first rows: complete before incomplete, then most columns matched, then one heading row
// before two, then the upper row. Nothing when no row has a heading that is understood.
std::optional<TableLayout> find_layout(const SheetTop& top, const ColumnWords& words);

// The headings that are missing, as the names of their specs.
std::vector<std::string_view> missing_columns(const TableLayout& layout, const ColumnWords& words);

}  // namespace attt::base
