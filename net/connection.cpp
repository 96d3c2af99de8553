#include "net/connection.h"

#include <netinet/tcp.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "net/failure.h"
#include "net/socket.h"

namespace attt::net {
namespace {

base::Result<void> wait_for(int fd, short events, const model::Endpoint& endpoint, Deadline deadline) {
    while (true) {
        pollfd waited{.fd = fd, .events = events, .revents = 0};
        const int ready = ::poll(&waited, 1, deadline.left_ms());
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return fail_transfer(errno, endpoint);
        if (deadline.passed()) return fail_timeout(endpoint);
    }
}

}  // namespace

base::Result<Connection> Connection::open(const model::Endpoint& endpoint, Politeness& politeness, Deadline deadline) {
    const auto address = Address::parse(endpoint.address);
    if (!address) return fail_not_an_address(endpoint);
    const auto queued_at = Deadline::Clock::now();
    auto permit = politeness.acquire(*address, Deadline::after(permit_patience));
    if (!permit) return base::fail(permit.error());
    deadline = deadline.put_off(Deadline::Clock::now() - queued_at);

    Descriptor fd = tcp_socket(*address);
    if (!fd) return fail_connect(errno, endpoint);
    const int at_once = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    const SocketAddress peer = socket_address(*address, endpoint.port);
    if (::connect(fd.get(), peer.get(), peer.length) != 0) {
        if (errno != EINPROGRESS) return fail_connect(errno, endpoint);
        if (auto ready = wait_for(fd.get(), POLLOUT, endpoint, deadline); !ready) return base::fail(ready.error());
        if (const int error = connect_outcome(fd.get()); error != 0) return fail_connect(error, endpoint);
    }
    return Connection(endpoint, std::move(*permit), std::move(fd));
}

base::Result<void> Connection::write(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        if (deadline.passed()) return fail_timeout(endpoint_);
        const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            if (auto ready = wait_writable(deadline); !ready) return ready;
        } else if (errno == EPIPE) {
            return fail_closed(endpoint_);
        } else if (errno != EINTR) {
            return fail_transfer(errno, endpoint_);
        }
    }
    return {};
}

base::Result<std::string> Connection::read(std::size_t limit, Deadline deadline) {
    std::string bytes(std::clamp<std::size_t>(limit, 1, 65536), '\0');
    while (true) {
        if (deadline.passed()) return fail_timeout(endpoint_);
        const ssize_t got = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
        if (got >= 0) {
            bytes.resize(static_cast<std::size_t>(got));
            return bytes;
        }
        if (errno == EAGAIN) {
            if (auto ready = wait_readable(deadline); !ready) return base::fail(ready.error());
        } else if (errno != EINTR) {
            return fail_transfer(errno, endpoint_);
        }
    }
}

base::Result<void> Connection::wait_readable(Deadline deadline) const {
    return wait_for(fd_.get(), POLLIN, endpoint_, deadline);
}

base::Result<void> Connection::wait_writable(Deadline deadline) const {
    return wait_for(fd_.get(), POLLOUT, endpoint_, deadline);
}

}  // namespace attt::net
