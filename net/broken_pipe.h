// OpenSSL and libcurl write with plain write(): to a peer that has gone this raises SIGPIPE, which ends a program.
// While one of these lives, the signal is held back for its thread and what arose is taken away again; no process-wide
// setting is touched.
#pragma once

#include <csignal>

namespace attt::net {

class BrokenPipeGuard {
  public:
    BrokenPipeGuard();
    ~BrokenPipeGuard();
    BrokenPipeGuard(const BrokenPipeGuard&) = delete;
    BrokenPipeGuard& operator=(const BrokenPipeGuard&) = delete;

  private:
    sigset_t before_{};
    bool was_pending_ = false;
};

}  // namespace attt::net
