// A document as DOCX (ECMA-376): the form of Nghị định 30/2020/NĐ-CP, real headings, heading rows repeated on each
// page, charts as pictures. The same document gives the same bytes under the same fonts and libraries.
#pragma once

#include <string>

#include "base/error.h"
#include "reports/document.h"

namespace attt::reports {

// Errors: report.no_fonts, report.no_picture (reason), archive.unwritable.
base::Result<std::string> render_docx(const Document& document);

}  // namespace attt::reports
