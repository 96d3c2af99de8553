#include "net/name_server.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <optional>
#include <random>
#include <string>

#include "base/text.h"
#include "net/connection.h"
#include "net/failure.h"
#include "net/socket.h"

namespace attt::net {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t most_bytes = 4096;

void append_number(std::string& out, unsigned value) {
    out += static_cast<char>((value >> 8U) & 0xFFU);
    out += static_cast<char>(value & 0xFFU);
}

base::Result<NameServerAnswer> over_udp(const model::Endpoint& server, const Address& address,
                                        const std::string& question, Deadline deadline) {
    const Descriptor fd(::socket(address.v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) return fail_connect(errno, server);
    const SocketAddress peer = socket_address(address, server.port);
    // connected: the kernel lets nothing through that comes from elsewhere, and reports a refusal
    if (::connect(fd.get(), peer.get(), peer.length) != 0) return fail_connect(errno, server);
    while (!deadline.passed()) {
        if (::send(fd.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0 && errno != EAGAIN)
            return fail_connect(errno, server);
        const auto patience = deadline.earlier(Deadline::after(std::chrono::seconds(1)));
        while (!patience.passed()) {
            pollfd waited{.fd = fd.get(), .events = POLLIN, .revents = 0};
            if (::poll(&waited, 1, patience.left_ms()) <= 0) continue;
            std::array<char, most_bytes> bytes{};
            const ssize_t got = ::recv(fd.get(), bytes.data(), bytes.size(), 0);
            if (got < 0 && errno != EAGAIN && errno != EINTR) return fail_connect(errno, server);
            if (got <= 0) continue;
            if (auto answer = name_server_answer({bytes.data(), static_cast<std::size_t>(got)}, question))
                return *answer;
        }
    }
    return fail_timeout(server);
}

// RFC 1035, section 4.2.2: two bytes of length before the message.
base::Result<NameServerAnswer> over_tcp(Connection connection, const std::string& question, Deadline deadline) {
    std::string framed;
    append_number(framed, static_cast<unsigned>(question.size()));
    if (auto sent = connection.write(framed + question, deadline); !sent) return tl::unexpected(sent.error());
    std::string received;
    while (received.size() < 2 + header_size) {
        auto more = connection.read(most_bytes, deadline);
        if (!more) return tl::unexpected(more.error());
        if (more->empty()) return fail_closed(connection.endpoint());
        received += *more;
    }
    if (auto answer = name_server_answer(std::string_view(received).substr(2), question)) return *answer;
    return fail_unreachable(connection.endpoint(), "not an answer to the question");
}

}  // namespace

// RFC 1035, section 4.1: no recursion wanted, one question for SOA.
std::optional<std::string> name_server_question(std::string_view zone, unsigned id) {
    std::string out;
    append_number(out, id);
    for (const unsigned value : {0U, 1U, 0U, 0U, 0U})
        append_number(out, value);
    for (const std::string& label : base::split(zone, '.')) {
        if (label.empty() || label.size() > 63) return std::nullopt;
        out += static_cast<char>(label.size());
        out += label;
    }
    out += '\0';
    if (out.size() > header_size + 255) return std::nullopt;
    append_number(out, 6);
    append_number(out, 1);
    return out;
}

std::optional<NameServerAnswer> name_server_answer(std::string_view bytes, std::string_view question) {
    if (bytes.size() < header_size || bytes.substr(0, 2) != question.substr(0, 2)) return std::nullopt;
    const auto flags = static_cast<unsigned char>(bytes[2]);
    if ((flags & 0x80U) == 0) return std::nullopt;
    // a server that cannot read the question may leave it out; one that repeats another answers somebody else
    const std::string_view asked = question.substr(header_size);
    const bool repeats = bytes[4] != 0 || bytes[5] != 0;
    if (repeats && base::to_lower_ascii(bytes.substr(header_size, asked.size())) != base::to_lower_ascii(asked))
        return std::nullopt;
    return NameServerAnswer{(flags & 0x04U) != 0, static_cast<unsigned char>(bytes[3]) & 0x0F};
}

base::Result<NameServerAnswer> ask_name_server(const model::Endpoint& server, std::string_view zone,
                                               Politeness& politeness, Deadline deadline) {
    const auto address = Address::parse(server.address);
    if (!address) return fail_not_an_address(server);
    const auto question = name_server_question(zone, std::random_device{}() & 0xFFFFU);
    if (!question)
        return base::fail(base::ErrorCode::bad_input, "dns.failed",
                          {{"name", base::printable(zone, 255)}, {"reason", "not a host name"}});
    {
        const auto permit = politeness.acquire(*address, Deadline::after(permit_patience));
        if (!permit) return base::fail(permit.error());
        const auto half = Deadline::after(std::chrono::milliseconds(deadline.left_ms() * 2 / 3));
        auto answer = over_udp(server, *address, *question, half);
        if (answer || answer.error().message != "net.timeout") return answer;
    }
    auto connection = Connection::open(server, politeness, deadline);
    // silence over UDP is what is told where TCP says nothing either
    if (!connection) return fail_timeout(server);
    return over_tcp(std::move(*connection), *question, deadline);
}

}  // namespace attt::net
