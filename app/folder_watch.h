// Waits until something happens in a folder: by inotify where the file system tells, and by looking again where it does
// not (a network share says nothing of what others write).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/time.h"

namespace attt::app {

class FolderWatch {
  public:
    explicit FolderWatch(const std::filesystem::path& folder);
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;
    ~FolderWatch();

    // Until something changed there, or `longest` has passed. True: something did.
    bool wait(base::Duration longest);
    bool notified() const { return fd_ >= 0; }

  private:
    int fd_;
};

// Files that may be taken: what has kept its size and time between two looks, is not being written, and is no lock or
// temporary file of an office program. `locked` names are those that such a file speaks of.
struct FoundFile {
    std::filesystem::path path;
    std::uintmax_t size = 0;
    std::filesystem::file_time_type changed;
    auto operator<=>(const FoundFile&) const = default;
};
// Regular files of the folder that somebody dropped there, by name; symbolic links, hidden and temporary files are left
// out, and so are files that an office program holds open.
std::vector<FoundFile> dropped_files(const std::filesystem::path& folder);
// Those of `now` that stand in `before` with the same size and time and that nobody has open for writing.
std::vector<FoundFile> still_files(const std::vector<FoundFile>& before, const std::vector<FoundFile>& now);

}  // namespace attt::app
