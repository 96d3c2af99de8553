#include "net/resolver.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>

#include <array>
#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "loopback_server.h"
#include "net/socket.h"
#include "program.h"

namespace attt::net {
namespace {

using namespace std::chrono_literals;
using testing::duration_of;
using testing::unused_port;

std::string forwarder(std::uint16_t port) {
    return "127.0.0.1@" + std::to_string(port);
}

// Counts the questions that reach it and answers none.
class SilentDns {
  public:
    SilentDns() : port_(unused_port(SOCK_DGRAM)), fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        const SocketAddress own = socket_address(*Address::parse("127.0.0.1"), port_);
        ::bind(fd_.get(), own.get(), own.length);
        thread_ = std::jthread([this](const std::stop_token& stop) {
            std::array<char, 4096> question{};
            begun_.count_down();
            while (!stop.stop_requested()) {
                pollfd waited{.fd = fd_.get(), .events = POLLIN, .revents = 0};
                if (::poll(&waited, 1, 20) > 0 && ::recv(fd_.get(), question.data(), question.size(), 0) > 0) ++asked_;
            }
        });
        // The resolver forks: of a thread that is just being made its process would keep AddressSanitizer's locks.
        begun_.wait();
    }
    std::string forwarder() const { return net::forwarder(port_); }
    int asked() const { return asked_; }
    bool is_asked() const {
        for (const auto patience = Deadline::after(5s); asked_ == 0 && !patience.passed();) {
            std::this_thread::sleep_for(5ms);
        }
        return asked_ > 0;
    }

