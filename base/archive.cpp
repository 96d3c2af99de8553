#include "base/archive.h"

#include <zip.h>

#include <utility>

namespace attt::base {
namespace {

constexpr std::size_t free_of_ratio = 1U << 20U;

struct DiscardArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

tl::unexpected<Error> failed(std::string_view message, const std::string& file, std::string_view part = {}) {
    return fail(ErrorCode::bad_input, message, {{"part", std::string(part)}}, {file, 0, {}});
}

}  // namespace

struct ArchivePart::State {
    std::unique_ptr<zip_file_t, CloseFile> handle;
    std::string file;
    std::string name;
    ArchiveLimits limits;
    std::uint64_t packed = 0;
    std::uint64_t claimed = 0;
    std::uint64_t unpacked = 0;
};

ArchivePart::ArchivePart(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchivePart::ArchivePart(ArchivePart&&) noexcept = default;
ArchivePart& ArchivePart::operator=(ArchivePart&&) noexcept = default;
ArchivePart::~ArchivePart() = default;

Result<bool> ArchivePart::read(std::string& out, std::size_t wanted) {
    const std::size_t before = out.size();
    out.resize(before + wanted);
    const zip_int64_t got = zip_fread(state_->handle.get(), out.data() + before, wanted);
    out.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0) return failed("spreadsheet.damaged", state_->file, state_->name);
    state_->unpacked += static_cast<std::uint64_t>(got);
    const bool beyond_ratio =
        state_->unpacked > free_of_ratio && state_->unpacked / (state_->packed + 1) > state_->limits.ratio;
    if (beyond_ratio || state_->unpacked > state_->limits.inflated)
        return failed("spreadsheet.bomb", state_->file, state_->name);
    return got > 0;
}

std::uint64_t ArchivePart::claimed_size() const {
    return state_->claimed;
}

struct Archive::State {
    std::unique_ptr<zip_t, DiscardArchive> handle;
    std::string file;
    ArchiveLimits limits;

    // -1 when there is none.
    zip_int64_t index_of(std::string_view part) const {
        if (part.starts_with('/')) part.remove_prefix(1);
        return zip_name_locate(handle.get(), std::string(part).c_str(), ZIP_FL_NOCASE);
    }
};

Archive::Archive(std::unique_ptr<State> state) : state_(std::move(state)) {}
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;
Archive::~Archive() = default;

Result<Archive> Archive::open(std::string_view bytes, const std::string& file, ArchiveLimits limits) {
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
    if (source == nullptr) return failed("spreadsheet.damaged", file);
    auto state = std::make_unique<State>();
    state->handle.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
    if (!state->handle) {
        zip_source_free(source);
        return failed("spreadsheet.damaged", file);
    }
    state->file = file;
    state->limits = limits;
    const zip_int64_t entries = zip_get_num_entries(state->handle.get(), 0);
    if (entries < 0 || static_cast<std::uint64_t>(entries) > limits.entries)
        return failed("spreadsheet.too_large", file);
    return Archive(std::move(state));
}

bool Archive::contains(std::string_view part) const {
    return state_->index_of(part) >= 0;
}

Result<ArchivePart> Archive::part(std::string_view part) const {
    const zip_int64_t index = state_->index_of(part);
    if (index < 0) return failed("spreadsheet.damaged", state_->file, part);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(state_->handle.get(), static_cast<zip_uint64_t>(index), 0, &stat) != 0)
        return failed("spreadsheet.damaged", state_->file, part);
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
        return failed("spreadsheet.encrypted", state_->file, part);
    auto opened = std::make_unique<ArchivePart::State>();
    opened->handle.reset(zip_fopen_index(state_->handle.get(), static_cast<zip_uint64_t>(index), 0));
    if (!opened->handle) return failed("spreadsheet.damaged", state_->file, part);
    opened->file = state_->file;
    opened->name = part;
    opened->limits = state_->limits;
    opened->packed = (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? stat.comp_size : 0;
    opened->claimed = (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0;
    return ArchivePart(std::move(opened));
}

Result<std::string> Archive::read(std::string_view part, std::size_t limit) const {
    auto opened = this->part(part);
    if (!opened) return tl::unexpected(opened.error());
    std::string out;
    while (true) {
        auto more = opened->read(out, 1U << 16U);
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        if (out.size() > limit) return failed("spreadsheet.too_large", state_->file, part);
    }
}

}  // namespace attt::base
