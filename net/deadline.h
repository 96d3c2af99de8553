// Every wait on the outside world has an end. A Deadline is a point of the monotonic clock, handed down through calls.
#pragma once

#include <algorithm>
#include <chrono>

namespace attt::net {

class Deadline {
  public:
    using Clock = std::chrono::steady_clock;

    static Deadline after(std::chrono::milliseconds span) { return Deadline(Clock::now() + span); }
    explicit Deadline(Clock::time_point end) : end_(end) {}

    bool passed() const { return Clock::now() >= end_; }
    Clock::time_point end() const { return end_; }
    // Milliseconds left, rounded up, 0 when passed: what poll() takes.
    int left_ms() const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
        return static_cast<int>(std::clamp<decltype(left)>(left, 0, 3'600'000));
    }
    // The same wait begun later: what was spent queueing for a permit is not the peer's time.
    Deadline put_off(Clock::duration span) const { return Deadline(end_ + span); }
    Deadline earlier(Deadline other) const { return Deadline(std::min(end_, other.end_)); }

  private:
    Clock::time_point end_;
};

}  // namespace attt::net
