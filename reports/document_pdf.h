// A document as PDF (pango, cairo): the form of Nghị định 30/2020/NĐ-CP, text that can be searched and copied, embedded
// fonts, bookmarks. The same document gives the same bytes under the same fonts and libraries.
#pragma once

#include <string>

#include "base/error.h"
#include "reports/document.h"

namespace attt::reports {

// Errors: report.no_fonts, report.no_pdf (reason).
base::Result<std::string> render_pdf(const Document& document);

}  // namespace attt::reports
