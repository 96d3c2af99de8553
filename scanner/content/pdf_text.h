// The text that the pages of a PDF draw. Private to pdf.cpp.
#pragma once

#include <string>

#include "scanner/content/pdf_objects.h"

namespace attt::scanner::content {

// In UTF-8, at most `limit` bytes, read twice where lines are drawn in pieces: as if they were parts of words, and as
// words. Through the maps from codes to characters (ToUnicode) of its fonts; of a font without
// one as Latin-1.
std::string pdf_page_text(const PdfObjects& objects, std::size_t limit);

}  // namespace attt::scanner::content
