#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace attt::base {
namespace {

namespace fs = std::filesystem;

// Owns a file descriptor.
class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    // close() reports the last write errors of some file systems
    int close() {
        const int result = ::close(fd_);
        fd_ = -1;
        return result;
    }

  private:
    int fd_;
};

std::string system_reason(int error) {
    return std::system_category().message(error);
}

tl::unexpected<Error> cannot_write(const fs::path& path, int error) {
    const bool full = error == ENOSPC || error == EDQUOT;
    return fail(error == EACCES || error == EROFS || error == EPERM ? ErrorCode::permission : ErrorCode::io,
                full ? "file.disk_full" : "file.unwritable",
                {{"path", path.string()}, {"reason", system_reason(error)}});
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        const int error = errno;
        if (error == ENOENT) return fail(ErrorCode::not_found, "file.not_found", {{"path", path.string()}});
        return fail(ErrorCode::io, "file.unreadable", {{"path", path.string()}, {"reason", system_reason(error)}});
    }
    std::string out;
    struct stat status {};
    if (::fstat(file.get(), &status) == 0 && status.st_size > 0)
        out.reserve(std::min(static_cast<std::size_t>(status.st_size), limit));
    char buffer[65536];
    while (true) {
        const ssize_t n = ::read(file.get(), buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            return fail(ErrorCode::io, "file.unreadable", {{"path", path.string()}, {"reason", system_reason(errno)}});
        if (n == 0) return out;
        if (out.size() + static_cast<std::size_t>(n) > limit)
            return fail(ErrorCode::bad_input, "file.too_large",
                        {{"path", path.string()}, {"limit", std::to_string(limit)}});
        out.append(buffer, static_cast<std::size_t>(n));
    }
}

Result<void> write_file(const fs::path& path, std::string_view bytes, unsigned mode) {
    std::string name = path.string() + ".XXXXXX";
    Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
    if (file.get() < 0) return cannot_write(path, errno);
    int error = 0;
    if (::fchmod(file.get(), mode) != 0 || !write_all(file.get(), bytes) || ::fsync(file.get()) != 0) error = errno;
    if (file.close() != 0 && error == 0) error = errno;
    if (error == 0 && ::rename(name.c_str(), path.c_str()) != 0) error = errno;
    if (error != 0) {
        ::unlink(name.c_str());
        return cannot_write(path, error);
    }
    const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const Descriptor directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0) ::fsync(directory.get());
    return {};
}

Result<void> make_directory(const fs::path& path, unsigned mode) {
    if (path.empty() || fs::is_directory(path)) return {};
    if (path.has_parent_path() && path.parent_path() != path) {
        if (auto made = make_directory(path.parent_path(), mode); !made) return made;
    }
    if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return cannot_write(path, errno);
    return {};
}

std::vector<fs::path> files_in(const fs::path& directory, std::string_view extension) {
    std::vector<fs::path> out;
    std::error_code ignored;
    for (fs::directory_iterator it(directory, ignored), end; it != end; it.increment(ignored)) {
        const std::string name = it->path().filename().string();
        if (it->is_regular_file(ignored) && name.ends_with(extension) && !name.starts_with('.'))
            out.push_back(it->path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

fs::path data_directory() {
    if (const char* named = std::getenv("ATTT_DATA"); named != nullptr && *named != '\0') return named;
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    return program.parent_path().parent_path() / "share" / "attt";
}

}  // namespace attt::base
