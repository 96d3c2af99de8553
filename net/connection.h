// A TCP connection for dialogues: straight-line code, every wait bounded by a Deadline. Holds a politeness permit.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/observation.h"
#include "net/deadline.h"
#include "net/politeness.h"

namespace attt::net {

class Connection {
  public:
    // Errors: scope.address (no packet was sent), net.refused, net.timeout, net.unreachable (reason).
    static base::Result<Connection> open(const model::Endpoint& endpoint, Politeness& politeness, Deadline deadline);
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) noexcept;
    ~Connection();  // closes with a reset when bytes are unread: nothing lingers

    // Errors: net.timeout, net.reset, net.closed (write only: the peer closed).
    base::Result<void> write(std::string_view bytes, Deadline deadline);
    // At least one byte, at most `limit`; an empty string when the peer has closed its side. Errors: net.timeout, net.reset.
    base::Result<std::string> read(std::size_t limit, Deadline deadline);
    // Waits until the descriptor is readable or writable, for libraries that drive it themselves (OpenSSL). Error: net.timeout.
    base::Result<void> wait_readable(Deadline deadline) const;
    base::Result<void> wait_writable(Deadline deadline) const;
    int descriptor() const { return fd_; }

  private:
    Connection(int fd, Permit permit) : fd_(fd), permit_(std::move(permit)) {}
    int fd_ = -1;
    Permit permit_;
};

// The Status that a failed connection means to an observation (net.refused -> refused, …).
model::Status status_of(const base::Error& error);
// The short English reason of an observation.
std::string reason_of(const base::Error& error);

}  // namespace attt::net
