// A TCP connection for dialogues: straight-line code, every wait bounded by a Deadline. Holds a politeness permit.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/observation.h"
#include "net/deadline.h"
#include "net/descriptor.h"
#include "net/politeness.h"

namespace attt::net {

// Closed with a reset: nothing lingers, and what was written last may be lost.
class Connection {
  public:
    // The deadline is for the peer: it is put off by the time spent queueing for a permit (at most permit_patience).
    // Errors: scope.address (no packet was sent), net.refused, net.timeout, net.unreachable (reason), net.no_place and
    // net.local (this machine could not: nothing is said about the peer).
    static base::Result<Connection> open(const model::Endpoint& endpoint, Politeness& politeness, Deadline deadline);

    // Errors: net.timeout, net.reset, net.closed (write only: the peer closed), net.unreachable (reason).
    // A deadline that has passed is an error even when bytes wait: a peer that never stops cannot hold us.
    base::Result<void> write(std::string_view bytes, Deadline deadline);
    // At least one byte, at most `limit` (one at least); an empty string when the peer has closed its side.
    base::Result<std::string> read(std::size_t limit, Deadline deadline);
    // Waits until the descriptor is readable or writable, for libraries that drive it themselves (OpenSSL; see
    // broken_pipe.h). Error: net.timeout.
    base::Result<void> wait_readable(Deadline deadline) const;
    base::Result<void> wait_writable(Deadline deadline) const;
    int descriptor() const { return fd_.get(); }
    const model::Endpoint& endpoint() const { return endpoint_; }

  private:
    Connection(model::Endpoint endpoint, Permit permit, Descriptor fd)
        : endpoint_(std::move(endpoint)), permit_(std::move(permit)), fd_(std::move(fd)) {}

    model::Endpoint endpoint_;
    Permit permit_;  // before fd_: the place is given back once the socket is closed
    Descriptor fd_;
};

// The Status that a failed connection means to an observation (net.refused -> refused, …). What kept this machine from
// looking (the scope, no free place) is `unreachable`: never a pass, and the reason says so.
model::Status status_of(const base::Error& error);
// The short English reason of an observation.
std::string reason_of(const base::Error& error);

}  // namespace attt::net
