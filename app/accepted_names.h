// Names that an officer has found to be in order in the pages of a site: the [[accepted]] tables of attt.toml.
#pragma once

#include <string>
#include <vector>

#include "app/workspace.h"
#include "model/finding.h"

namespace attt::app {

struct Acceptance {
    std::string site;  // id of the website
    std::vector<std::string> names;
    std::string reason, by;
    base::Date until;  // last day
};

// The hosts that the signs of a finding about page content lead to, sorted.
std::vector<std::string> names_in_signs(const model::Finding& finding);

// Whether all these names are accepted for the site at least until that day; false where there is none.
bool accepted_already(const Config& config, const std::string& site, const std::vector<std::string>& names,
                      base::Date until);

// Appends them to attt.toml, below what stands there, and to the configuration at hand. The file is written whole or
// not at all, and only when it can be read afterwards. Errors: those of files; the first defect of what would stand
// there.
base::Result<void> accept_names(Workspace& workspace, const std::vector<Acceptance>& acceptances);

}  // namespace attt::app
