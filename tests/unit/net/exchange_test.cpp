#include "net/exchange.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <thread>

#include "loopback_server.h"
#include "net/connection.h"

namespace attt::net {
namespace {

using namespace std::chrono_literals;
using testing::duration_of;
using testing::FullListener;
using testing::generous;
using testing::LoopbackServer;
using testing::Peer;

Exchange ask(const model::Endpoint& endpoint, std::string request = "?") {
    Exchange exchange;
    exchange.endpoint = endpoint;
    exchange.request = std::move(request);
    exchange.connect_timeout = 300ms;
    exchange.answer_timeout = 300ms;
    return exchange;
}

ExchangeResult run_one(Exchange exchange, Politeness& politeness) {
    ExchangeLoop loop(politeness);
    std::vector<Exchange> one;
    one.push_back(std::move(exchange));
    return std::move(loop.run(std::move(one)).front());
}

struct Case {
    std::string name;
    std::function<void(const Peer&)> behaviour;
    ExchangeEnd end;
    std::string answer;
};

void PrintTo(const Case& tested, std::ostream* out) {
    *out << tested.name;
}

class ExchangeEnds : public ::testing::TestWithParam<Case> {};

TEST_P(ExchangeEnds, InTimeAndByItsName) {
    const LoopbackServer server(GetParam().behaviour);
    Politeness politeness = generous();
    Exchange exchange = ask(server.endpoint());
    exchange.limit = 10;
    exchange.enough = [](std::string_view answer) { return answer.ends_with("!"); };
    ExchangeResult result;
    const auto span = duration_of(400ms, [&] { result = run_one(exchange, politeness); });
    EXPECT_EQ(result.end, GetParam().end) << result.reason;
    EXPECT_EQ(result.answer, GetParam().answer);
    EXPECT_LT(span, 400ms);
}

INSTANTIATE_TEST_SUITE_P(
    Peers, ExchangeEnds,
    ::testing::Values(Case{"answers",
                           [](const Peer& peer) {
                               peer.read();
                               peer.write("yes!");
                               peer.wait_for_client_to_go();
                           },
                           ExchangeEnd::enough, "yes!"},
                      Case{"answers_in_pieces",
                           [](const Peer& peer) {
                               for (const char* piece : {"y", "e", "s", "!"}) {
                                   peer.write(piece);
                                   peer.wait(10ms);
                               }
                               peer.wait_for_client_to_go();
                           },
                           ExchangeEnd::enough, "yes!"},
                      Case{"closes",
                           [](const Peer& peer) {
                               peer.read();
                               peer.write("bye");
                           },
                           ExchangeEnd::closed, "bye"},
                      Case{"closes_at_once", [](const Peer& peer) { peer.read(); }, ExchangeEnd::closed, ""},
                      Case{"resets",
                           [](const Peer& peer) {
                               peer.read();
                               peer.close_with_reset();
                           },
                           ExchangeEnd::reset, ""},
                      // who is slow to look learns of it from the connect itself
                      Case{"resets_at_once", [](const Peer& peer) { peer.close_with_reset(); }, ExchangeEnd::reset, ""},
                      Case{"says_something_and_resets",
                           [](const Peer& peer) {
                               peer.read();
                               peer.write("no");
                               peer.wait(50ms);
                               peer.close_with_reset();
                           },
                           ExchangeEnd::reset, "no"},
                      Case{"says_too_much",
                           [](const Peer& peer) {
                               peer.write(std::string(100, 'x'));
                               peer.wait_for_client_to_go();
                           },
                           ExchangeEnd::limit, "xxxxxxxxxx"},
                      Case{"silent", [](const Peer& peer) { peer.wait(10s); }, ExchangeEnd::timeout, ""},
                      Case{"stops_half_way",
                           [](const Peer& peer) {
                               peer.write("ye");
                               peer.wait(10s);
                           },
                           ExchangeEnd::timeout, "ye"},
                      Case{"drips",
                           [](const Peer& peer) {
                               peer.write("d");
                               peer.wait(1s);
                               while (peer.write("d"))
                                   peer.wait(1s);
                           },
                           ExchangeEnd::timeout, "d"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Exchange, NamesWhyItCouldNotConnect) {
    Politeness politeness = generous();
    const auto end_of = [&](const model::Endpoint& endpoint) { return run_one(ask(endpoint), politeness).end; };
    EXPECT_EQ(end_of({"127.0.0.1", testing::unused_port()}), ExchangeEnd::refused);
    EXPECT_EQ(end_of(FullListener().endpoint()), ExchangeEnd::connect_timeout);
    EXPECT_EQ(end_of({"dongthap.example", 80}), ExchangeEnd::unreachable);
    EXPECT_EQ(end_of({"192.0.2.1", 80}), ExchangeEnd::outside_scope);
}

TEST(Exchange, OnlyConnectsWhenThereIsNothingToSay) {
    for (const std::string address : {"127.0.0.1", "::1"}) {
        const LoopbackServer server([](const Peer& peer) { peer.wait_for_client_to_go(); }, address);
        Politeness politeness = generous();
        EXPECT_EQ(run_one(ask(server.endpoint(), ""), politeness).end, ExchangeEnd::enough);
    }
}

TEST(Exchange, WaitsForABannerWhenToldWhatIsEnough) {
    const LoopbackServer server([](const Peer& peer) {
        peer.write("220 ready\r\n");
        peer.wait_for_client_to_go();
    });
    Politeness politeness = generous();
    Exchange exchange = ask(server.endpoint(), "");
    exchange.enough = [](std::string_view answer) { return answer.ends_with("\n"); };
    EXPECT_EQ(run_one(std::move(exchange), politeness).answer, "220 ready\r\n");
}

TEST(Exchange, SendsALongRequestToASlowReader) {
    const std::string request(4U << 20U, 'r');
    const LoopbackServer server([](const Peer& peer) {
        std::size_t got = 0;
        while (got < (4U << 20U)) {
            const std::size_t more = peer.read().size();
            if (more == 0) return;
            got += more;
        }
        peer.write("done");
    });
    Politeness politeness = generous();
    Exchange exchange = ask(server.endpoint(), request);
    exchange.answer_timeout = 10s;
    EXPECT_EQ(run_one(std::move(exchange), politeness).answer, "done");
}

TEST(Exchange, ClosesWithAReset) {
    std::promise<int> seen;
    const LoopbackServer server([&](const Peer& peer) {
        peer.read();
        peer.write("yes!");
        seen.set_value(peer.read_error());
    });
    Politeness politeness = generous();
    Exchange exchange = ask(server.endpoint());
    exchange.enough = [](std::string_view answer) { return answer.ends_with("!"); };
    run_one(std::move(exchange), politeness);
    EXPECT_EQ(seen.get_future().get(), ECONNRESET);
}

TEST(Exchange, SendsNothingOutsideTheScope) {
    const LoopbackServer server([](const Peer&) {});
    Politeness politeness({}, Scope());
    EXPECT_EQ(run_one(ask(server.endpoint()), politeness).end, ExchangeEnd::outside_scope);
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(server.accepted(), 0);
}

TEST(Exchange, DrivesManyAtOnceAndAnswersInOrder) {
    const LoopbackServer server([](const Peer& peer) { peer.write(peer.read()); });
    Politeness politeness = generous(100);
    ExchangeLoop loop(politeness);
    std::vector<Exchange> exchanges;
    for (int i = 0; i < 1000; ++i) {
        exchanges.push_back(ask(server.endpoint(), std::to_string(i)));
        exchanges.back().answer_timeout = 20s;
        exchanges.back().connect_timeout = 20s;
    }
    const auto results = loop.run(std::move(exchanges));
    ASSERT_EQ(results.size(), 1000U);
    for (std::size_t i = 0; i < results.size(); ++i) {
        EXPECT_EQ(results[i].end, ExchangeEnd::closed) << results[i].reason;
        EXPECT_EQ(results[i].answer, std::to_string(i));
    }
}

TEST(Exchange, TheCapHoldsAtTheServer) {
    std::atomic<int> open = 0;
    std::atomic<int> most = 0;
    const LoopbackServer server([&](const Peer& peer) {
        peer.read();
        const int now = ++open;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        peer.wait(2ms);
        --open;
        peer.write("x");
    });
    Politeness politeness = generous(4);
    ExchangeLoop loop(politeness);
    std::vector<Exchange> exchanges(200, ask(server.endpoint()));
    for (const ExchangeResult& result : loop.run(std::move(exchanges)))
        EXPECT_EQ(result.end, ExchangeEnd::closed);
    EXPECT_EQ(most, 4);
}

TEST(Exchange, ASaturatedAddressDelaysNoOther) {
    const LoopbackServer silent([](const Peer& peer) { peer.wait(10s); });
    const LoopbackServer quick(
        [](const Peer& peer) {
            peer.read();
            peer.write("x");
        },
        "127.0.0.2");
    Politeness politeness = generous(1);
    ExchangeLoop loop(politeness);
    std::vector<std::future<void>> slow;
    for (int i = 0; i < 3; ++i) {
        auto done = std::make_shared<std::promise<void>>();
        slow.push_back(done->get_future());
        loop.start(ask(silent.endpoint()), [done](const ExchangeResult&) { done->set_value(); });
    }
    const auto span = duration_of(300ms, [&] {
        std::vector<Exchange> exchanges(20, ask(quick.endpoint()));
        for (const ExchangeResult& result : loop.run(std::move(exchanges)))
            EXPECT_EQ(result.answer, "x");
    });
    EXPECT_LT(span, 300ms);
    for (auto& done : slow)
        EXPECT_EQ(done.wait_for(5s), std::future_status::ready);
}

TEST(Exchange, GoesOnWhenAConnectionGivesItsPlaceBack) {
    const LoopbackServer server([](const Peer& peer) {
        peer.write("x");
        peer.wait_for_client_to_go();
    });
    Politeness politeness = generous(1);
    ExchangeLoop loop(politeness);
    auto connection = Connection::open(server.endpoint(), politeness, Deadline::after(1s));
    ASSERT_TRUE(connection);
    std::promise<ExchangeEnd> end;
    Exchange exchange = ask(server.endpoint());
    exchange.enough = [](std::string_view) { return true; };
    loop.start(std::move(exchange), [&](const ExchangeResult& result) { end.set_value(result.end); });
    auto future = end.get_future();
    EXPECT_EQ(future.wait_for(100ms), std::future_status::timeout);
    { const Connection gone = std::move(*connection); }
    ASSERT_EQ(future.wait_for(5s), std::future_status::ready);
    EXPECT_EQ(future.get(), ExchangeEnd::enough);
}

TEST(Exchange, KeepsToTheRate) {
    const LoopbackServer server([](const Peer&) {});
    model::ScanLimits limits;
    limits.per_address = 100;
    limits.per_second = 100;
    Politeness politeness(limits, testing::loopback_scope());
    ExchangeLoop loop(politeness);
    const auto start = Deadline::Clock::now();
    loop.run(std::vector<Exchange>(65, ask(server.endpoint(), "")));
    EXPECT_GE(Deadline::Clock::now() - start, 600ms);
    EXPECT_LT(Deadline::Clock::now() - start, 5s) << "and uses what the rate gives";
}

TEST(Exchange, AnEndMayStartTheNext) {
    const LoopbackServer server([](const Peer& peer) { peer.write(peer.read()); });
    Politeness politeness = generous(1);
    ExchangeLoop loop(politeness);
    std::promise<int> done;
    int left = 50;
    std::function<void(ExchangeResult)> next = [&](const ExchangeResult& result) {
        EXPECT_EQ(result.end, ExchangeEnd::closed);
        if (--left == 0) {
            done.set_value(0);
        } else {
            loop.start(ask(server.endpoint()), next);
        }
    };
    loop.start(ask(server.endpoint()), next);
    EXPECT_EQ(done.get_future().wait_for(5s), std::future_status::ready);
}

// Each ends before it began; were the next one begun within the end of the last, so many would not fit on a stack.
TEST(Exchange, AnEndMayStartManyThatCannotBegin) {
    Politeness politeness = generous(1);
    ExchangeLoop loop(politeness);
    std::promise<int> done;
    int left = 200'000;
    std::function<void(ExchangeResult)> next = [&](const ExchangeResult& result) {
        EXPECT_EQ(result.end, ExchangeEnd::unreachable);
        if (--left == 0) {
            done.set_value(0);
        } else {
            loop.start(ask({"no address", 443}), next);
        }
    };
    loop.start(ask({"no address", 443}), next);
    EXPECT_EQ(done.get_future().wait_for(60s), std::future_status::ready);
}

TEST(Exchange, EndsWhatIsUnderWayAsCancelled) {
    const LoopbackServer silent([](const Peer& peer) { peer.wait(10s); });
    Politeness politeness = generous(2);
    std::vector<ExchangeEnd> ends;
    const auto span = duration_of(300ms, [&] {
        ends.clear();
        ExchangeLoop loop(politeness);
        for (int i = 0; i < 5; ++i) {
            Exchange exchange = ask(silent.endpoint());
            exchange.answer_timeout = 10s;
            loop.start(std::move(exchange), [&](const ExchangeResult& result) { ends.push_back(result.end); });
        }
        std::this_thread::sleep_for(100ms);
    });
    EXPECT_LT(span, 300ms);
    EXPECT_EQ(ends, std::vector<ExchangeEnd>(5, ExchangeEnd::cancelled));
    EXPECT_EQ(politeness.try_acquire(*Address::parse("127.0.0.1"))->obstacle, Obstacle::none);
}

TEST(Exchange, ServesManyThreads) {
    const LoopbackServer server([](const Peer& peer) { peer.write(peer.read()); });
    Politeness politeness = generous(8);
    ExchangeLoop loop(politeness);
    std::vector<std::jthread> callers;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i) {
        callers.emplace_back([&, i] {
            for (int n = 0; n < 10; ++n) {
                const auto results = loop.run(std::vector<Exchange>(3, ask(server.endpoint(), std::to_string(i))));
                for (const auto& result : results)
                    right += result.answer == std::to_string(i) ? 1 : 0;
            }
        });
    }
    callers.clear();
    EXPECT_EQ(right, 240);
}

TEST(Exchange, WaitingOnTheLoopsOwnThreadIsABug) {
    const LoopbackServer server([](const Peer&) {});
    Politeness politeness = generous();
    ExchangeLoop loop(politeness);
    std::promise<bool> thrown;
    loop.start(ask(server.endpoint(), ""), [&](const ExchangeResult&) {
        try {
            loop.run({});
            thrown.set_value(false);
        } catch (const std::logic_error&) {
            thrown.set_value(true);
        }
    });
    EXPECT_TRUE(thrown.get_future().get());
}

}  // namespace
}  // namespace attt::net
