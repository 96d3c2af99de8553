#include "base/archive_writer.h"

#include <zip.h>

#include <memory>

namespace attt::base {
namespace {

// 1 January 1980, the first day that the format knows, in its own form.
constexpr std::uint16_t first_day = (1U << 5U) | 1U;
// Pinned, so that a library with another default writes the same bytes.
constexpr std::uint32_t level = 6;

struct DiscardArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct FreeSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

tl::unexpected<Error> unwritable(const char* reason) {
    return fail(ErrorCode::io, "archive.unwritable", {{"reason", reason}});
}

bool add(zip_t* archive, const ArchiveEntry& entry) {
    zip_source_t* source = zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0);
    if (source == nullptr) return false;
    const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    const auto at = static_cast<zip_uint64_t>(index);
    const zip_int32_t method = entry.packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
    return zip_set_file_compression(archive, at, method, entry.packed ? level : 0) == 0 &&
           zip_file_set_dostime(archive, at, 0, first_day, 0) == 0 &&
           zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_DOS, 0) == 0;
}

Result<std::string> content_of(zip_source_t* source) {
    zip_stat_t known;
    zip_stat_init(&known);
    if (zip_source_stat(source, &known) != 0 || zip_source_open(source) != 0)
        return unwritable(zip_error_strerror(zip_source_error(source)));
    std::string out(known.size, '\0');
    const zip_int64_t got = zip_source_read(source, out.data(), out.size());
    zip_source_close(source);
    if (got < 0 || static_cast<std::size_t>(got) != out.size()) return unwritable("");
    return out;
}

}  // namespace

Result<std::string> write_archive(const std::vector<ArchiveEntry>& entries) {
    zip_error_t error;
    zip_error_init(&error);
    const std::unique_ptr<zip_source_t, FreeSource> source(zip_source_buffer_create(nullptr, 0, 0, &error));
    if (!source) return unwritable(zip_error_strerror(&error));
    zip_source_keep(source.get());  // the archive takes the other hold
    std::unique_ptr<zip_t, DiscardArchive> archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, &error));
    if (!archive) {
        zip_source_free(source.get());
        return unwritable(zip_error_strerror(&error));
    }
    for (const ArchiveEntry& entry : entries) {
        if (!add(archive.get(), entry)) return unwritable(zip_strerror(archive.get()));
    }
    if (zip_close(archive.get()) != 0) return unwritable(zip_strerror(archive.get()));
    (void)archive.release();  // closing has freed it
    return content_of(source.get());
}

}  // namespace attt::base
