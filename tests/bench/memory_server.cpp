// memory_server CERTIFICATE KEY [BEHAVIOUR…]: a web server for sweeps over many addresses that costs next to nothing,
// so that the scanner is what is measured. Listens at [::]:443 and :80, for IPv4 too: in a namespace whose whole
// network is local. Hellos of an enumeration are answered from memory, by the model of the unit tests: TLS 1.2 and 1.3
// with ECDHE and an ECDSA key; a client that asks for ALPN gets OpenSSL and a page. Each BEHAVIOUR is `reset` or
// `tarpit`: of every fifteen addresses the first ones, in this order, do that.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tls_model_server.h"

using attt::scanner::tls::ModelServer;
using attt::scanner::tls::Version;
using attt::scanner::tls::Wanted;

namespace {

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

std::size_t number(std::string_view bytes, std::size_t at, std::size_t width) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < width && at + i < bytes.size(); ++i)
        value = value * 256 + static_cast<unsigned char>(bytes[at + i]);
    return value;
}

// What an answer depends on: all but the random, the name and the value of the key share.
struct Offer {
    std::string key;
    bool alpn = false;
};

Offer offer_of(std::string_view hello) {
    std::size_t at = 43;
    at += 1 + number(hello, at, 1);
    const std::size_t suites = number(hello, at, 2);
    Offer out{std::string(hello.substr(0, 3)) + std::string(hello.substr(9, 2)), false};
    if (at + 2 + suites > hello.size()) return out;
    out.key += hello.substr(at, 2 + suites);
    at += 2 + suites;
    at += 1 + number(hello, at, 1) + 2;
    while (at + 4 <= hello.size()) {
        const std::size_t type = number(hello, at, 2);
        const std::size_t size = number(hello, at + 2, 2);
        out.alpn = out.alpn || type == 16;
        if (type != 0) out.key += hello.substr(at, type == 51 ? std::min<std::size_t>(size + 4, 8) : size + 4);
        at += 4 + size;
    }
    return out;
}

constexpr std::string_view page =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nStrict-Transport-Security: max-age=31536000\r\nContent-Length: "
    "52\r\n\r\n"
    "<!doctype html><title>Trang</title><p>Trang web</p>\n";

struct SslDeleter {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};

enum class Manner { serve, reset, tarpit };

struct Peer {
    bool plain = false;
    Manner manner = Manner::serve;
    std::string received;
    std::unique_ptr<SSL, SslDeleter> ssl;
};

class Server {
  public:
    Server(const char* certificate, const char* key, std::vector<Manner> manners);
    [[noreturn]] void run();

  private:
    int listen_at(std::uint16_t port) const;
    void accept_all(int listener);
    void read_from(int fd);
    bool answer(int fd, Peer& peer);
    bool answer_hello(int fd, Peer& peer);
    bool serve_tls(int fd, Peer& peer, std::string_view bytes) const;
    bool give(int fd, std::string_view bytes) const;
    void end(int fd, bool reset);

    ModelServer model_;
    std::unordered_map<std::string, attt::net::ExchangeResult> known_;
    SSL_CTX* context_ = SSL_CTX_new(TLS_server_method());
    std::vector<Manner> manners_;
    std::unordered_map<int, Peer> peers_;
    int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    int plain_ = -1;
    int secure_ = -1;
};

