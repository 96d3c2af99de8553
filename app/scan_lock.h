// One scan at a time in a workspace: two at once would send a site twice the connections that were promised. The lock
// is the operating system's, so that it is gone with the process that held it, however that ended.
#pragma once

#include <string>

#include "base/error.h"
#include "base/time.h"

namespace attt::app {

class ScanLock {
  public:
    // Error: scan.running (process, since), with what the other scan noted in the file; those of files.
    static base::Result<ScanLock> take(const std::string& path, base::Time now);
    ScanLock(ScanLock&& other) noexcept;
    ScanLock& operator=(ScanLock&&) = delete;
    ~ScanLock();

  private:
    explicit ScanLock(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace attt::app
