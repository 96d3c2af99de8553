#include "net/socket.h"

#include <cerrno>
#include <cstring>
#include <system_error>

namespace attt::net {

SocketAddress socket_address(const Address& address, std::uint16_t port) {
    SocketAddress out;
    if (address.v6) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
        std::memcpy(&out.storage, &v6, sizeof v6);
        out.length = sizeof v6;
    } else {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&v4.sin_addr, address.bytes.data() + 12, 4);
        std::memcpy(&out.storage, &v4, sizeof v4);
        out.length = sizeof v4;
    }
    return out;
}

std::optional<Address> address_of(const sockaddr* from) {
    Address out;
    if (from->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, from, sizeof v4);
        out.bytes[10] = out.bytes[11] = 0xff;
        std::memcpy(out.bytes.data() + 12, &v4.sin_addr, 4);
        return out;
    }
    if (from->sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, from, sizeof v6);
    std::memcpy(out.bytes.data(), &v6.sin6_addr, 16);
    out.v6 = !IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
    return out;
}

Descriptor tcp_socket(const Address& address) {
    Descriptor fd(::socket(address.v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
    if (!fd) return fd;
    const linger reset{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    return fd;
}

int connect_outcome(int fd) {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
}

ConnectFailure connect_failure(int error) {
    switch (error) {
        case ECONNREFUSED: return ConnectFailure::refused;
        case ECONNRESET: return ConnectFailure::reset;
        case ETIMEDOUT: return ConnectFailure::timeout;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM: return ConnectFailure::local;
        default: return ConnectFailure::unreachable;
    }
}

bool is_reset(int error) {
    return error == ECONNRESET || error == EPIPE || error == ECONNABORTED;
}

std::string system_word(int error) {
    return std::generic_category().message(error);
}

}  // namespace attt::net
