// How gently we connect: at most so many connections at once to one address, to one network, in all, and so many new
// ones a second. One object for the whole program; every connection holds a permit while it is open. Who waits in
// acquire() goes before who only tries (the exchange loop has thousands to make; a dialogue has one), and waiters for
// one address go in the order in which they came. Thread-safe; outlives its permits.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/error.h"
#include "model/scan.h"
#include "net/deadline.h"
#include "net/scope.h"

namespace attt::net {

class Politeness;

// How long a dialogue queues for its permit before it gives up. Queueing is not counted against the peer's deadline.
inline constexpr std::chrono::milliseconds permit_patience = std::chrono::minutes(2);

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

// What stands in the way of one more connection.
enum class Obstacle { none, address, network, overall, rate };

struct Attempt {
    std::optional<Permit> permit;  // where the obstacle is none
    Obstacle obstacle = Obstacle::none;
    Deadline::Clock::time_point retry_at;  // of a rate: when the next connection may begin
};

class Politeness {
  public:
    // `scope` gives each network's cap and is consulted for every permit: no permit outside it.
    Politeness(model::ScanLimits limits, Scope scope);

    // Waits for a place until the deadline. Errors: scope.address, net.no_place (ours alone: the peer was not asked).
    base::Result<Permit> acquire(const Address& address, Deadline deadline);
    // Without waiting: a permit, or what is in the way. Error: scope.address.
    base::Result<Attempt> try_acquire(const Address& address);

    // Called (from any thread, without locks held) whenever a place may have become free at the address, its network
    // and in all; until the returned subscription is destroyed, or a moment longer on another thread.
    using Listener = std::function<void(const Address&)>;
    using Subscription = std::shared_ptr<const Listener>;
    [[nodiscard]] Subscription on_release(Listener listener);

    const Scope& scope() const { return scope_; }
    const model::ScanLimits& limits() const { return limits_; }

  private:
    friend class Permit;
    using TimePoint = Deadline::Clock::time_point;
    struct Waiter {
        Address address;
        Obstacle obstacle = Obstacle::none;
    };
    void release(const Address& address);
    void tell_listeners(const Address& address);
    void refill(TimePoint now);
    TimePoint next_token() const;
    Obstacle limit_reached(const Address& address) const;
    Obstacle earlier_waiter(const Address& address, std::list<Waiter>::const_iterator end) const;
    Obstacle waiter_before_attempt(const Address& address) const;
    void take(const Address& address);

    const model::ScanLimits limits_;
    const Scope scope_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::list<Waiter> waiters_;  // in order of arrival
    std::map<Address, int> by_address_;
    std::map<Address, int> by_network_;
    int open_ = 0;
    // A token bucket: any one second sees at most limits_.per_second new connections.
    const double burst_;
    const double tokens_per_second_;
    double tokens_;
    TimePoint refilled_;
    std::vector<std::weak_ptr<const Listener>> listeners_;
};

}  // namespace attt::net
