// delay_relay NAMESPACE_A INTERFACE_A NAMESPACE_B INTERFACE_B MILLISECONDS: a cable between two network namespaces that
// holds every packet for so long, each way. Makes both interfaces (TUN), prints "ready", and runs until it is killed.
// Needs root.
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Packet {
    Clock::time_point due;
    std::vector<char> bytes;
};

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

int open_tun(const char* name_space, const char* interface) {
    const std::string path = std::string("/run/netns/") + name_space;
    const int place = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (place < 0 || ::setns(place, CLONE_NEWNET) != 0) fail(path.c_str());
    ::close(place);
    const int fd = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    std::strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    if (fd < 0 || ::ioctl(fd, TUNSETIFF, &request) != 0) fail("/dev/net/tun");
    return fd;
}

void take(int from, std::chrono::microseconds delay, std::deque<Packet>& queue) {
    char buffer[65536];
    while (true) {
        const ssize_t size = ::read(from, buffer, sizeof buffer);
        if (size <= 0) return;
        queue.push_back({Clock::now() + delay, {buffer, buffer + size}});
    }
}

void give(int to, std::deque<Packet>& queue) {
    for (; !queue.empty() && queue.front().due <= Clock::now(); queue.pop_front()) {
        if (::write(to, queue.front().bytes.data(), queue.front().bytes.size()) < 0 && errno != EIO)
            std::perror("write");
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 6) {
        std::fputs("usage: delay_relay NAMESPACE_A INTERFACE_A NAMESPACE_B INTERFACE_B MILLISECONDS\n", stderr);
        return 2;
    }
    const auto delay = std::chrono::microseconds(static_cast<long>(std::atof(arguments[5]) * 1000));
    const int ends[2] = {open_tun(arguments[1], arguments[2]), open_tun(arguments[3], arguments[4])};
    std::deque<Packet> queues[2];  // from the one, from the other
    std::puts("ready");
    std::fflush(stdout);
    while (true) {
        pollfd waits[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}};
        auto next = Clock::now() + std::chrono::hours(1);
        for (const auto& queue : queues)
            if (!queue.empty()) next = std::min(next, queue.front().due);
        const auto left = std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(next - Clock::now()));
        const timespec wait{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
        ::ppoll(waits, 2, &wait, nullptr);
        for (int i = 0; i < 2; ++i) {
            take(ends[i], delay, queues[i]);
            give(ends[1 - i], queues[i]);
        }
    }
}
