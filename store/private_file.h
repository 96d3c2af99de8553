// Files that only their owner may read, made whole or not at all. Private to the folder.
#pragma once

#include <string>

#include "base/error.h"

namespace attt::store {

// How long a writer waits for another before it says that the store is busy.
inline constexpr int busy_milliseconds = 2000;

// What the system said, as store.disk_full, store.read_only or store.failed.
tl::unexpected<base::Error> system_failure(const std::string& path, int error);

// An empty file that only its owner may read, made before SQLite opens it: SQLite gives -wal and -shm the same mode.
base::Result<void> make_private_file(const std::string& path);

// Everything that lies in this file and in its directory's entry for it reaches the disk.
base::Result<void> flush_to_disk(const std::string& path);

// A file being made, which goes away (with SQLite's files beside it) unless it is kept.
class Draft {
  public:
    explicit Draft(std::string path) : path_(std::move(path)) {}
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    ~Draft();
    const std::string& path() const { return path_; }
    void keep() { kept_ = true; }

  private:
    std::string path_;
    bool kept_ = false;
};

// The store at `from` as one file at `to`, as of one moment, on the disk. Others may go on writing `from`. What is made
// before a failure is the caller's to remove (Draft). Errors name the file that failed.
base::Result<void> copy_whole(const std::string& from, const std::string& to);

}  // namespace attt::store
