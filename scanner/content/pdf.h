// What a PDF (ISO 32000-1) says to its readers and where it leads. Its bytes are hostile: what is unpacked of it is
// bounded, no reference is followed more than one step, and what cannot be understood is left out. An encrypted one
// says nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attt::scanner::content {

struct PdfDocument {
    std::string title;                   // of its information, in UTF-8
    std::string text;                    // of its pages in the order drawn, in UTF-8; at most 400 KB
    std::vector<std::string> addresses;  // that its links lead to, each once; at most 200
};

PdfDocument read_pdf(std::string_view bytes);

}  // namespace attt::scanner::content
