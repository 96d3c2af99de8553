#include "store/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "store/sql.h"

namespace attt::store {
namespace {

using base::ErrorCode;
using base::Result;

Result<void> flush_one(const std::string& path, int flags) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
    if (fd < 0) return system_failure(path, errno);
    const int flushed = ::fsync(fd);
    const int error = errno;
    ::close(fd);
    if (flushed != 0) return system_failure(path, error);
    return {};
}

}  // namespace

tl::unexpected<base::Error> system_failure(const std::string& path, int error) {
    if (error == ENOSPC || error == EDQUOT) return base::fail(ErrorCode::io, "store.disk_full", {{"path", path}});
    if (error == EACCES || error == EROFS || error == EPERM)
        return base::fail(ErrorCode::permission, "store.read_only", {{"path", path}});
    return base::fail(ErrorCode::io, "store.failed",
                      {{"path", path}, {"reason", std::system_category().message(error)}});
}

Result<void> make_private_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) return system_failure(path, errno);
    ::close(fd);
    return {};
}

Result<void> flush_to_disk(const std::string& path) {
    if (auto flushed = flush_one(path, O_RDONLY); !flushed) return flushed;
    const auto parent = std::filesystem::path(path).parent_path();
    return flush_one(parent.empty() ? "." : parent.string(), O_RDONLY | O_DIRECTORY);
}

Draft::~Draft() {
    if (kept_) return;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"})
        ::unlink((path_ + suffix).c_str());
}

Result<void> copy_whole(const std::string& from, const std::string& to) {
    if (auto made = make_private_file(to); !made) return made;
    auto copied = guarded(to, [&]() -> Result<void> {
        SQLite::Database source(from, SQLite::OPEN_READWRITE, busy_milliseconds);
        execute(source, "VACUUM INTO ?1", to);
        return {};
    });
    if (!copied) return copied;
    // SQLite does not do it for VACUUM INTO
    return flush_to_disk(to);
}

}  // namespace attt::store
