// What Connection and ExchangeLoop share of the system's sockets.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

#include "net/descriptor.h"
#include "net/scope.h"

namespace attt::net {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(const Address& address, std::uint16_t port);
// The address in a sockaddr of IPv4 or IPv6; nothing for other families.
std::optional<Address> address_of(const sockaddr* from);

// Non-blocking, and closed with a reset (SO_LINGER 0): a sweep leaves no TIME_WAIT behind on either side. errno on
// failure.
Descriptor tcp_socket(const Address& address);
// The error that a connect in progress ended with; 0 when it stands.
int connect_outcome(int fd);

// What an errno of a connect means. `reset`: it was accepted and torn down before anybody looked.
enum class ConnectFailure { refused, reset, timeout, unreachable, local };
ConnectFailure connect_failure(int error);
// Whether the connection was torn down by the peer.
bool is_reset(int error);
// "Connection refused"
std::string system_word(int error);

}  // namespace attt::net
