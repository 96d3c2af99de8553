#include "net/http.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "loopback_server.h"
#include "program.h"

namespace attt::net {
namespace {

using namespace std::chrono_literals;
using testing::duration_of;
using testing::generous;
using testing::LoopbackServer;
using testing::Peer;

using Behaviour = std::function<void(const Peer&)>;

// Reads the request, says `response` and closes.
Behaviour saying(std::string response) {
    return [response = std::move(response)](const Peer& peer) {
        peer.read_until("\r\n\r\n");
        peer.write(response);
    };
}

base::Result<HttpResponse> get(const LoopbackServer& server, HttpRequest request = {},
                               Deadline deadline = Deadline::after(2s)) {
    Politeness politeness = generous();
    if (request.url.empty()) request.url = "http://www.dongthap.example/";
    request.endpoint = server.endpoint();
    return http_get(request, politeness, deadline);
}

TEST(HttpGet, TellsWhatCame) {
    const LoopbackServer server(
        saying("HTTP/1.1 200 OK\r\nServer: x\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 5\r\n\r\nhello"));
    const auto response = get(server);
    ASSERT_TRUE(response) << base::debug_string(response.error());
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->version, "HTTP/1.1");
    EXPECT_EQ(response->body, "hello");
    EXPECT_FALSE(response->body_cut);
    EXPECT_EQ(response->location, "");
    const std::vector<std::pair<std::string, std::string>> headers = {
        {"server", "x"}, {"set-cookie", "a"}, {"set-cookie", "b"}, {"content-length", "5"}};
    EXPECT_EQ(response->headers, headers);
}

TEST(HttpGet, AsksThePinnedPeerForTheNameOfTheUrl) {
    std::string asked;
    const LoopbackServer server([&](const Peer& peer) {
        asked = peer.read_until("\r\n\r\n");
        peer.write("HTTP/1.0 204 No Content\r\n\r\n");
    });
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    HttpRequest request;
    request.url = "http://WWW.Đồng.example:8080/a?b#c";
    const auto response = get(server, request);
    ::unsetenv("http_proxy");
    ::unsetenv("ALL_PROXY");
    ASSERT_TRUE(response) << base::debug_string(response.error());
    EXPECT_EQ(response->version, "HTTP/1.0");
    EXPECT_TRUE(asked.starts_with("GET /a?b HTTP/1.1\r\n")) << asked;
    EXPECT_NE(asked.find("\r\nHost: www.xn--ng-pma6851a.example:8080\r\n"), std::string::npos) << asked;
    EXPECT_NE(asked.find("\r\nUser-Agent: attt/"), std::string::npos) << asked;
}

TEST(HttpGet, ReachesIPv6) {
    const LoopbackServer server(saying("HTTP/1.1 200 OK\r\n\r\nsix"), "::1");
    const auto response = get(server);
    ASSERT_TRUE(response) << base::debug_string(response.error());
    EXPECT_EQ(response->body, "six");
}

TEST(HttpGet, TellsWhereARedirectGoesAndDoesNotFollow) {
    const std::pair<std::string, std::string> cases[] = {
        {"301 Moved\r\nLocation: https://www.dongthap.example/", "https://www.dongthap.example/"},
        {"302 Found\r\nlocation: /vi trang", "http://www.dongthap.example/vi%20trang"},
        {"307 x\r\nLocation: //other.example", "http://other.example/"},
        {"302 Found\r\nLocation: javascript:alert(1)", ""},
        {"302 Found", ""},
        {"200 OK\r\nLocation: /", ""},
    };
    for (const auto& [head, location] : cases) {
        const LoopbackServer server(saying("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n"));
        const auto response = get(server);
        ASSERT_TRUE(response) << head;
        EXPECT_EQ(response->location, location) << head;
        EXPECT_EQ(server.accepted(), 1);
    }
}

TEST(HttpGet, LeavesOutInterimResponses) {
    const LoopbackServer server(
        saying("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 0\r\n\r\n"));
    const auto response = get(server);
    ASSERT_TRUE(response) << base::debug_string(response.error());
    EXPECT_EQ(response->headers.front().first, "a");
}

TEST(HttpGet, CutsALongBody) {
    for (const bool endless : {false, true}) {
        const LoopbackServer server([&](const Peer& peer) {
            peer.read_until("\r\n\r\n");
            peer.write("HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x'));
            while (endless && peer.write(std::string(10000, 'x'))) {
            }
        });
        HttpRequest request;
        request.body_limit = 1000;
        const auto response = get(server, request);
        ASSERT_TRUE(response) << base::debug_string(response.error());
        EXPECT_EQ(response->body, std::string(1000, 'x'));
        EXPECT_TRUE(response->body_cut);
    }
}

TEST(HttpGet, ABodyOfExactlyTheLimitIsWhole) {
    const LoopbackServer server(saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"));
    HttpRequest request;
    request.body_limit = 10;
    const auto response = get(server, request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "0123456789");
    EXPECT_FALSE(response->body_cut);
}

TEST(HttpGet, ABodyShorterThanPromisedIsCut) {
    const LoopbackServer server(saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
    const auto response = get(server);
    ASSERT_TRUE(response) << base::debug_string(response.error());
    EXPECT_EQ(response->body, "half");
    EXPECT_TRUE(response->body_cut);
}

// An encoding that was not asked for is not unfolded; one that was and cannot be is an error, never half a body.
TEST(HttpGet, UnfoldsOnlyWhatItAskedFor) {
    const LoopbackServer server(saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nraw"));
    HttpRequest request;
    request.compressed = false;
    const auto response = get(server, request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "raw");
    EXPECT_FALSE(get(server));
}

struct Hostile {
    std::string name;
    Behaviour behaviour;
    std::string message;
};

void PrintTo(const Hostile& hostile, std::ostream* out) {
    *out << hostile.name;
}

class HttpGetHostile : public ::testing::TestWithParam<Hostile> {};

TEST_P(HttpGetHostile, EndsInTimeWithAReason) {
    const LoopbackServer server(GetParam().behaviour);
    const auto span = duration_of(500ms, [&] {
        const auto response = get(server, {}, Deadline::after(400ms));
        ASSERT_FALSE(response) << response->status << response->body;
        EXPECT_EQ(response.error().message, GetParam().message) << base::debug_string(response.error());
    });
    EXPECT_LT(span, 500ms);
}

void drip(const Peer& peer) {
    peer.read_until("\r\n\r\n");
    for (const char c : std::string("HTTP/1.1 200 OK\r\nServer: slow\r\n\r\n")) {
        if (!peer.write(std::string(1, c))) return;
        peer.wait(1s);
    }
}

void drip_body(const Peer& peer) {
    peer.read_until("\r\n\r\n");
    peer.write("HTTP/1.1 200 OK\r\n\r\n");
    while (peer.write("x"))
        peer.wait(50ms);
}

void endless_fields(const Peer& peer) {
    peer.read_until("\r\n\r\n");
    peer.write("HTTP/1.1 200 OK\r\n");
    while (peer.write("X: " + std::string(1000, 'x') + "\r\n")) {
    }
}

void endless_line(const Peer& peer) {
    peer.read_until("\r\n\r\n");
    peer.write("HTTP/1.1 200 OK\r\nX: ");
    while (peer.write(std::string(1000, 'x'))) {
    }
}

void endless_interims(const Peer& peer) {
    peer.read_until("\r\n\r\n");
    while (peer.write("HTTP/1.1 100 Continue\r\n\r\n")) {
    }
}

void reset(const Peer& peer) {
    peer.read_until("\r\n\r\n");
    peer.close_with_reset();
}

INSTANTIATE_TEST_SUITE_P(
    Peers, HttpGetHostile,
    ::testing::Values(
        Hostile{"silent", [](const Peer& peer) { peer.wait(10s); }, "net.timeout"},
        Hostile{"drips", drip, "net.timeout"}, Hostile{"drips_body", drip_body, "net.timeout"},
        Hostile{"endless_fields", endless_fields, "http.header_too_large"},
        Hostile{"endless_line", endless_line, "http.header_too_large"},
        Hostile{"endless_interims", endless_interims, "http.header_too_large"}, Hostile{"resets", reset, "net.reset"},
        Hostile{"closes_at_once", [](const Peer& peer) { peer.read_until("\r\n\r\n"); }, "http.protocol"},
        Hostile{"garbage", saying("\x16\x03\x01 no http at all\r\n\r\n"), "http.protocol"},
        Hostile{"nul_in_header", saying(std::string("HTTP/1.1 200 OK\r\nA: \0b\r\n\r\n", 27)), "http.protocol"},
        Hostile{"impossible_length", saying("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), "http.protocol"}),
    [](const auto& tested) { return tested.param.name; });

TEST(HttpGet, SaysWhenTheOtherSideSpeaksNoTls) {
    const LoopbackServer server([](const Peer& peer) {
        peer.read();
        peer.write("220 ftp.dongthap.example ready\r\n");
    });
    HttpRequest request;
    request.url = "https://www.dongthap.example/";
    const auto response = get(server, request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().message, "http.tls");
}

TEST(HttpGet, NamesHowItFailsToConnect) {
    Politeness politeness = generous();
    const auto message = [&](const model::Endpoint& endpoint, const std::string& url) {
        HttpRequest request;
        request.url = url;
        request.endpoint = endpoint;
        const auto response = http_get(request, politeness, Deadline::after(300ms));
        return response ? "answered" : response.error().message;
    };
    const std::string url = "http://www.dongthap.example/";
    EXPECT_EQ(message({"127.0.0.1", testing::unused_port()}, url), "net.refused");
    EXPECT_EQ(message(testing::FullListener().endpoint(), url), "net.timeout");
    EXPECT_EQ(message({"192.0.2.1", 80}, url), "scope.address");
    EXPECT_EQ(message({"dongthap.example", 80}, url), "net.unreachable");
    EXPECT_EQ(message({"127.0.0.1", 80}, "ftp://www.dongthap.example/"), "url.scheme");
    EXPECT_EQ(message({"127.0.0.1", 80}, "http://a b/"), "url.character");
}

TEST(HttpGet, SendsNothingOutsideTheScope) {
    const LoopbackServer server(saying("HTTP/1.1 200 OK\r\n\r\n"));
    Politeness politeness({}, Scope());
    HttpRequest request;
    request.url = server.url();
    request.endpoint = server.endpoint();
    const auto response = http_get(request, politeness, Deadline::after(300ms));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().message, "scope.address");
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(server.accepted(), 0);
}

TEST(HttpGet, ServesManyThreadsAtOnce) {
    const LoopbackServer server(saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    Politeness politeness = generous(4);
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 5; ++n) {
                    HttpRequest request;
                    request.url = server.url();
                    request.endpoint = server.endpoint();
                    const auto response = http_get(request, politeness, Deadline::after(5s));
                    right += response && response->body == "ok" ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(right, 40);
}

// openssl s_server as the peer: a third party's TLS, also of the kind that nobody should run any more.
TEST(HttpGet, FetchesOverTlsHoweverOldAndWhateverTheCertificate) {
    const std::string openssl = testing::find_program("openssl");
    ASSERT_FALSE(openssl.empty()) << "the program openssl is not installed";
    const testing::TemporaryFolder folder;
    const std::string key = folder.path() / "key.pem";
    const std::string certificate = folder.path() / "certificate.pem";
    testing::output_of({openssl, "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-sha1", "-subj", "/CN=other.example",
                        "-days", "1", "-keyout", key, "-out", certificate});
    for (const std::string version : {"-tls1", "-tls1_2", "-tls1_3"}) {
        const model::Endpoint endpoint{"127.0.0.1", testing::unused_port()};
        const testing::Program server({openssl, "s_server", "-accept", to_string(endpoint), "-www", version, "-cipher",
                                       "ALL:@SECLEVEL=0", "-key", key, "-cert", certificate});
        Politeness politeness = generous();
        HttpRequest request;
        request.url = "https://www.dongthap.example/";
        request.endpoint = endpoint;
        auto response = http_get(request, politeness, Deadline::after(2s));
        const auto patience = Deadline::after(5s);
        while (!response && response.error().message == "net.refused" && !patience.passed()) {
            std::this_thread::sleep_for(20ms);
            response = http_get(request, politeness, Deadline::after(2s));
        }
        ASSERT_TRUE(response) << version << ": " << base::debug_string(response.error());
        EXPECT_EQ(response->status, 200) << version;
    }
}

TEST(HttpSession, FetchesOverOneConnection) {
    const LoopbackServer server([](const Peer& peer) {
        while (!peer.read_until("\r\n\r\n").empty())
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    Politeness politeness = generous(1);
    {
        HttpSession session(politeness, 1h);
        HttpRequest request;
        request.endpoint = server.endpoint();
        for (const char* path : {"/", "/a", "/b"}) {
            request.url = std::string("http://www.dongthap.example") + path;
            const auto response = session.get(request, Deadline::after(5s));
            ASSERT_TRUE(response) << base::debug_string(response.error());
            EXPECT_EQ(response->body, "ok");
        }
        EXPECT_EQ(server.accepted(), 1);
        // it counts as one of the connections to the address
        const auto attempt = politeness.try_acquire(*Address::parse("127.0.0.1"));
        ASSERT_TRUE(attempt);
        EXPECT_EQ(attempt->obstacle, Obstacle::address);
    }
    EXPECT_EQ(politeness.try_acquire(*Address::parse("127.0.0.1"))->obstacle, Obstacle::none);
}

TEST(HttpSession, GivesOthersTheirTurn) {
    const LoopbackServer server([](const Peer& peer) {
        while (!peer.read_until("\r\n\r\n").empty())
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    Politeness politeness = generous(1);
    HttpSession session(politeness, std::chrono::milliseconds(-1));
    HttpRequest request;
    request.url = "http://www.dongthap.example/";
    request.endpoint = server.endpoint();
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(session.get(request, Deadline::after(5s)));
    EXPECT_EQ(server.accepted(), 3);
}

TEST(HttpSession, ConnectsAgainWhereTheServerHasClosed) {
    const LoopbackServer server(saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
    Politeness politeness = generous();
    HttpSession session(politeness);
    HttpRequest request;
    request.url = "http://www.dongthap.example/";
    request.endpoint = server.endpoint();
    for (int i = 0; i < 3; ++i) {
        const auto response = session.get(request, Deadline::after(5s));
        ASSERT_TRUE(response) << base::debug_string(response.error());
    }
    EXPECT_EQ(server.accepted(), 3);
}

}  // namespace
}  // namespace attt::net
