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
    date,  // shown as 31/12/2022
};

struct WorkbookColumn {
    std::string heading;
    WorkbookColumnKind kind = WorkbookColumnKind::text;
    double width = 0;                       // in characters; 0 fits the heading
    std::string note = {};                  // shown at the heading
    std::vector<std::string> choices = {};  // a drop-down list; other values are still accepted, after a warning
};

struct WorkbookSheet {
    std::string name;                       // at most 31 characters, none of [ ] : * ? / and backslash
    std::vector<WorkbookColumn> columns;    // one heading row: bold, frozen, with a filter
    std::vector<WorkbookRow> rows = {};     // none longer than the columns
    std::vector<WorkbookRow> example = {};  // rows in grey italics, above the others
    std::vector<std::string> titles = {};   // lines above the headings
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
