// What a sheet shows beside its cells: grounds that follow what a cell reads, and charts of its columns. Private to
// base/workbook.cpp.
#pragma once

#include <xlsxwriter.h>

#include "base/workbook.h"

namespace attt::base {

void add_workbook_colours(lxw_workbook* book, lxw_worksheet* target, const WorkbookSheet& sheet,
                          lxw_row_t first_data_row);
// REQUIRES: charts name columns that there are.
void add_workbook_charts(lxw_workbook* book, lxw_worksheet* target, const WorkbookSheet& sheet,
                         lxw_row_t first_data_row);

}  // namespace attt::base
