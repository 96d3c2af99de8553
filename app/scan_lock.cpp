#include "app/scan_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace attt::app {
namespace {

tl::unexpected<base::Error> unwritable(const std::string& path, int error) {
    return base::fail(base::ErrorCode::io, "file.unwritable",
                      {{"path", path}, {"reason", std::system_category().message(error)}});
}

// "1234 23/11/2026 20:00" as the holder wrote it; it may have been killed before it wrote.
base::Error running(int fd) {
    char noted[64] = {};
    const ssize_t length = ::pread(fd, noted, sizeof noted - 1, 0);
    const std::string text = base::printable(std::string(noted, length > 0 ? static_cast<std::size_t>(length) : 0), 64);
    const auto space = text.find(' ');
    const bool whole = space != std::string::npos;
    return {base::ErrorCode::busy,
            "scan.running",
            {{"process", whole ? text.substr(0, space) : "?"}, {"since", whole ? text.substr(space + 1) : "?"}},
            {}};
}

}  // namespace

base::Result<ScanLock> ScanLock::take(const std::string& path, base::Time now) {
    const int fd = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) return unwritable(path, errno);
    ScanLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return unwritable(path, errno);
        return base::fail(running(fd));
    }
    // only for the sentence that another one prints: on a full disk the lock holds all the same
    const std::string note = std::to_string(::getpid()) + " " + base::show_time(now);
    if (::ftruncate(fd, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(fd, note.data(), note.size(), 0);
    return lock;
}

ScanLock::ScanLock(ScanLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

ScanLock::~ScanLock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace attt::app
