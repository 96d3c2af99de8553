// Stopping a scan from the keyboard.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace attt::cli {

// Turns the first Ctrl-C (or SIGTERM) into a request to stop, so that what was seen is kept and the run can be resumed.
class Interruption {
  public:
    Interruption() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, &before_);
        watcher_ = std::jthread([this](const std::stop_token& ended) { watch(ended); });
    }
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;
    ~Interruption() {
        watcher_.request_stop();
        watcher_.join();
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    std::stop_token token() const { return requested_.get_token(); }

  private:
    void watch(const std::stop_token& ended) {
        constexpr timespec step{0, 100'000'000};
        while (!ended.stop_requested()) {
            if (sigtimedwait(&signals_, nullptr, &step) > 0) requested_.request_stop();
        }
    }
    sigset_t signals_{};
    sigset_t before_{};
    std::stop_source requested_;
    std::jthread watcher_;
};

}  // namespace attt::cli
