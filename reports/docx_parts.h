// The parts of a DOCX beside its text: styles, settings, properties, the page number, and what binds them. Private to
// reports/document_docx.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/archive_writer.h"
#include "reports/document.h"

namespace attt::reports {

// Lengths of Word, a twentieth of a point: margins of Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I.2.
namespace twips {
inline constexpr int short_side = 11906, long_side = 16838;  // A4
inline constexpr int top = 1247, bottom = 1134, left = 1701, right = 850;
}  // namespace twips

inline constexpr const char* w_namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
inline constexpr const char* r_namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

// All parts in their order; `pictures` are PNG, referred to as rId11, rId12, … in `body`, which is word/document.xml.
std::vector<base::ArchiveEntry> docx_parts(const Document& document, std::string body,
                                           std::vector<std::string> pictures);

}  // namespace attt::reports
