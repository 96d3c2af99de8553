#include "app/probe_results.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "base/json.h"
#include "base/value.h"

namespace attt::app {
namespace {

constexpr std::size_t longest_line = 64U << 20U;

tl::unexpected<base::Error> io_error(const char* key, const std::string& path, int error) {
    const bool full = error == ENOSPC || error == EDQUOT;
    return base::fail(base::ErrorCode::io, full ? "file.disk_full" : key,
                      {{"path", path}, {"reason", std::system_category().message(error)}});
}

// The URL that a line is about; nothing when it is no line of ours.
std::optional<std::string> url_of(std::string_view line) {
    const auto value = base::parse_json(line);
    if (!value) return std::nullopt;
    const base::Value* schema = value->at_path("schema");
    const base::Value* url = value->at_path("subject.url");
    if (schema == nullptr || url == nullptr || schema->if_string() == nullptr || url->if_string() == nullptr)
        return std::nullopt;
    if (*schema->if_string() != "attt.probe/1") return std::nullopt;
    return *url->if_string();
}

}  // namespace

base::Result<ProbeResults> ProbeResults::open(const std::string& path, bool resume) {
    const int fd = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP);
    if (fd < 0) return io_error("file.unwritable", path, errno);
    ProbeResults out(fd, path);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
        return base::fail(base::ErrorCode::busy, "probe.out_busy", {{"path", path}});
    struct stat status {};
    if (::fstat(fd, &status) != 0) return io_error("file.unreadable", path, errno);
    if (status.st_size > 0 && !resume)
        return base::fail(base::ErrorCode::bad_usage, "probe.out_exists", {{"path", path}});
    if (auto read = out.read_back(); !read) return tl::unexpected(read.error());
    return out;
}

ProbeResults::ProbeResults(ProbeResults&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      done_(std::move(other.done_)),
      done_before_(other.done_before_),
      end_(other.end_) {}

ProbeResults::~ProbeResults() {
    if (fd_ >= 0) ::close(fd_);
}

base::Result<void> ProbeResults::read_back() {
    std::string rest;
    char buffer[65536];
    while (true) {
        const ssize_t n = ::read(fd_, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return io_error("file.unreadable", path_, errno);
        if (n == 0) break;
        rest.append(buffer, static_cast<std::size_t>(n));
        std::size_t from = 0;
        for (auto at = rest.find('\n'); at != std::string::npos; at = rest.find('\n', from)) {
            const auto url = url_of(std::string_view(rest).substr(from, at - from));
            if (!url)
                return base::fail(base::ErrorCode::bad_input, "probe.out_line",
                                  {{"path", path_}, {"line", std::to_string(done_before_ + 1)}});
            ++done_[*url];
            ++done_before_;
            end_ += static_cast<long long>(at + 1 - from);
            from = at + 1;
        }
        rest.erase(0, from);
        if (rest.size() > longest_line)
            return base::fail(base::ErrorCode::bad_input, "probe.out_line",
                              {{"path", path_}, {"line", std::to_string(done_before_ + 1)}});
    }
    // the beginning of a line of ours may be cut off, what somebody else wrote may not
    const std::string_view begins = R"({"schema":"attt.probe/1")";
    if (!std::string_view(rest).starts_with(begins.substr(0, rest.size())))
        return base::fail(base::ErrorCode::bad_input, "probe.out_line",
                          {{"path", path_}, {"line", std::to_string(done_before_ + 1)}});
    if (::ftruncate(fd_, end_) != 0 || ::lseek(fd_, end_, SEEK_SET) < 0)
        return io_error("file.unwritable", path_, errno);
    return {};
}

bool ProbeResults::take_done(const std::string& url) {
    const auto found = done_.find(url);
    if (found == done_.end()) return false;
    if (--found->second == 0) done_.erase(found);
    return true;
}

base::Result<void> ProbeResults::add(std::string_view line) {
    std::string whole(line);
    whole += '\n';
    std::size_t written = 0;
    while (written < whole.size()) {
        const ssize_t n = ::write(fd_, whole.data() + written, whole.size() - written);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            const int error = errno;
            [[maybe_unused]] const int cut = ::ftruncate(fd_, end_);  // else the next opening cuts it off
            ::lseek(fd_, end_, SEEK_SET);
            return io_error("file.unwritable", path_, error);
        }
        written += static_cast<std::size_t>(n);
    }
    end_ += static_cast<long long>(whole.size());
    return {};
}

base::Result<void> ProbeResults::flush() {
    if (::fsync(fd_) != 0) return io_error("file.unwritable", path_, errno);
    return {};
}

}  // namespace attt::app
