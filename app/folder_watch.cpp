#include "app/folder_watch.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <thread>

#include "base/text.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

bool is_temporary(const std::string& name) {
    if (name.empty() || name.front() == '.' || name.starts_with("~$") || name.ends_with('~')) return true;
    const std::string lower = base::to_lower_ascii(name);
    for (const std::string_view ending : {".tmp", ".part", ".partial", ".crdownload", ".filepart", ".swp"}) {
        if (lower.ends_with(ending)) return true;
    }
    return lower == "thumbs.db" || lower == "desktop.ini";
}

// Names of files that are open in Excel ("~$ds.xlsx", whose first two letters may be missing) or LibreOffice
// (".~lock.ds.xlsx#").
std::set<std::string> locked_names(const fs::path& folder) {
    std::set<std::string> out;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        constexpr std::string_view libreoffice = ".~lock.";
        if (name.starts_with(libreoffice) && name.ends_with('#'))
            out.insert(name.substr(libreoffice.size(), name.size() - libreoffice.size() - 1));
        if (name.starts_with("~$")) out.insert(name.substr(2));
    }
    return out;
}

bool is_locked(const std::set<std::string>& locked, const std::string& name) {
    if (locked.contains(name)) return true;
    return std::any_of(locked.begin(), locked.end(),
                       [&](const std::string& rest) { return name.size() == rest.size() + 2 && name.ends_with(rest); });
}

// Whether somebody has it open for writing, as far as the system tells: of our own files it does.
bool being_written(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0) return false;
    const bool busy = ::fcntl(fd, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
    if (!busy) ::fcntl(fd, F_SETLEASE, F_UNLCK);
    ::close(fd);
    return busy;
}

}  // namespace

FolderWatch::FolderWatch(const fs::path& folder) : fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    if (fd_ < 0) return;
    constexpr std::uint32_t events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_MODIFY;
    if (::inotify_add_watch(fd_, folder.c_str(), events | IN_ONLYDIR) < 0) {
        ::close(fd_);
        fd_ = -1;
    }
}

FolderWatch::~FolderWatch() {
    if (fd_ >= 0) ::close(fd_);
}

bool FolderWatch::wait(base::Duration longest) {
    constexpr base::Duration step = std::chrono::milliseconds(250);
    std::array<char, 4096> events{};
    bool happened = false;
    for (base::Duration waited{}; !happened && waited < longest; waited += step) {
        std::this_thread::sleep_for(std::min(step, longest));
        while (fd_ >= 0 && ::read(fd_, events.data(), events.size()) > 0)
            happened = true;
    }
    return happened;
}

std::vector<FoundFile> dropped_files(const fs::path& folder) {
    std::vector<FoundFile> out;
    const std::set<std::string> locked = locked_names(folder);
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        std::error_code failed;
        if (entry.is_symlink(failed) || !entry.is_regular_file(failed) || is_temporary(name) || is_locked(locked, name))
            continue;
        FoundFile file{entry.path(), entry.file_size(failed), {}};
        if (failed) continue;
        file.changed = entry.last_write_time(failed);
        if (!failed) out.push_back(std::move(file));
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<FoundFile> still_files(const std::vector<FoundFile>& before, const std::vector<FoundFile>& now) {
    std::vector<FoundFile> out;
    for (const FoundFile& file : now) {
        const bool same = std::find(before.begin(), before.end(), file) != before.end();
        if (same && !being_written(file.path)) out.push_back(file);
    }
    return out;
}

}  // namespace attt::app
