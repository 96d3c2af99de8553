// The queues before the exchange loop: one for each address, so that a saturated address (or network) holds up nobody
// else. Asked for the next exchange that may begin, it goes round the addresses that may have a place. Used by one
// thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "net/politeness.h"

namespace attt::net {

struct Admitted {
    std::uint64_t id = 0;
    std::optional<Permit> permit;  // nothing: the address is outside the scope
};

class Admission {
  public:
    explicit Admission(Politeness& politeness) : politeness_(politeness) {}

    void add(const Address& address, std::uint64_t id);
    // A place may have become free there (Politeness::on_release).
    void released(const Address& address);
    // Nothing: no one can begin before a release, or before retry_at().
    std::optional<Admitted> next();
    // Set where only the rate stood in the way of the last next().
    std::optional<Deadline::Clock::time_point> retry_at() const { return retry_at_; }

  private:
    enum class State { ready, address_full, network_full };
    struct Queue {
        std::deque<std::uint64_t> ids;
        State state = State::ready;
    };
    using Queues = std::map<Address, Queue>;

    std::uint64_t pop(Queues::iterator at);
    void make_ready(Queues::iterator at);
    void wake_network(const Address& address);

    Politeness& politeness_;
    Queues queues_;  // none is empty
    std::deque<Address> ready_;
    std::map<Address, std::deque<Address>> network_full_;  // network -> addresses that wait for a place in it
    std::optional<Deadline::Clock::time_point> retry_at_;
};

}  // namespace attt::net
