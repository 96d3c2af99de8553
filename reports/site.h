// A static site: province → agency → website or system → finding → evidence and legal basis. Plain files without an
// outside resource, complete without JavaScript, searchable from a folder without a server. Pure: the same snapshot
// gives the same files.
#pragma once

#include <functional>
#include <string>

#include "base/catalogue.h"
#include "base/error.h"
#include "reports/snapshot.h"

namespace attt::reports {

struct SiteOptions {
    std::string templates;   // the directory of the site's templates
    bool open_data = false;  // only aggregates: no host, no finding, no computer, no agency
};

// Takes one file by its path within the site ("websites/stc.html").
using SiteSink = std::function<base::Result<void>(const std::string& path, const std::string& bytes)>;

// Errors: template.*, those of files (templates) and of the sink.
base::Result<void> render_site(const Snapshot& snapshot, const base::Catalogue& texts, const SiteOptions& options,
                               const SiteSink& sink);

}  // namespace attt::reports
