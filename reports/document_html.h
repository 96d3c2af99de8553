// A document as one self-contained page: no outside resource, complete without JavaScript, prints on A4. With
// JavaScript its tables are sorted by their headings and filtered.
#pragma once

#include <string>

#include "base/error.h"
#include "reports/document.h"
#include "reports/texts.h"

namespace attt::reports {

// What stands in every page, from the templates: read once, used for thousands.
struct PageParts {
    std::string style;
    std::string script;
    std::string script_hash;  // for the page's own policy: nothing else may run
};
// Errors: those of read_file.
base::Result<PageParts> load_page_parts(const std::string& template_directory);

std::string render_page(const Document& document, const PageParts& parts, const Texts& texts);

}  // namespace attt::reports
