#include "net/politeness.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace attt::net {
namespace {

int count_of(const std::map<Address, int>& counts, const Address& key) {
    const auto at = counts.find(key);
    return at == counts.end() ? 0 : at->second;
}

void give_back(std::map<Address, int>& counts, const Address& key) {
    const auto at = counts.find(key);
    if (--at->second == 0) counts.erase(at);
}

model::ScanLimits at_least_one(model::ScanLimits limits) {
    for (int* limit : {&limits.per_address, &limits.overall, &limits.per_second})
        *limit = std::max(1, *limit);
    return limits;
}

}  // namespace

Permit::Permit(Permit&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)), address_(other.address_) {}

Permit& Permit::operator=(Permit&& other) noexcept {
    std::swap(owner_, other.owner_);
    std::swap(address_, other.address_);
    return *this;
}

Permit::~Permit() {
    if (owner_ != nullptr) owner_->release(address_);
}

// A bucket of b tokens filled at r a second lets through b - 1 + r in a second at most.
Politeness::Politeness(model::ScanLimits limits, Scope scope)
    : limits_(at_least_one(limits)),
      scope_(std::move(scope)),
      burst_(std::max(1, limits_.per_second / 20)),
      tokens_per_second_(limits_.per_second - (burst_ - 1)),
      tokens_(burst_),
      refilled_(Deadline::Clock::now()) {}

base::Result<Permit> Politeness::acquire(const Address& address, Deadline deadline) {
    if (auto in_scope = scope_.check(address); !in_scope) return base::fail(in_scope.error());
    std::unique_lock lock(mutex_);
    const auto self = waiters_.insert(waiters_.end(), {address, Obstacle::none});
    bool waited = false;
    while (true) {
        refill(Deadline::Clock::now());
        self->obstacle = earlier_waiter(address, self);
        if (self->obstacle == Obstacle::none) self->obstacle = limit_reached(address);
        if (self->obstacle == Obstacle::none || deadline.passed()) break;
        waited = true;
        const auto wake = self->obstacle == Obstacle::rate ? deadline.earlier(Deadline(next_token())) : deadline;
        freed_.wait_until(lock, wake.end());
    }
    const bool has_place = self->obstacle == Obstacle::none;
    waiters_.erase(self);
    if (has_place) take(address);
    lock.unlock();
    if (waited) {
        freed_.notify_all();
        tell_listeners(address);
    }
    if (has_place) return Permit(this, address);
    return base::fail(base::ErrorCode::busy, "net.no_place", {{"address", address.text()}});
}

base::Result<Attempt> Politeness::try_acquire(const Address& address) {
    if (auto in_scope = scope_.check(address); !in_scope) return base::fail(in_scope.error());
    const std::lock_guard lock(mutex_);
    refill(Deadline::Clock::now());
    Attempt attempt;
    attempt.obstacle = waiter_before_attempt(address);
    if (attempt.obstacle == Obstacle::none) attempt.obstacle = limit_reached(address);
    if (attempt.obstacle == Obstacle::rate) {
        // where a waiter is ahead, its token is taken first
        attempt.retry_at = std::max(next_token(), refilled_ + std::chrono::milliseconds(1));
    }
    if (attempt.obstacle == Obstacle::none) {
        take(address);
        attempt.permit = Permit(this, address);
    }
    return attempt;
}

Politeness::Subscription Politeness::on_release(Listener listener) {
    auto subscription = std::make_shared<const Listener>(std::move(listener));
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [](const auto& known) { return known.expired(); });
    listeners_.push_back(subscription);
    return subscription;
}

void Politeness::release(const Address& address) {
    {
        const std::lock_guard lock(mutex_);
        give_back(by_address_, address);
        give_back(by_network_, address.network());
        --open_;
    }
    freed_.notify_all();
    tell_listeners(address);
}

void Politeness::tell_listeners(const Address& address) {
    std::vector<Subscription> present;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& listener : listeners_) {
            if (auto alive = listener.lock()) present.push_back(std::move(alive));
        }
    }
    for (const Subscription& listener : present)
        (*listener)(address);
}

void Politeness::refill(TimePoint now) {
    const std::chrono::duration<double> since = now - refilled_;
    tokens_ = std::min(burst_, tokens_ + since.count() * tokens_per_second_);
    refilled_ = now;
}

Politeness::TimePoint Politeness::next_token() const {
    const std::chrono::duration<double> missing((1.0 - tokens_) / tokens_per_second_);
    return refilled_ + std::chrono::ceil<Deadline::Clock::duration>(missing);
}

Obstacle Politeness::limit_reached(const Address& address) const {
    if (open_ >= limits_.overall) return Obstacle::overall;
    if (count_of(by_address_, address) >= limits_.per_address) return Obstacle::address;
    if (count_of(by_network_, address.network()) >= scope_.network_cap(address)) return Obstacle::network;
    if (tokens_ < 1.0) return Obstacle::rate;
    return Obstacle::none;
}

Obstacle Politeness::earlier_waiter(const Address& address, std::list<Waiter>::const_iterator end) const {
    const bool found =
        std::any_of(waiters_.begin(), end, [&](const Waiter& waiter) { return waiter.address == address; });
    return found ? Obstacle::address : Obstacle::none;
}

Obstacle Politeness::waiter_before_attempt(const Address& address) const {
    for (const Waiter& waiter : waiters_) {
        if (waiter.address == address) return Obstacle::address;
        if (waiter.obstacle == Obstacle::overall || waiter.obstacle == Obstacle::rate) return waiter.obstacle;
        if (waiter.obstacle == Obstacle::network && waiter.address.network() == address.network()) {
            return Obstacle::network;
        }
    }
    return Obstacle::none;
}

void Politeness::take(const Address& address) {
    ++by_address_[address];
    ++by_network_[address.network()];
    ++open_;
    tokens_ -= 1.0;
}

}  // namespace attt::net
