#include "base/staged_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "base/files.h"

namespace attt::base {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> cannot_write(const fs::path& path, int error) {
    const bool full = error == ENOSPC || error == EDQUOT;
    return fail(error == EACCES || error == EROFS || error == EPERM ? ErrorCode::permission : ErrorCode::io,
                full ? "file.disk_full" : "file.unwritable",
                {{"path", path.string()}, {"reason", std::system_category().message(error)}});
}

int write_all(const fs::path& path, std::string_view bytes) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (file < 0) return errno;
    int error = 0;
    while (!bytes.empty() && error == 0) {
        const ssize_t n = ::write(file, bytes.data(), bytes.size());
        if (n > 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (errno != EINTR)
            error = errno;
    }
    if (::close(file) != 0 && error == 0) error = errno;
    return error;
}

// One flush for all of it.
void flush(const fs::path& directory) {
    const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    ::syncfs(file);
    ::close(file);
}

}  // namespace

StagedDirectory::StagedDirectory(fs::path target, fs::path staged)
    : target_(std::move(target)), staged_(std::move(staged)) {}

StagedDirectory::StagedDirectory(StagedDirectory&& other) noexcept
    : target_(std::move(other.target_)), staged_(std::exchange(other.staged_, {})) {}

StagedDirectory::~StagedDirectory() {
    std::error_code ignored;
    if (!staged_.empty()) fs::remove_all(staged_, ignored);
}

Result<StagedDirectory> StagedDirectory::begin(const fs::path& target) {
    fs::path place = target;
    if (place.filename().empty()) place = place.parent_path();  // "site/"
    std::error_code ignored;
    place = fs::absolute(place, ignored).lexically_normal();
    if (auto made = make_directory(place.parent_path()); !made) return tl::unexpected(made.error());
    std::string name = place.string() + ".XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return cannot_write(place, errno);
    ::chmod(name.c_str(), 0750);
    return StagedDirectory(std::move(place), name);
}

Result<void> StagedDirectory::write(const fs::path& name, std::string_view bytes) {
    const fs::path path = staged_ / name;
    if (auto made = make_directory(path.parent_path()); !made) return made;
    const int error = write_all(path, bytes);
    return error == 0 ? Result<void>() : cannot_write(path, error);
}

Result<void> StagedDirectory::commit() {
    flush(staged_);
    std::error_code ignored;
    const bool replaces = fs::exists(target_, ignored);
    // exchanged in one step, so that there is never none of them
    if (replaces && ::renameat2(AT_FDCWD, staged_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) {
        fs::remove_all(staged_, ignored);
        staged_.clear();
    } else {
        // a new place, or a file system that cannot exchange
        const fs::path old = staged_.string() + ".old";
        if (replaces && ::rename(target_.c_str(), old.c_str()) != 0) return cannot_write(target_, errno);
        if (::rename(staged_.c_str(), target_.c_str()) != 0) {
            const int error = errno;
            if (replaces) fs::rename(old, target_, ignored);
            return cannot_write(target_, error);
        }
        if (replaces) fs::remove_all(old, ignored);
        staged_.clear();
    }
    flush(target_.parent_path());
    return {};
}

}  // namespace attt::base
