// Writes .xlsx: templates to fill in and tables to read. The same content gives the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace attt::base {

// Empty, text (whatever it begins with: never a formula), number, date.
using WorkbookValue = std::variant<std::monostate, std::string, std::int64_t, double, Date>;
using WorkbookRow = std::vector<WorkbookValue>;

enum class WorkbookColumnKind {
    text,  // also for what is typed later: a serial number keeps its zeros and digits
    number,
    date,     // shown as 31/12/2022
    percent,  // a fraction of one, shown as 79,9%
};

// A cell that reads exactly so gets this ground (0xRRGGBB), also after somebody types it.
struct WorkbookColour {
    std::string text;
    std::uint32_t ground = 0;
};

struct WorkbookColumn {
    std::string heading;
    WorkbookColumnKind kind = WorkbookColumnKind::text;
    double width = 0;                       // in characters; 0 fits the heading
    std::string note = {};                  // shown at the heading
    std::vector<std::string> choices = {};  // a drop-down list; other values are still accepted, after a warning
    std::vector<WorkbookColour> colours = {};
    bool shaded = false;  // numbers are shaded by their size
};

// A chart of the sheet's own columns, to the right of them.
struct WorkbookChart {
    enum class Kind { lines, columns, bars };  // columns and bars are stacked
    Kind kind = Kind::columns;
    std::string title;
    std::size_t categories = 0;               // the column that names the points
    std::vector<std::size_t> series;          // columns of numbers or percentages
    std::vector<std::uint32_t> colours = {};  // of the series, 0xRRGGBB; fewer: the program's own
};

struct WorkbookSheet {
    std::string name;                       // at most 31 characters, none of [ ] : * ? / and backslash
    std::vector<WorkbookColumn> columns;    // one heading row: bold, frozen, with a filter
    std::vector<WorkbookRow> rows = {};     // none longer than the columns
    std::vector<WorkbookRow> example = {};  // rows in grey italics, above the others
    std::vector<std::string> titles = {};   // lines above the headings
    std::vector<WorkbookChart> charts = {};
};

struct Workbook {
    std::string title;
    Time created;                      // the only time in the file
    std::string lists_name = "lists";  // of the hidden sheet that holds long drop-down lists
    std::vector<WorkbookSheet> sheets;
};

// The .xlsx. Errors: workbook.bad_sheet_name (name), workbook.too_large (sheet), workbook.text_too_long (sheet, row),
// workbook.unwritable (reason).
Result<std::string> write_workbook(const Workbook& workbook);

}  // namespace attt::base
