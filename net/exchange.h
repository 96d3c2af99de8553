// The raw epoll loop: connect, send bytes, collect what comes back until it is enough, reset. One thread drives
// thousands of exchanges at once; what is repeated by the million (connect sweeps, TLS hellos) runs here as data.
// Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/observation.h"
#include "net/politeness.h"

namespace attt::net {

struct Exchange {
    model::Endpoint endpoint;
    std::string prelude;  // scheme of prelude_for(): what is said before the request; empty: nothing
    std::string request;  // empty: only connect, or with `enough`, wait for what the peer says first (a banner)
    // Time for the connect, then for the prelude, then for the whole answer; the first begins when a permit is held.
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds answer_timeout{10000};
    std::size_t limit = 65536;  // bytes of answer kept; reaching it ends the exchange
    // Asked after each read whether what has come is enough; empty: until the peer closes. Called on the loop's thread.
    std::function<bool(std::string_view)> enough;
};

enum class ExchangeEnd {
    enough,       // `enough` said so, or there was nothing to send and the connect stood
    closed,       // the peer closed in order (FIN)
    reset,        // the peer reset after the connect
    limit,        // `limit` bytes came before it was enough
    timeout,      // connected, but no (complete) answer in time
    no_tls,       // the prelude: the peer has no TLS
    turned_away,  // the prelude: the peer will not talk to us now
    refused,      // reset at connect
    unreachable,  // no route, no address
    connect_timeout,
    outside_scope,  // no packet was sent
    cancelled,      // the loop was stopped
};

struct ExchangeResult {
    ExchangeEnd end = ExchangeEnd::cancelled;
    std::string answer;
    std::chrono::microseconds connect_time{0};
    std::chrono::microseconds total_time{0};
    std::string reason;  // the system's word where there is one
};

class ExchangeLoop {
  public:
    explicit ExchangeLoop(Politeness& politeness);
    ~ExchangeLoop();  // ends what is under way as cancelled and joins its thread
    ExchangeLoop(const ExchangeLoop&) = delete;
    ExchangeLoop& operator=(const ExchangeLoop&) = delete;

    // `done` is called once, on the loop's thread; it may start further exchanges (not in answer to `cancelled`), and
    // must not block.
    void start(Exchange exchange, std::function<void(ExchangeResult)> done);
    // Starts all, waits for all, answers in the same order. Not to be called from `done` or `enough`.
    std::vector<ExchangeResult> run(std::vector<Exchange> exchanges);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace attt::net
