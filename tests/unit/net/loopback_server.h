// Peers on loopback that behave as a test wants: each connection is handed to a function on a thread of its own.
#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "model/observation.h"
#include "net/descriptor.h"
#include "net/politeness.h"

namespace attt::net::testing {

// One accepted connection. Reads and writes block, but end when the server stops.
class Peer {
  public:
    Peer(int fd, std::stop_token stop) : fd_(fd), stop_(std::move(stop)) {}

    // What has come, at most 64 KB; empty when the client has closed or reset.
    std::string read() const;
    // Reads until `end` was seen or the client is gone.
    std::string read_until(std::string_view end) const;
    // The errno that reading ends with once the client has gone; 0 for an orderly close.
    int read_error() const;
    bool write(std::string_view bytes) const;
    void wait(std::chrono::milliseconds span) const;
    void wait_for_client_to_go() const;
    void close_with_reset() const;
    bool stopping() const { return stop_.stop_requested(); }

  private:
    int fd_;
    std::stop_token stop_;
};

class LoopbackServer {
  public:
    explicit LoopbackServer(std::function<void(const Peer&)> behaviour, std::string address = "127.0.0.1");
    ~LoopbackServer();
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;

    model::Endpoint endpoint() const { return {address_, port_}; }
    std::string url(std::string_view path = "/") const;
    int accepted() const { return accepted_; }

  private:
    struct Served {
        Descriptor fd;
        std::jthread thread;
    };
    void accept_all(std::stop_token stop);

    std::string address_;
    std::function<void(const Peer&)> behaviour_;
    Descriptor listener_;
    std::uint16_t port_ = 0;
    std::atomic<int> accepted_ = 0;
    std::mutex mutex_;
    std::list<Served> served_;
    std::jthread acceptor_;
};

// A port of 127.0.0.1 on which nobody listens.
std::uint16_t unused_port(int type = SOCK_STREAM);
// A socket that the kernel no longer completes handshakes for: its queue is full, so a connect hangs.
class FullListener {
  public:
    FullListener();
    model::Endpoint endpoint() const { return endpoint_; }

  private:
    Descriptor listener_;
    std::list<Descriptor> waiting_;
    model::Endpoint endpoint_;
};

// All of loopback, with limits that do not matter.
Politeness generous(int per_address = 1000);
Scope loopback_scope(int network_cap = 100000);

// How long `call` takes: the quickest of three, or the first that takes less than `good_enough`. What a busy machine
// adds now and then is no fault of what is tested.
template <class Call>
std::chrono::milliseconds duration_of(std::chrono::milliseconds good_enough, Call call) {
    auto quickest = std::chrono::milliseconds::max();
    for (int attempt = 0; attempt < 3 && quickest >= good_enough; ++attempt) {
        const auto start = Deadline::Clock::now();
        call();
        const auto span = std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - start);
        quickest = std::min(quickest, span);
    }
    return quickest;
}

}  // namespace attt::net::testing