  private:
    std::uint16_t port_;
    Descriptor fd_;
    std::atomic<int> asked_ = 0;
    std::latch begun_{1};
    std::jthread thread_;
};

std::unique_ptr<Resolver> make(const ResolverSettings& settings) {
    auto resolver = Resolver::make(settings);
    if (!resolver) ADD_FAILURE() << base::debug_string(resolver.error());
    return resolver ? std::move(*resolver) : nullptr;
}

using Addresses = std::vector<std::string>;

TEST(ResolverHostMap, AnswersWithoutANetwork) {
    const SilentDns outside;
    const auto resolver = make({.forwarders = {outside.forwarder()},
                                .trust_anchor_file = {},
                                .host_map = {{"Four.example.", {"127.0.0.2", "127.0.0.1"}, {}},
                                             {"both.example", {"::1", "127.0.0.1"}, {}},
                                             {"www.đồng.example", {"127.0.0.3"}, {}},
                                             {"mapped.test", {"127.0.0.4"}, {}}}});
    const auto four = resolver->addresses_v4("four.EXAMPLE", Deadline::after(1s));
    ASSERT_TRUE(four) << base::debug_string(four.error());
    EXPECT_EQ(four->addresses, (Addresses{"127.0.0.1", "127.0.0.2"}));
    EXPECT_TRUE(four->from_host_map);
    EXPECT_TRUE(four->name_exists);
    EXPECT_EQ(four->ttl, 60);
    EXPECT_EQ(four->canonical_name, "");
    EXPECT_EQ(four->dnssec, Dnssec::insecure);

    const auto no_six = resolver->addresses_v6("four.example", Deadline::after(1s));
    ASSERT_TRUE(no_six) << base::debug_string(no_six.error());
    EXPECT_EQ(no_six->addresses, Addresses{});
    EXPECT_TRUE(no_six->name_exists);
    EXPECT_TRUE(no_six->from_host_map);

    EXPECT_EQ(resolver->addresses_v6("both.example", Deadline::after(1s))->addresses, Addresses{"::1"});
    EXPECT_EQ(resolver->addresses_v4("www.xn--ng-pma6851a.example", Deadline::after(1s))->addresses,
              Addresses{"127.0.0.3"});
    EXPECT_EQ(resolver->addresses_v4("mapped.test", Deadline::after(1s))->addresses, Addresses{"127.0.0.4"});
    EXPECT_EQ(outside.asked(), 0);
}

TEST(ResolverHostMap, NamesBelowAMappedOneGoTheirUsualWay) {
    const SilentDns outside;
    const auto resolver =
        make({.forwarders = {outside.forwarder()},
              .trust_anchor_file = {},
              .host_map = {{"dongthap.example", {"127.0.0.1"}, {}}, {"ports.example", {}, {{443, 8443}}}}});
    EXPECT_FALSE(resolver->addresses_v4("www.dongthap.example", Deadline::after(100ms)));
    EXPECT_TRUE(outside.is_asked());
    EXPECT_FALSE(resolver->addresses_v4("ports.example", Deadline::after(100ms)));
}

TEST(ResolverHostMap, RefusesWhatCannotBeARecord) {
    const std::pair<model::HostMapEntry, std::string> cases[] = {
        {{"a b.example", {"127.0.0.1"}, {}}, "dns.host_map_name"},
        {{"a\n.example", {"127.0.0.1"}, {}}, "dns.host_map_name"},
        {{"", {"127.0.0.1"}, {}}, "dns.host_map_name"},
        {{"a.example", {"localhost"}, {}}, "dns.host_map_address"},
        {{"a.example", {"127.0.0.1 60 IN A 127.0.0.2"}, {}}, "dns.host_map_address"},
    };
    for (const auto& [entry, message] : cases) {
        const auto resolver = Resolver::make({.forwarders = {}, .trust_anchor_file = {}, .host_map = {entry}});
        ASSERT_FALSE(resolver) << entry.name;
        EXPECT_EQ(resolver.error().message, message);
    }
}

TEST(Resolver, RefusesSettingsThatCannotWork) {
    const testing::TemporaryFolder folder;
    const ResolverSettings cases[] = {
        {.forwarders = {"dns.example"}, .trust_anchor_file = {}, .host_map = {}},
        {.forwarders = {}, .trust_anchor_file = folder.path() / "absent", .host_map = {}},
        {.forwarders = {}, .trust_anchor_file = folder.write("anchor", "no anchor at all\n"), .host_map = {}},
    };
    for (const ResolverSettings& settings : cases) {
        const auto resolver = Resolver::make(settings);
        ASSERT_FALSE(resolver);
        EXPECT_EQ(resolver.error().message, "dns.setup") << base::debug_string(resolver.error());
    }
}

TEST(Resolver, AnAddressNeedsNoResolution) {
    const SilentDns outside;
    const auto resolver = make({.forwarders = {outside.forwarder()}, .trust_anchor_file = {}, .host_map = {}});
    EXPECT_EQ(resolver->addresses_v4("127.0.0.1", Deadline::after(1s))->addresses, Addresses{"127.0.0.1"});
    EXPECT_EQ(resolver->addresses_v6("127.0.0.1", Deadline::after(1s))->addresses, Addresses{});
    EXPECT_EQ(resolver->addresses_v6("::1", Deadline::after(1s))->addresses, Addresses{"::1"});
    for (const std::string_view name : {"", ".", "a b.example", "a..example", "a\n.example"}) {
        const auto answer = resolver->addresses_v4(name, Deadline::after(1s));
        ASSERT_FALSE(answer) << name;
        EXPECT_EQ(answer.error().message, "dns.failed");
    }
    EXPECT_EQ(outside.asked(), 0);
}

TEST(Resolver, WaitsNoLongerThanTheDeadlineForASilentServer) {
    const SilentDns outside;
    auto resolver = make({.forwarders = {outside.forwarder()}, .trust_anchor_file = {}, .host_map = {}});
    const auto span = duration_of(300ms, [&] {
        std::vector<std::jthread> callers;
        for (int i = 0; i < 16; ++i) {
            callers.emplace_back([&, i] {
                const auto answer =
                    resolver->addresses_v4("name" + std::to_string(i) + ".example", Deadline::after(200ms));
                ASSERT_FALSE(answer);
                EXPECT_EQ(answer.error().message, "net.timeout");
            });
        }
    });
    EXPECT_LT(span, 300ms);
    EXPECT_LT(duration_of(1s, [&] { resolver.reset(); }), 1s) << "what is under way does not hold up the end";
}

// A real name server of another hand, with a zone that it signs itself.
class ResolverWithServer : public ::testing::Test {
  protected:
    void SetUp() override {
        const std::string knotd = testing::find_program("knotd");
        const std::string keymgr = testing::find_program("keymgr");
        ASSERT_FALSE(knotd.empty() || keymgr.empty()) << "the Debian package knot is not installed";
        const std::string root = folder_.path();
        const std::string zone =
            "$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n"
            "web A 127.0.0.2\nweb A 127.0.0.1\nweb AAAA ::1\nfour A 127.0.0.9\nwww CNAME web\n";
        folder_.write("signed.zone", zone);
        folder_.write("plain.zone", zone);
        const std::string config = folder_.write(
            "knot.conf", "server:\n  rundir: " + root + "\n  listen: 127.0.0.1@" + std::to_string(port_) +
                             "\ndatabase:\n  storage: " + root +
                             "\npolicy:\n  - id: now\n    algorithm: ecdsap256sha256\n" +
                             "template:\n  - id: default\n    storage: " + root +
                             "\nzone:\n  - domain: signed.example\n    file: signed.zone\n    dnssec-signing: on\n" +
                             "    dnssec-policy: now\n  - domain: plain.example\n    file: plain.zone\n");
        server_.emplace(std::vector<std::string>{knotd, "-c", config});
        const auto patience = Deadline::after(10s);
        while (!patience.passed() && !answers())
            std::this_thread::sleep_for(20ms);
        delegation_ = testing::output_of({keymgr, "-c", config, "signed.example.", "ds"});
        ASSERT_NE(delegation_.find(" DS "), std::string::npos) << delegation_;
    }

