#include "peer.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace attt::scanner::tls {
namespace {

constexpr int moment_ms = 20;

bool readable(int fd, int wait_ms) {
    pollfd waited{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&waited, 1, wait_ms) > 0;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

}  // namespace

Peer::Talk::~Talk() {
    ::close(fd_);
}

std::string Peer::Talk::read() {
    std::array<char, 16384> buffer{};
    if (!readable(fd_, 2000)) return {};
    const ssize_t size = ::recv(fd_, buffer.data(), buffer.size(), 0);
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

bool Peer::Talk::write(std::string_view bytes) {
    while (!bytes.empty() && !ended_) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return !ended_;
}

void Peer::Talk::linger(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    std::array<char, 1024> buffer{};
    while (!ended_ && std::chrono::steady_clock::now() < end) {
        if (readable(fd_, moment_ms) && ::recv(fd_, buffer.data(), buffer.size(), 0) <= 0) return;
    }
}

void Peer::Talk::reset() {
    // A linger time of zero throws away what is unsent and resets (tcp(7)).
    const struct linger at_once {
        .l_onoff = 1, .l_linger = 0
    };
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

Peer::Peer(Manner manner, int accepted)
    : manner_(std::move(manner)), most_accepted_(accepted), fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int queue = accepted < 1'000'000 ? 0 : 64;
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    const bool listening = ::bind(fd_, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                           ::listen(fd_, queue) == 0 &&
                           ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    if (!listening) throw std::runtime_error("cannot listen on loopback");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::jthread([this] { accept_all(); });
}

Peer::~Peer() {
    ended_ = true;
    acceptor_.join();
    talks_.clear();
    ::close(fd_);
}

void Peer::accept_all() {
    while (!ended_) {
        if (connections_ >= most_accepted_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(moment_ms));
            continue;
        }
        if (!readable(fd_, moment_ms)) continue;
        const int accepted = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
        if (accepted < 0) continue;
        const int number = connections_++;
        talks_.emplace_back([this, accepted, number] {
            Talk talk(accepted, ended_);
            manner_(talk, number);
        });
    }
}

void relay(Peer::Talk& talk, std::uint16_t port, const std::function<std::string(const std::string&)>& change) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    std::atomic<bool> over{false};
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        Peer::Talk server(fd, over);
        // A hello, and whatever the server says to it; then the same for the rest of a handshake.
        for (std::string asked = talk.read(); !asked.empty() && server.write(asked); asked = talk.read()) {
            const std::string answer = server.read();
            if (answer.empty() || !talk.write(change ? change(answer) : answer)) return;
        }
        return;
    }
    ::close(fd);
}

std::string answer_of(std::uint16_t port, std::string_view hello) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    std::atomic<bool> over{false};
    Peer::Talk server(fd, over);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
    std::string out;
    if (!server.write(hello)) return out;
    for (std::string part = server.read(); !part.empty(); part = readable(fd, 200) ? server.read() : std::string())
        out += part;
    return out;
}

}  // namespace attt::scanner::tls
