#include "net/connection.h"

#include <gtest/gtest.h>

#include "loopback_server.h"

namespace attt::net {
namespace {

using namespace std::chrono_literals;
using testing::duration_of;
using testing::FullListener;
using testing::generous;
using testing::LoopbackServer;
using testing::Peer;

std::string message_of(const base::Result<Connection>& connection) {
    return connection ? "open" : connection.error().message;
}

TEST(Connection, SpeaksOverBothFamilies) {
    for (const std::string address : {"127.0.0.1", "::1"}) {
        const LoopbackServer server([](const Peer& peer) { peer.write("re: " + peer.read()); }, address);
        Politeness politeness = generous();
        auto connection = Connection::open(server.endpoint(), politeness, Deadline::after(1s));
        ASSERT_TRUE(connection) << address << base::debug_string(connection.error());
        EXPECT_TRUE(connection->write("hello", Deadline::after(1s)));
        EXPECT_EQ(connection->read(100, Deadline::after(1s)), "re: hello");
        EXPECT_EQ(connection->read(100, Deadline::after(1s)), "") << "the peer has closed";
    }
}

TEST(Connection, NamesHowItFails) {
    Politeness politeness = generous();
    const auto open = [&](const model::Endpoint& endpoint) {
        return message_of(Connection::open(endpoint, politeness, Deadline::after(200ms)));
    };
    EXPECT_EQ(open({"127.0.0.1", testing::unused_port()}), "net.refused");
    EXPECT_EQ(open(FullListener().endpoint()), "net.timeout");
    EXPECT_EQ(open({"dongthap.example", 80}), "net.unreachable");
    EXPECT_EQ(open({"192.0.2.1", 80}), "scope.address");
}

TEST(Connection, SendsNothingOutsideTheScope) {
    const LoopbackServer server([](const Peer&) {});
    Scope scope;
    scope.allow({"*"}, {*Network::parse("127.0.0.2")}, 10);
    Politeness politeness({}, scope);
    EXPECT_EQ(message_of(Connection::open(server.endpoint(), politeness, Deadline::after(1s))), "scope.address");
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(server.accepted(), 0);
}

TEST(Connection, EveryWaitEndsWithItsDeadline) {
    struct Case {
        std::string name;
        std::function<void(const Peer&)> behaviour;
    };
    const Case cases[] = {
        {"silent", [](const Peer& peer) { peer.wait(10s); }},
        {"a byte now and then",
         [](const Peer& peer) {
             while (peer.write("x"))
                 peer.wait(50ms);
         }},
        {"endless",
         [](const Peer& peer) {
             const std::string much(65536, 'x');
             while (peer.write(much)) {
             }
         }},
    };
    for (const Case& c : cases) {
        const LoopbackServer server(c.behaviour);
        Politeness politeness = generous();
        auto connection = Connection::open(server.endpoint(), politeness, Deadline::after(1s));
        ASSERT_TRUE(connection);
        std::string message;
        const auto span = duration_of(400ms, [&] {
            const auto deadline = Deadline::after(300ms);
            while (true) {
                const auto bytes = connection->read(4096, deadline);
                if (bytes && !bytes->empty()) continue;
                message = bytes ? "closed" : bytes.error().message;
                break;
            }
        });
        EXPECT_EQ(message, "net.timeout") << c.name;
        EXPECT_LT(span, 400ms) << c.name;
    }
}

TEST(Connection, WritingToAPeerThatDoesNotReadEndsToo) {
    const LoopbackServer server([](const Peer& peer) { peer.wait(10s); });
    Politeness politeness = generous();
    auto connection = Connection::open(server.endpoint(), politeness, Deadline::after(1s));
    ASSERT_TRUE(connection);
    const std::string much(64U << 20U, 'x');
    const auto span = duration_of(400ms, [&] {
        const auto written = connection->write(much, Deadline::after(300ms));
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().message, "net.timeout");
    });
    EXPECT_LT(span, 400ms);
}

TEST(Connection, TellsAResetFromAClose) {
    const LoopbackServer resetting([](const Peer& peer) {
        peer.read();
        peer.close_with_reset();
    });
    Politeness politeness = generous();
    auto connection = Connection::open(resetting.endpoint(), politeness, Deadline::after(1s));
    ASSERT_TRUE(connection && connection->write("x", Deadline::after(1s)));
    const auto bytes = connection->read(10, Deadline::after(1s));
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().message, "net.reset");

    const LoopbackServer closing([](const Peer&) {});
    auto closed = Connection::open(closing.endpoint(), politeness, Deadline::after(1s));
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->read(10, Deadline::after(1s)), "");
    base::Result<void> written;
    for (int i = 0; i < 50 && written; ++i) {
        written = closed->write("x", Deadline::after(1s));
        std::this_thread::sleep_for(5ms);
    }
    ASSERT_FALSE(written) << "no SIGPIPE, but an error";
    EXPECT_TRUE(written.error().message == "net.closed" || written.error().message == "net.reset");
}

TEST(Connection, QueueingForAPermitIsNotThePeersTime) {
    const LoopbackServer server([](const Peer& peer) { peer.wait_for_client_to_go(); });
    Politeness politeness = generous(1);
    auto held = Connection::open(server.endpoint(), politeness, Deadline::after(1s));
    ASSERT_TRUE(held);
    std::jthread letting_go([&] {
        std::this_thread::sleep_for(300ms);
        const Connection gone = std::move(*held);
    });
    EXPECT_TRUE(Connection::open(server.endpoint(), politeness, Deadline::after(100ms)));
}

TEST(StatusOf, SaysWhatAnObservationShould) {
    using base::ErrorCode;
    struct Case {
        base::Error error;
        model::Status status;
        std::string reason;
    };
    const Case cases[] = {
        {{ErrorCode::refused, "net.refused", {}}, model::Status::refused, "connection refused"},
        {{ErrorCode::timeout, "net.timeout", {}}, model::Status::timeout, "no answer in time"},
        {{ErrorCode::unreachable, "net.unreachable", {{"reason", "No route to host"}}},
         model::Status::unreachable,
         "unreachable: No route to host"},
        {{ErrorCode::protocol, "net.reset", {}}, model::Status::protocol_error, "connection reset by the peer"},
        {{ErrorCode::outside_scope, "scope.address", {}},
         model::Status::unreachable,
         "outside the authorised scope; nothing was sent"},
        {{ErrorCode::protocol, "tls.alert", {{"reason", "x"}}}, model::Status::protocol_error, "tls.alert: x"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(status_of(c.error), c.status) << c.error.message;
        EXPECT_EQ(reason_of(c.error), c.reason) << c.error.message;
    }
}

}  // namespace
}  // namespace attt::net
