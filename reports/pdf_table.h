// Tables of a PDF: the heading rows again on each page, rows whole where a page can hold them. Private to
// reports/document_pdf.cpp.
#pragma once

#include "reports/pdf_page.h"

namespace attt::reports {

void set_table(PdfPage& page, const Table& table, base::Language language);

}  // namespace attt::reports
