// How gently we connect: at most so many connections at once to one address, to one network, in all, and so many new ones
// a second. One object for the whole program; every connection holds a permit while it is open. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "base/error.h"
#include "model/scan.h"
#include "net/deadline.h"
#include "net/scope.h"

namespace attt::net {

class Politeness;

// Gives its place back when destroyed. Movable.
class Permit {
  public:
    Permit() = default;
    Permit(Permit&& other) noexcept;
    Permit& operator=(Permit&& other) noexcept;
    ~Permit();

  private:
    friend class Politeness;
    Permit(Politeness* owner, Address address) : owner_(owner), address_(address) {}
    Politeness* owner_ = nullptr;
    Address address_;
};

class Politeness {
  public:
    // `scope` gives each network's cap and is consulted for every permit: no permit outside it.
    Politeness(model::ScanLimits limits, Scope scope);

    // Waits for a place until the deadline. Errors: scope.address, net.timeout.
    base::Result<Permit> acquire(const Address& address, Deadline deadline);
    // Without waiting: a permit, an error scope.address, or nothing when there is no place now.
    base::Result<std::optional<Permit>> try_acquire(const Address& address);
    // Called (from any thread, without locks held) whenever a place became free; for the exchange loop.
    void on_release(std::function<void()> listener);

    const Scope& scope() const { return scope_; }
    const model::ScanLimits& limits() const { return limits_; }

  private:
    friend class Permit;
    void release(const Address& address);
    bool has_place(const Address& address, Deadline::Clock::time_point now) const;
    void take(const Address& address, Deadline::Clock::time_point now);

    const model::ScanLimits limits_;
    const Scope scope_;
    mutable std::mutex mutex_;
    std::condition_variable freed_;
    std::map<Address, int> by_address_;
    std::map<Address, int> by_network_;
    int open_ = 0;
    double tokens_ = 0;  // of the rate limit
    Deadline::Clock::time_point refilled_;
    std::function<void()> listener_;
};

}  // namespace attt::net
