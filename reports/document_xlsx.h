// A document as a workbook: a cover with what it was made from, a sheet a theme with frozen headings and filters, dates
// as dates, percentages as numbers, native charts. Text is text whatever it begins with.
#pragma once

#include <string>

#include "base/error.h"
#include "reports/document.h"
#include "reports/texts.h"

namespace attt::reports {

// Errors: those of base::write_workbook.
base::Result<std::string> render_xlsx(const Document& document, const Texts& texts);

}  // namespace attt::reports