std::string der_of(const char* path) {
    std::FILE* file = std::fopen(path, "r");
    if (file == nullptr) fail(path);
    X509* certificate = PEM_read_X509(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    unsigned char* der = nullptr;
    const int size = certificate == nullptr ? 0 : i2d_X509(certificate, &der);
    if (size <= 0) fail(path);
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    X509_free(certificate);
    return out;
}

int choose_http1(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned count, void*) {
    static constexpr unsigned char protocol[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, size, protocol, sizeof protocol - 1, in, count) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

Server::Server(const char* certificate, const char* key, std::vector<Manner> manners) : manners_(std::move(manners)) {
    model_.suites[Version::tls1_2] = {0xC02B, 0xC02C, 0xCCA9};
    model_.suites[Version::tls1_3] = {0x1301, 0x1302, 0x1303};
    model_.groups = {29, 23, 30, 25, 24};
    model_.schemes = {0x0403};
    model_.schemes_before = {0x0403};
    model_.certificate = der_of(certificate);
    if (SSL_CTX_use_certificate_chain_file(context_, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(context_, key, SSL_FILETYPE_PEM) != 1)
        fail(certificate);
    SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(
        context_, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305");
    SSL_CTX_set_alpn_select_cb(context_, choose_http1, nullptr);
    secure_ = listen_at(443);
    plain_ = listen_at(80);
}

int Server::listen_at(std::uint16_t port) const {
    const int fd = ::socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    const int off = 0;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    sockaddr_in6 place{};
    place.sin6_family = AF_INET6;
    place.sin6_port = htons(port);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0 || ::listen(fd, 8192) != 0)
        fail("listen");
    epoll_event event{EPOLLIN, {.fd = fd}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll");
    return fd;
}

void Server::accept_all(int listener) {
    while (true) {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sockaddr_in6 place{};
        socklen_t size = sizeof place;
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&place), &size);
        std::uint32_t last = 0;  // of an IPv4 address, the whole
        std::memcpy(&last, place.sin6_addr.s6_addr + 12, sizeof last);
        const std::size_t turn = ntohl(last) % 15;
        Peer peer;
        peer.plain = listener == plain_;
        if (turn < manners_.size()) peer.manner = manners_[turn];
        const bool resets = peer.manner == Manner::reset;
        peers_[fd] = std::move(peer);
        if (resets) {
            end(fd, true);
            continue;
        }
        epoll_event event{EPOLLIN | EPOLLRDHUP, {.fd = fd}};
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    }
}

void Server::end(int fd, bool reset) {
    if (reset) {
        const linger hard{1, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    }
    ::close(fd);
    peers_.erase(fd);
}

bool Server::give(int fd, std::string_view bytes) const {
    return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

bool Server::serve_tls(int fd, Peer& peer, std::string_view bytes) const {
    SSL* ssl = peer.ssl.get();
    BIO_write(SSL_get_rbio(ssl), bytes.data(), static_cast<int>(bytes.size()));
    bool open = true;
    if (!SSL_is_init_finished(ssl)) {
        const int done = SSL_do_handshake(ssl);
        open = done == 1 || SSL_get_error(ssl, done) == SSL_ERROR_WANT_READ;
    }
    char request[8192];
    while (open && SSL_is_init_finished(ssl)) {
        const int size = SSL_read(ssl, request, sizeof request);
        if (size <= 0) {
            open = SSL_get_error(ssl, size) == SSL_ERROR_WANT_READ;
            break;
        }
        if (std::string_view(request, static_cast<std::size_t>(size)).ends_with("\r\n\r\n"))
            SSL_write(ssl, page.data(), static_cast<int>(page.size()));
    }
    char* out = nullptr;
    const long size = BIO_get_mem_data(SSL_get_wbio(ssl), &out);
    if (size > 0 && !give(fd, {out, static_cast<std::size_t>(size)})) open = false;
    (void)BIO_reset(SSL_get_wbio(ssl));
    return open;
}

bool Server::answer_hello(int fd, Peer& peer) {
    const std::string_view hello = peer.received;
    const bool ssl2 = (static_cast<unsigned char>(hello[0]) & 0x80) != 0;
    if (!ssl2 && (hello.size() < 5 || hello.size() < 5 + number(hello, 3, 2))) return true;
    std::string key(hello.substr(0, 3));
    if (!ssl2) {
        Offer offer = offer_of(hello);
        if (offer.alpn) {
            peer.ssl.reset(SSL_new(context_));
            SSL_set_bio(peer.ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
            SSL_set_accept_state(peer.ssl.get());
            return serve_tls(fd, peer, std::exchange(peer.received, {}));
        }
        key = std::move(offer.key);
    }
    auto known = known_.find(key);
    if (known == known_.end())
        known = known_.emplace(key, model_.answer(hello, ssl2 ? Wanted::ssl2_hello : Wanted::key_exchange)).first;
    peer.received.clear();
    return give(fd, known->second.answer) && known->second.end == attt::net::ExchangeEnd::enough &&
           (known->second.answer.empty() || known->second.answer[0] != 21);
}

bool Server::answer(int fd, Peer& peer) {
    if (peer.manner == Manner::tarpit) {
        peer.received.clear();
        return true;
    }
    if (peer.ssl) return serve_tls(fd, peer, std::exchange(peer.received, {}));
    if (!peer.plain) return answer_hello(fd, peer);
    if (!peer.received.ends_with("\r\n\r\n")) return peer.received.size() < 65536;
    const std::size_t host = peer.received.find("\r\nHost: ");
    std::string place;
    if (host != std::string::npos)
        place = peer.received.substr(host + 8, peer.received.find('\r', host + 8) - host - 8);
    peer.received.clear();
    return give(fd, "HTTP/1.1 301 Moved Permanently\r\nLocation: https://" + place + "/\r\nContent-Length: 0\r\n\r\n");
}

void Server::read_from(int fd) {
    const auto found = peers_.find(fd);
    if (found == peers_.end()) return;
    char buffer[16384];
    while (true) {
        const ssize_t size = ::recv(fd, buffer, sizeof buffer, 0);
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) return end(fd, false);
        found->second.received.append(buffer, static_cast<std::size_t>(size));
        if (!answer(fd, found->second)) return end(fd, false);
    }
}

void Server::run() {
    std::puts("ready");
    std::fflush(stdout);
    std::vector<epoll_event> events(1024);
    while (true) {
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == plain_ || fd == secure_) {
                accept_all(fd);
            } else {
                read_from(fd);
            }
        }
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        std::fputs("usage: memory_server CERTIFICATE KEY [reset|tarpit ...]\n", stderr);
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &files) != 0) std::perror("RLIMIT_NOFILE");
    std::vector<Manner> manners;
    for (int i = 3; i < count; ++i)
        manners.push_back(std::string_view(arguments[i]) == "reset" ? Manner::reset : Manner::tarpit);
    Server(arguments[1], arguments[2], manners).run();
}
