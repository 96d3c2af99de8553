// A page for the office's own desk: a receipt, the report of a run, what to do this week. Headings, sentences, tables.
#pragma once

#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/error.h"

namespace attt::reports {

// Everything in words already.
struct OfficePage {
    std::string office;  // may be empty
    std::string title;
    std::string state;  // "good", "partly", "bad": how the lead is dressed; empty: plainly
    std::string lead;   // what happened, in a sentence
    std::string made;   // when
    struct Section {
        std::string heading;
        std::vector<std::string> sentences = {};
        std::vector<std::string> columns = {};  // of the table; empty: none
        std::vector<std::vector<std::string>> rows = {};
        std::vector<std::string> items = {};  // numbered
    };
    std::vector<Section> sections;
    std::string foot;  // what to do next, or what stands behind it
};

// HTML, self-contained. Errors: those of fill_template.
base::Result<std::string> render_office_page(const OfficePage& page, const base::Catalogue& texts,
                                             const std::string& template_directory);

}  // namespace attt::reports
