// Empty lists for agencies to fill in: a spreadsheet with headings, drop-down lists and an example row, which
// attt import understands as it comes back.
#pragma once

#include <string>

#include "base/catalogue.h"
#include "base/error.h"
#include "base/time.h"
#include "inventory/list_kind.h"

namespace attt::app {

// The .xlsx. Errors: those of base::write_workbook.
base::Result<std::string> list_template(inventory::ListKind kind, const base::Catalogue& texts, base::Time created);

}  // namespace attt::app
