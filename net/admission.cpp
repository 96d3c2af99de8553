#include "net/admission.h"

namespace attt::net {

void Admission::add(const Address& address, std::uint64_t id) {
    const auto [at, is_new] = queues_.try_emplace(address);
    at->second.ids.push_back(id);
    if (is_new) ready_.push_back(address);
}

void Admission::released(const Address& address) {
    const auto at = queues_.find(address);
    if (at != queues_.end() && at->second.state == State::address_full) make_ready(at);
    wake_network(address);
}

std::optional<Admitted> Admission::next() {
    retry_at_.reset();
    while (!ready_.empty()) {
        const Address address = ready_.front();
        const auto at = queues_.find(address);
        auto attempt = politeness_.try_acquire(address);
        if (attempt && (attempt->obstacle == Obstacle::overall || attempt->obstacle == Obstacle::rate)) {
            if (attempt->obstacle == Obstacle::rate) retry_at_ = attempt->retry_at;
            return std::nullopt;
        }
        ready_.pop_front();
        if (!attempt) return Admitted{pop(at), std::nullopt};
        if (attempt->obstacle == Obstacle::network) {
            at->second.state = State::network_full;
            network_full_[address.network()].push_back(address);
            continue;
        }
        // Whether it took a place or could not use one: its network may have another, for the next that waits.
        wake_network(address);
        if (attempt->obstacle == Obstacle::none) return Admitted{pop(at), std::move(attempt->permit)};
        at->second.state = State::address_full;
    }
    return std::nullopt;
}

// Takes the first of a queue that stands outside ready_; what remains goes to the end of the round.
std::uint64_t Admission::pop(Queues::iterator at) {
    const std::uint64_t id = at->second.ids.front();
    at->second.ids.pop_front();
    if (at->second.ids.empty()) {
        queues_.erase(at);
    } else {
        make_ready(at);
    }
    return id;
}

void Admission::make_ready(Queues::iterator at) {
    at->second.state = State::ready;
    ready_.push_back(at->first);
}

void Admission::wake_network(const Address& address) {
    const auto waiting = network_full_.find(address.network());
    if (waiting == network_full_.end()) return;
    const auto at = queues_.find(waiting->second.front());
    waiting->second.pop_front();
    if (waiting->second.empty()) network_full_.erase(waiting);
    make_ready(at);
}

}  // namespace attt::net
