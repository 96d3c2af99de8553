#include "net/scope.h"

#include <gtest/gtest.h>

namespace attt::net {
namespace {

TEST(Address, KeepsOneFormForEachAddress) {
    const std::pair<std::string, std::string> cases[] = {
        {"127.0.0.1", "127.0.0.1"},         {"::1", "::1"},
        {"2001:DB8:0:0::1", "2001:db8::1"}, {"::ffff:10.0.0.1", "10.0.0.1"},
        {"::ffff:7f00:1", "127.0.0.1"},
    };
    for (const auto& [text, normal] : cases) {
        const auto address = Address::parse(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->text(), normal);
    }
    EXPECT_EQ(Address::parse("::ffff:10.0.0.1"), Address::parse("10.0.0.1"));
}

TEST(Address, RefusesWhatIsNone) {
    using namespace std::string_view_literals;
    for (const std::string_view text : {""sv, "localhost"sv, "1.2.3"sv, "1.2.3.4.5"sv, "010.0.0.1"sv, "1.2.3.4 "sv,
                                        "fe80::1%eth0"sv, "[::1]"sv, "1.2.3.4\0"sv, "0x7f.0.0.1"sv, ":::"sv}) {
        EXPECT_FALSE(Address::parse(text)) << text;
    }
    EXPECT_FALSE(Address::parse(std::string(10000, '1')));
}

TEST(Address, KnowsItsKind) {
    struct Case {
        std::string text;
        bool loopback;
        bool is_private;
        std::string network;
    };
    const Case cases[] = {
        {"127.9.8.7", true, false, "127.9.8.0"},
        {"::1", true, false, "::"},
        {"10.1.2.3", false, true, "10.1.2.0"},
        {"172.16.0.1", false, true, "172.16.0.0"},
        {"172.32.0.1", false, false, "172.32.0.0"},
        {"192.168.4.5", false, true, "192.168.4.0"},
        {"169.254.1.1", false, true, "169.254.1.0"},
        {"203.0.113.9", false, false, "203.0.113.0"},
        {"fd12:3456:789a:1::1", false, true, "fd12:3456:789a::"},
        {"fe80::1", false, true, "fe80::"},
        {"2001:db8:1:2::3", false, false, "2001:db8:1::"},
    };
    for (const Case& c : cases) {
        const Address address = *Address::parse(c.text);
        EXPECT_EQ(address.is_loopback(), c.loopback) << c.text;
        EXPECT_EQ(address.is_private(), c.is_private) << c.text;
        EXPECT_EQ(address.network().text(), c.network) << c.text;
    }
}

TEST(Network, HoldsItsAddresses) {
    struct Case {
        std::string cidr;
        std::string address;
        bool holds;
    };
    const Case cases[] = {
        {"203.0.113.0/24", "203.0.113.255", true},
        {"203.0.113.0/24", "203.0.114.0", false},
        {"203.0.113.8/29", "203.0.113.15", true},
        {"203.0.113.8/29", "203.0.113.16", false},
        {"203.0.113.7", "203.0.113.7", true},
        {"203.0.113.7", "203.0.113.6", false},
        {"0.0.0.0/0", "198.51.100.1", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"::/0", "2001:db8::1", true},
        {"::/0", "198.51.100.1", false},
        {"10.0.0.0/8", "::ffff:10.9.9.9", true},
    };
    for (const Case& c : cases) {
        const auto network = Network::parse(c.cidr);
        ASSERT_TRUE(network) << c.cidr;
        EXPECT_EQ(network->contains(*Address::parse(c.address)), c.holds) << c.cidr << " " << c.address;
    }
}

TEST(Network, RefusesWhatCouldMeanTwoThings) {
    for (const std::string_view text :
         {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.0/8/9", "10.0.0.1/8",
          "2001:db8::1/48", "::/129", "example", "10.0.0.0/ 8"}) {
        const auto network = Network::parse(text);
        ASSERT_FALSE(network) << text;
        EXPECT_EQ(network.error().message, "scope.network_syntax");
    }
}

Scope province() {
    Scope scope;
    scope.allow({"dongthap.example", "*.DongThap.example.", "*.đồng.example"}, {*Network::parse("203.0.113.0/24")},
                100);
    scope.allow({}, {*Network::parse("203.0.113.0/28"), *Network::parse("::1")}, 10);
    return scope;
}

TEST(Scope, CoversNamesByPattern) {
    const std::pair<std::string, bool> cases[] = {
        {"dongthap.example", true},
        {"DONGTHAP.example.", true},
        {"www.dongthap.example", true},
        {"a.b.dongthap.example", true},
        {"xdongthap.example", false},
        {".dongthap.example", false},
        {"dongthap.example.evil", false},
        {"example", false},
        {"", false},
        {"www.đồng.example", true},
        {"www.xn--ng-pma6851a.example", true},
        {"203.0.113.9", true},
        {"203.0.114.9", false},
        {"::1", true},
    };
    for (const auto& [name, covered] : cases)
        EXPECT_EQ(province().covers_name(name), covered) << name;
}

TEST(Scope, CoversAddressesOfTheUnionWithTheWidestCap) {
    const Scope scope = province();
    EXPECT_EQ(scope.network_cap(*Address::parse("203.0.113.1")), 100);
    EXPECT_EQ(scope.network_cap(*Address::parse("::1")), 10);
    EXPECT_FALSE(scope.covers_address(*Address::parse("127.0.0.1")));
    const auto refused = scope.check(*Address::parse("127.0.0.1"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "scope.address");
    EXPECT_EQ(refused.error().code, base::ErrorCode::outside_scope);
}

TEST(Scope, AllowsNothingAtFirstAndNeverWhatIsNoMachine) {
    EXPECT_FALSE(Scope().covers_address(*Address::parse("127.0.0.1")));
    EXPECT_FALSE(Scope().covers_name("dongthap.example"));
    Scope all;
    all.allow({"*"}, {*Network::parse("0.0.0.0/0"), *Network::parse("::/0")}, 1);
    EXPECT_TRUE(all.covers_name("anything.example"));
    EXPECT_TRUE(all.covers_address(*Address::parse("127.0.0.1")));
    for (const std::string_view text : {"0.0.0.0", "0.1.2.3", "::", "224.0.0.1", "255.255.255.255", "ff02::1"}) {
        EXPECT_FALSE(all.covers_address(*Address::parse(text))) << text;
    }
}

}  // namespace
}  // namespace attt::net
