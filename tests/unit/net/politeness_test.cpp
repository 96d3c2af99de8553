#include "net/politeness.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "loopback_server.h"
#include "net/connection.h"

namespace attt::net {
namespace {

using namespace std::chrono_literals;
using testing::duration_of;
using testing::loopback_scope;

Address at(std::string_view text) {
    return *Address::parse(text);
}

model::ScanLimits limits(int per_address, int overall, int per_second = 1'000'000) {
    model::ScanLimits out;
    out.per_address = per_address;
    out.overall = overall;
    out.per_second = per_second;
    return out;
}

Obstacle obstacle_at(Politeness& politeness, std::string_view address) {
    return politeness.try_acquire(at(address))->obstacle;
}

TEST(Politeness, NamesWhatIsInTheWay) {
    Politeness politeness(limits(2, 5), loopback_scope(3));
    std::vector<Permit> held;
    const auto take = [&](std::string_view address) {
        held.push_back(*politeness.acquire(at(address), Deadline::after(0ms)));
    };
    take("127.0.0.1");
    take("127.0.0.1");
    EXPECT_EQ(obstacle_at(politeness, "127.0.0.1"), Obstacle::address);
    take("127.0.0.2");
    EXPECT_EQ(obstacle_at(politeness, "127.0.0.3"), Obstacle::network);
    EXPECT_EQ(obstacle_at(politeness, "127.0.1.1"), Obstacle::none);
    take("127.0.1.1");
    take("::1");
    EXPECT_EQ(obstacle_at(politeness, "127.0.2.1"), Obstacle::overall);
    held.clear();
    EXPECT_EQ(obstacle_at(politeness, "127.0.0.1"), Obstacle::none);
}

TEST(Politeness, GivesNoPermitOutsideTheScope) {
    Politeness politeness(limits(2, 5), loopback_scope());
    const auto waited = politeness.acquire(at("192.0.2.1"), Deadline::after(1s));
    ASSERT_FALSE(waited);
    EXPECT_EQ(waited.error().message, "scope.address");
    const auto tried = politeness.try_acquire(at("192.0.2.1"));
    ASSERT_FALSE(tried);
    EXPECT_EQ(tried.error().message, "scope.address");
}

TEST(Politeness, WaitsUntilTheDeadlineAndNotLonger) {
    Politeness politeness(limits(1, 5), loopback_scope());
    const auto held = politeness.acquire(at("127.0.0.1"), Deadline::after(0ms));
    const auto span = duration_of(200ms, [&] {
        const auto refused = politeness.acquire(at("127.0.0.1"), Deadline::after(100ms));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().message, "net.no_place");
    });
    EXPECT_GE(span, 100ms);
    EXPECT_LT(span, 200ms);
}

TEST(Politeness, AMovedPermitIsGivenBackOnce) {
    Politeness politeness(limits(1, 5), loopback_scope());
    Permit first = *politeness.acquire(at("127.0.0.1"), Deadline::after(0ms));
    Permit second = std::move(first);
    first = Permit();
    EXPECT_EQ(obstacle_at(politeness, "127.0.0.1"), Obstacle::address);
    second = Permit();
    EXPECT_EQ(obstacle_at(politeness, "127.0.0.1"), Obstacle::none);
}

TEST(Politeness, LetsThroughAtMostTheRateInAnySecond) {
    Politeness politeness(limits(1000, 1000, 100), loopback_scope());
    std::vector<Deadline::Clock::time_point> times;
    const auto end = Deadline::after(1500ms);
    while (politeness.acquire(at("127.0.0.1"), end))
        times.push_back(Deadline::Clock::now());
    EXPECT_GE(times.size(), 120U);
    for (std::size_t first = 0, next = 0; first < times.size(); ++first) {
        while (next < times.size() && times[next] - times[first] < 999ms)
            ++next;
        EXPECT_LE(next - first, 100U);
    }
}

TEST(Politeness, TellsWhenTheNextMayBegin) {
    Politeness politeness(limits(1000, 1000, 10), loopback_scope());
    ASSERT_EQ(obstacle_at(politeness, "127.0.0.1"), Obstacle::none);
    const auto attempt = politeness.try_acquire(at("127.0.0.1"));
    EXPECT_EQ(attempt->obstacle, Obstacle::rate);
    std::this_thread::sleep_until(attempt->retry_at);
    EXPECT_EQ(obstacle_at(politeness, "127.0.0.1"), Obstacle::none);
}

TEST(Politeness, WhoWaitsGoesBeforeWhoTries) {
    Politeness politeness(limits(1, 5), loopback_scope());
    auto held = politeness.acquire(at("127.0.0.1"), Deadline::after(0ms));
    std::atomic<bool> has_it = false;
    std::jthread waiter([&] {
        const auto permit = politeness.acquire(at("127.0.0.1"), Deadline::after(5s));
        has_it = permit.has_value();
        std::this_thread::sleep_for(50ms);
    });
    std::this_thread::sleep_for(50ms);
    *held = Permit();
    EXPECT_EQ(obstacle_at(politeness, "127.0.0.1"), Obstacle::address);
    waiter.join();
    EXPECT_TRUE(has_it);
    EXPECT_EQ(obstacle_at(politeness, "127.0.0.1"), Obstacle::none);
}

TEST(Politeness, WaitersForOneAddressGoInTheOrderTheyCame) {
    Politeness politeness(limits(1, 5), loopback_scope());
    auto held = politeness.acquire(at("127.0.0.1"), Deadline::after(0ms));
    std::mutex mutex;
    std::vector<int> order;
    std::vector<std::jthread> waiters;
    for (int i = 0; i < 8; ++i) {
        waiters.emplace_back([&, i] {
            const auto permit = politeness.acquire(at("127.0.0.1"), Deadline::after(5s));
            const std::lock_guard lock(mutex);
            order.push_back(i);
        });
        std::this_thread::sleep_for(20ms);
    }
    *held = Permit();
    waiters.clear();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(Politeness, TellsWhoeverListensUntilTheSubscriptionEnds) {
    Politeness politeness(limits(1, 5), loopback_scope());
    int told = 0;
    auto subscription = politeness.on_release([&](const Address& address) {
        EXPECT_EQ(address, at("127.0.0.7"));
        ++told;
    });
    politeness.acquire(at("127.0.0.7"), Deadline::after(0ms)).value() = Permit();
    EXPECT_EQ(told, 1);
    subscription.reset();
    politeness.acquire(at("127.0.0.7"), Deadline::after(0ms)).value() = Permit();
    EXPECT_EQ(told, 1);
}

// Counted where it matters: at the server. A client is surely connected between its question and its answer.
TEST(Politeness, IsNeverExceededUnderManyThreads) {
    std::atomic<int> open = 0;
    std::atomic<int> most = 0;
    const testing::LoopbackServer server([&](const testing::Peer& peer) {
        peer.read();
        const int now = ++open;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        peer.wait(2ms);
        --open;
        peer.write("x");
        peer.wait_for_client_to_go();
    });
    Politeness politeness(limits(4, 6), loopback_scope());
    std::atomic<int> answered = 0;
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 32; ++i) {
            clients.emplace_back([&] {
                for (int n = 0; n < 10; ++n) {
                    auto connection = Connection::open(server.endpoint(), politeness, Deadline::after(10s));
                    if (!connection || !connection->write("?", Deadline::after(10s))) continue;
                    if (connection->read(1, Deadline::after(10s))) ++answered;
                }
            });
        }
    }
    EXPECT_EQ(answered, 320);
    EXPECT_EQ(most, 4);
}

}  // namespace
}  // namespace attt::net
