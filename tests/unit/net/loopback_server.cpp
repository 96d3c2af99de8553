#include "loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "net/socket.h"

namespace attt::net::testing {
namespace {

std::uint16_t port_of(int fd) {
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &length);
    return ntohs(own.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&own)->sin6_port
                                           : reinterpret_cast<sockaddr_in*>(&own)->sin_port);
}

Descriptor listen_on(const std::string& text, int backlog) {
    const auto address = Address::parse(text);
    Descriptor fd(::socket(address->v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const SocketAddress own = socket_address(*address, 0);
    if (::bind(fd.get(), own.get(), own.length) != 0 || ::listen(fd.get(), backlog) != 0) {
        throw std::runtime_error("cannot listen on " + text);
    }
    return fd;
}

bool readable(int fd, int milliseconds) {
    pollfd waited{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&waited, 1, milliseconds) > 0;
}

}  // namespace

std::string Peer::read() const {
    while (!stopping()) {
        if (!readable(fd_, 20)) continue;
        std::string bytes(65536, '\0');
        const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), 0);
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }
    return {};
}

std::string Peer::read_until(std::string_view end) const {
    std::string all;
    while (all.find(end) == std::string::npos) {
        const std::string more = read();
        if (more.empty()) break;
        all += more;
    }
    return all;
}

int Peer::read_error() const {
    std::array<char, 4096> ignored{};
    while (!stopping()) {
        if (!readable(fd_, 20)) continue;
        const ssize_t got = ::recv(fd_, ignored.data(), ignored.size(), 0);
        if (got <= 0) return got == 0 ? 0 : errno;
    }
    return 0;
}

bool Peer::write(std::string_view bytes) const {
    while (!bytes.empty() && !stopping()) {
        pollfd waited{.fd = fd_, .events = POLLOUT, .revents = 0};
        if (::poll(&waited, 1, 20) <= 0) continue;
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) return false;
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return bytes.empty();
}

void Peer::wait(std::chrono::milliseconds span) const {
    const auto end = Deadline::after(span);
    while (!stopping() && !end.passed()) {
        std::this_thread::sleep_for(std::min(span, std::chrono::milliseconds(10)));
    }
}

void Peer::wait_for_client_to_go() const {
    while (!read().empty()) {
    }
}

void Peer::close_with_reset() const {
    const linger reset{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

LoopbackServer::LoopbackServer(std::function<void(const Peer&)> behaviour, std::string address)
    : address_(std::move(address)), behaviour_(std::move(behaviour)), listener_(listen_on(address_, 1024)) {
    port_ = port_of(listener_.get());
    acceptor_ = std::jthread([this](std::stop_token stop) { accept_all(std::move(stop)); });
}

LoopbackServer::~LoopbackServer() {
    acceptor_.request_stop();
    acceptor_.join();
    for (Served& served : served_)
        served.thread.request_stop();
}

std::string LoopbackServer::url(std::string_view path) const {
    return "http://" + to_string(endpoint()) + std::string(path);
}

void LoopbackServer::accept_all(std::stop_token stop) {
    while (!stop.stop_requested()) {
        if (!readable(listener_.get(), 20)) continue;
        Descriptor fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!fd) continue;
        ++accepted_;
        const int number = fd.get();
        served_.push_back({std::move(fd), {}});
        Served& served = served_.back();
        served.thread = std::jthread([this, number, &served](std::stop_token peer_stop) {
            behaviour_(Peer(number, std::move(peer_stop)));
            served.fd = Descriptor();
        });
    }
}

std::uint16_t unused_port(int type) {
    const Descriptor fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    const SocketAddress own = socket_address(*Address::parse("127.0.0.1"), 0);
    ::bind(fd.get(), own.get(), own.length);
    return port_of(fd.get());
}

FullListener::FullListener() : listener_(listen_on("127.0.0.1", 0)), endpoint_{"127.0.0.1", port_of(listener_.get())} {
    const SocketAddress peer = socket_address(*Address::parse("127.0.0.1"), endpoint_.port);
    for (int i = 0; i < 8; ++i) {
        Descriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (::connect(fd.get(), peer.get(), peer.length) != 0 && errno != EINPROGRESS) break;
        waiting_.push_back(std::move(fd));
    }
}

Scope loopback_scope(int network_cap) {
    Scope scope;
    scope.allow({"*"}, {*Network::parse("127.0.0.0/8"), *Network::parse("::1")}, network_cap);
    return scope;
}

Politeness generous(int per_address) {
    model::ScanLimits limits;
    limits.per_address = per_address;
    limits.overall = 100000;
    limits.per_second = 1'000'000;
    return Politeness(limits, loopback_scope());
}

}  // namespace attt::net::testing
