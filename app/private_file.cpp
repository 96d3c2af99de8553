#include "app/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace attt::app {
namespace {

constexpr std::size_t longest_credentials = 64U << 10U;

}  // namespace

// The file as it was when its permissions were looked at: opened once.
base::Result<std::string> read_private_file(const std::string& file) {
    struct Closing {
        int fd;
        ~Closing() {
            if (fd >= 0) ::close(fd);
        }
    };
    const Closing opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
    const auto unreadable = [&](int error) {
        return base::fail(base::ErrorCode::io, "file.unreadable",
                          {{"path", file}, {"reason", std::system_category().message(error)}});
    };
    if (opened.fd < 0 && errno == ENOENT)
        return base::fail(base::ErrorCode::not_found, "file.not_found", {{"path", file}});
    struct stat status {};
    if (opened.fd < 0 || ::fstat(opened.fd, &status) != 0) return unreadable(errno);
    if (!S_ISREG(status.st_mode)) return unreadable(EINVAL);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return base::fail(base::ErrorCode::bad_input, "ksc.credentials_open",
                          {{"mode", fmt::format("{:04o}", status.st_mode & 07777U)}}, {file, 0, {}});
    if (status.st_uid != ::geteuid() && status.st_uid != 0)
        return base::fail(base::ErrorCode::bad_input, "ksc.credentials_owner", {}, {file, 0, {}});
    std::string bytes(longest_credentials, '\0');
    const ssize_t count = ::read(opened.fd, bytes.data(), bytes.size());
    if (count < 0) return unreadable(errno);
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

}  // namespace attt::app