    std::unique_ptr<Resolver> resolver(const std::string& anchor = {}) const {
        return make({.forwarders = {forwarder(port_)}, .trust_anchor_file = anchor, .host_map = {}});
    }
    std::string right_anchor() const { return folder_.write("right.anchor", delegation_); }
    std::string wrong_anchor() const {
        std::string text = delegation_.substr(0, delegation_.find('\n') + 1);
        char& digit = text[text.size() - 2];
        digit = digit == '0' ? '1' : '0';
        return folder_.write("wrong.anchor", text);
    }

  private:
    bool answers() const {
        const auto fresh = resolver();
        const auto answer = fresh->addresses_v4("web.signed.example", Deadline::after(500ms));
        return answer && !answer->addresses.empty();
    }

    testing::TemporaryFolder folder_;
    std::uint16_t port_ = unused_port(SOCK_DGRAM);
    std::optional<testing::Program> server_;
    std::string delegation_;
};

TEST_F(ResolverWithServer, TellsWhatDnsSays) {
    const auto asking = resolver(right_anchor());
    const auto v4 = [&](const std::string& name) { return asking->addresses_v4(name, Deadline::after(3s)); };
    const auto v6 = [&](const std::string& name) { return asking->addresses_v6(name, Deadline::after(3s)); };

    const auto web = v4("web.signed.example");
    ASSERT_TRUE(web) << base::debug_string(web.error());
    EXPECT_EQ(web->addresses, (Addresses{"127.0.0.1", "127.0.0.2"}));
    EXPECT_EQ(web->dnssec, Dnssec::secure) << web->why_bogus;
    EXPECT_GT(web->ttl, 0);
    EXPECT_FALSE(web->from_host_map);
    EXPECT_EQ(v6("web.signed.example")->addresses, Addresses{"::1"});

    const auto alias = v4("WWW.signed.example.");
    ASSERT_TRUE(alias);
    EXPECT_EQ(alias->canonical_name, "web.signed.example");
    EXPECT_EQ(alias->addresses.size(), 2U);
    EXPECT_EQ(alias->dnssec, Dnssec::secure);

    const auto no_data = v6("four.signed.example");
    ASSERT_TRUE(no_data) << base::debug_string(no_data.error());
    EXPECT_TRUE(no_data->name_exists);
    EXPECT_EQ(no_data->addresses, Addresses{});

    const auto absent = v4("absent.signed.example");
    ASSERT_TRUE(absent) << base::debug_string(absent.error());
    EXPECT_FALSE(absent->name_exists);

    EXPECT_EQ(v4("web.plain.example")->dnssec, Dnssec::insecure);

    const auto elsewhere = v4("web.elsewhere.example");
    ASSERT_FALSE(elsewhere) << "the server is responsible for nothing else";
    EXPECT_EQ(elsewhere.error().message, "dns.failed");
}

TEST_F(ResolverWithServer, TellsWhyASignatureIsBogus) {
    const auto answer = resolver(wrong_anchor())->addresses_v4("web.signed.example", Deadline::after(3s));
    ASSERT_TRUE(answer) << base::debug_string(answer.error());
    EXPECT_EQ(answer->dnssec, Dnssec::bogus);
    EXPECT_NE(answer->why_bogus, "");
}

TEST_F(ResolverWithServer, ServesManyThreads) {
    const auto asking = resolver(right_anchor());
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> callers;
        for (int i = 0; i < 16; ++i) {
            callers.emplace_back([&] {
                for (int n = 0; n < 20; ++n) {
                    const auto answer = asking->addresses_v4("web.signed.example", Deadline::after(5s));
                    right += answer && answer->addresses.size() == 2 ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(right, 320);
}

}  // namespace
}  // namespace attt::net
