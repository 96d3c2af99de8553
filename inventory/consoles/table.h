// Exports of consoles as tables: CSV or a sheet of a workbook.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.h"
#include "inventory/consoles/profile.h"
#include "inventory/consoles/source.h"
#include "model/inventory.h"

namespace attt::inventory {

// All rows of a sheet as they stand, titles above the headings too.
struct Sheet {
    std::string file;
    std::vector<base::TableRow> rows;
    std::optional<std::size_t> promised;  // how many computers the export says it was made of
};

// The heading row of a sheet, by the number of headings understood in its first rows.
struct Headings {
    std::size_t row = 0;  // place in Sheet::rows
    ConsoleColumns columns;
};
std::optional<Headings> find_headings(const Sheet& sheet, const ConsoleProfile* profile);

// Which agency a console's group stands for: an agency's id or name, alone or as a part of a path
// ("Managed devices/so-tttt/Phòng 1"), the last that is one. Empty when none.
using AgencyOfGroup = std::function<std::string(const std::string& group)>;
AgencyOfGroup agencies_by_group(const model::Inventory& inventory);

// Errors: console.no_headings (needed, found). Warnings, one for each value that was not understood:
// console.value (heading, value). A row that names no computer is a defect: console.no_computer. An export that says of
// more computers than it lists, or that it was cut, is partial (console.truncated, console.cut_said); one of exactly as
// many rows as consoles stop at is told (console.round).
ReadSource read_console(const Sheet& sheet, const ConsoleProfile* profile, const AgencyOfGroup& agency_of,
                        const SourceOptions& options);

}  // namespace attt::inventory
