#include "app/source_map.h"

#include <algorithm>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "inventory/consoles/read.h"

namespace attt::app {
namespace {

constexpr std::size_t preview_rows = 5;

bool is_file_name(const std::string& id) {
    return !id.empty() && id.size() <= 60 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

}  // namespace

base::Result<MappedFile> map_file(store::Store& store, const std::string& file, const std::string& id) {
    const base::Time now = base::now();
    auto bytes = base::read_file(file);
    if (!bytes) return tl::unexpected(bytes.error());
    auto sheet = inventory::read_sheet(file, *bytes, nullptr);
    if (!sheet) return tl::unexpected(sheet.error());
    auto inventory = store.inventory(now);
    if (!inventory) return tl::unexpected(inventory.error());
    const auto agency_of = inventory::agencies_by_group(*inventory);
    auto proposal = inventory::propose_profile(*sheet, id, agency_of);
    if (!proposal) return tl::unexpected(proposal.error());
    MappedFile out{std::move(*proposal), {}, {}, {}};
    out.toml = to_commented_toml(out.proposal);
    inventory::Sheet first{sheet->file, {}, {}};
    const auto rows =
        static_cast<std::ptrdiff_t>(std::min(sheet->rows.size(), out.proposal.heading_row + 1 + preview_rows));
    first.rows.assign(sheet->rows.begin(), sheet->rows.begin() + rows);
    auto read = inventory::read_console(first, &out.proposal.profile, agency_of, {id, std::nullopt, now});
    out.preview = std::move(read.source.records);
    out.warnings = std::move(read.defects);
    out.warnings.insert(out.warnings.end(), read.warnings.begin(), read.warnings.end());
    return out;
}

base::Result<std::filesystem::path> save_profile(const Workspace& workspace, const MappedFile& mapped) {
    const std::string& id = mapped.proposal.profile.id;
    if (!is_file_name(id)) return base::fail(base::ErrorCode::bad_usage, "console.profile_id", {{"id", id}});
    const auto directory = workspace.directory / "profiles";
    if (auto made = base::make_directory(directory); !made) return tl::unexpected(made.error());
    const auto path = directory / (id + ".toml");
    std::error_code error;
    if (std::filesystem::exists(path, error))
        return base::fail(base::ErrorCode::bad_input, "console.profile_exists", {{"path", path.string()}});
    if (auto written = base::write_file(path, mapped.toml); !written) return tl::unexpected(written.error());
    return path;
}

}  // namespace attt::app
