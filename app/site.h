// The static site, written beside its place and moved there whole.
#pragma once

#include <filesystem>
#include <vector>

#include "app/snapshot.h"

namespace attt::app {

struct SiteResult {
    std::size_t files = 0;
    std::size_t bytes = 0;
};

// Takes the place of a site that was built before; any other directory that is not empty is left alone. Errors:
// site.not_ours (path), those of templates, files and the store.
base::Result<SiteResult> build_site(const Workspace& workspace, store::Store& store, const reports::Snapshot& snapshot,
                                    const std::filesystem::path& directory, bool open_data,
                                    const base::Catalogue& texts, base::Time at);

}  // namespace attt::app
