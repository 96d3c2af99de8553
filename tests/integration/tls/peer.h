// A peer in this process that does to each connection whatever a test wants: silent, slow, resetting, nonsense.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace attt::scanner::tls {

class Peer {
  public:
    // One accepted connection; closed when it goes out of scope.
    class Talk {
      public:
        Talk(int fd, const std::atomic<bool>& ended) : fd_(fd), ended_(ended) {}
        ~Talk();
        Talk(const Talk&) = delete;
        Talk& operator=(const Talk&) = delete;

        // What came within a moment, perhaps nothing.
        std::string read();
        // False when the other side is gone.
        bool write(std::string_view bytes);
        // Waits until the other side goes, or for so long.
        void linger(std::chrono::milliseconds time);
        // The connection ends with a reset instead of an orderly close.
        void reset();

      private:
        int fd_;
        const std::atomic<bool>& ended_;
    };
    // Called for each connection on a thread of its own, with its number from 0.
    using Manner = std::function<void(Talk& talk, int number)>;

    // Accepts no more than so many: what comes then is left in the queue, and when that is full, dropped.
    explicit Peer(Manner manner, int accepted = 1'000'000);
    ~Peer();
    std::uint16_t port() const { return port_; }
    int connections() const { return connections_; }

  private:
    void accept_all();

    Manner manner_;
    int most_accepted_;
    int fd_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> ended_{false};
    std::atomic<int> connections_{0};
    std::vector<std::jthread> talks_;
    std::jthread acceptor_;
};

// Hands bytes to and fro between the talk and a server at this port, until one of them ends. `change` is applied to
// what the server says.
void relay(Peer::Talk& talk, std::uint16_t port, const std::function<std::string(const std::string&)>& change = {});
// What a server at this port says to these bytes, until it ends or pauses.
std::string answer_of(std::uint16_t port, std::string_view hello);

}  // namespace attt::scanner::tls
