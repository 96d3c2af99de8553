// Templates filled with plain data. Strict: a name that neither the data nor the catalogue holds is an error, and every
// value is escaped.
#pragma once

#include <string>

#include "base/catalogue.h"
#include "base/error.h"
#include "base/value.h"

namespace attt::reports {

// Fills the template `name` of `directory`. A name with a dot ("report.heading") is a text of the catalogue, others are
// members of `view` or of the objects within. False, null, "" and an empty array are false in a section; beside an
// array `x` there is `has_x`, for what is printed once.
// "{{> report.css}}" takes in a file of the same directory. Errors: those of read_file; template.syntax,
// template.unknown_name, template.unknown_part.
base::Result<std::string> fill_template(const std::string& directory, const std::string& name, const base::Value& view,
                                        const base::Catalogue& texts);

// What stands in a page for `text`: NFC, & < > " ' as entities, control characters and bidirectional overrides visible.
std::string escape_html(const std::string& text);

}  // namespace attt::reports
