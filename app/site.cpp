#include "app/site.h"

#include <algorithm>

#include "app/document_set.h"
#include "base/files.h"
#include "base/staged_directory.h"
#include "reports/site.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

// Empty, or what build_site wrote: its manifest tells of a site and of nothing else.
bool may_replace(const fs::path& directory) {
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(directory, ignored))) return true;
    if (fs::symlink_status(directory, ignored).type() != fs::file_type::directory) return false;
    if (fs::is_empty(directory, ignored)) return true;
    const auto sets = read_manifest(directory / manifest_name);
    return sets && !sets->empty() &&
           std::all_of(sets->begin(), sets->end(), [](const WrittenSet& set) { return set.kind.starts_with("site."); });
}

// Who leaves out --public by mistake must not put hosts and their weaknesses where the public page stands.
bool is_public(const fs::path& directory) {
    const auto sets = read_manifest(directory / manifest_name);
    return sets &&
           std::any_of(sets->begin(), sets->end(), [](const WrittenSet& set) { return set.kind == "site.public"; });
}

}  // namespace

base::Result<SiteResult> build_site(const Workspace& workspace, store::Store& store, const reports::Snapshot& snapshot,
                                    const fs::path& directory, bool open_data, const base::Catalogue& texts,
                                    base::Time at) {
    fs::path place = directory;
    if (place.filename().empty()) place = place.parent_path();
    if (!may_replace(place)) return base::fail(base::ErrorCode::bad_input, "site.not_ours", {{"path", place.string()}});
    if (!open_data && is_public(place))
        return base::fail(base::ErrorCode::bad_input, "site.is_public", {{"path", place.string()}});
    auto staged = base::StagedDirectory::begin(place);
    if (!staged) return tl::unexpected(staged.error());
    auto set = DocumentSet::begin(workspace, staged->path(), open_data ? "site.public" : "site.build", snapshot.agency,
                                  snapshot.as_of);
    if (!set) return tl::unexpected(set.error());
    SiteResult out;
    const reports::SiteSink sink = [&](const std::string& name, const std::string& bytes) -> base::Result<void> {
        ++out.files;
        out.bytes += bytes.size();
        if (auto written = staged->write(name, bytes); !written) return written;
        set->note(name, bytes);
        return {};
    };
    const reports::SiteOptions options{(base::data_directory() / "templates" / "site").string(), open_data};
    if (auto rendered = reports::render_site(snapshot, texts, options, sink); !rendered)
        return tl::unexpected(rendered.error());
    if (auto sealed = set->finish(store, at); !sealed) return tl::unexpected(sealed.error());
    if (auto moved = staged->commit(); !moved) return tl::unexpected(moved.error());
    return out;
}

}  // namespace attt::app
