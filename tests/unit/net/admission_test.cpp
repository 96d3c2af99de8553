#include "net/admission.h"

#include <gtest/gtest.h>

#include <vector>

#include "loopback_server.h"

namespace attt::net {
namespace {

Address at(std::string_view text) {
    return *Address::parse(text);
}

model::ScanLimits limits(int per_address, int overall = 1000) {
    model::ScanLimits out;
    out.per_address = per_address;
    out.overall = overall;
    out.per_second = 1'000'000;
    return out;
}

// The ids that may begin now; their permits stay in `held`.
std::vector<std::uint64_t> begin_all(Admission& admission, std::vector<Permit>& held) {
    std::vector<std::uint64_t> ids;
    while (auto admitted = admission.next()) {
        ids.push_back(admitted->id);
        if (admitted->permit) held.push_back(std::move(*admitted->permit));
    }
    return ids;
}

using Ids = std::vector<std::uint64_t>;

TEST(Admission, GoesRoundTheAddresses) {
    Politeness politeness(limits(10), testing::loopback_scope());
    Admission admission(politeness);
    for (std::uint64_t id : {1U, 2U, 3U})
        admission.add(at("127.0.0.1"), id);
    for (std::uint64_t id : {4U, 5U})
        admission.add(at("127.0.0.2"), id);
    std::vector<Permit> held;
    EXPECT_EQ(begin_all(admission, held), (Ids{1, 4, 2, 5, 3}));
}

TEST(Admission, ASaturatedAddressHoldsUpNobodyElse) {
    Politeness politeness(limits(1), testing::loopback_scope());
    Admission admission(politeness);
    for (std::uint64_t id : {1U, 2U, 3U})
        admission.add(at("127.0.0.1"), id);
    admission.add(at("127.0.0.2"), 4);
    std::vector<Permit> held;
    EXPECT_EQ(begin_all(admission, held), (Ids{1, 4}));
    held.front() = Permit();
    admission.released(at("127.0.0.1"));
    EXPECT_EQ(begin_all(admission, held), (Ids{2}));
}

TEST(Admission, FillsANetworkWheneverItHasPlaces) {
    Politeness politeness(limits(1), testing::loopback_scope(2));
    Admission admission(politeness);
    for (int host = 1; host <= 6; ++host) {
        admission.add(at("127.0.0." + std::to_string(host)), static_cast<std::uint64_t>(host));
    }
    admission.add(at("127.0.9.1"), 7);
    std::vector<Permit> held;
    EXPECT_EQ(begin_all(admission, held), (Ids{1, 2, 7}));
    held[0] = Permit();
    held[1] = Permit();
    // one word of release is enough to find both places
    admission.released(at("127.0.0.1"));
    EXPECT_EQ(begin_all(admission, held), (Ids{3, 4}));
}

TEST(Admission, AWokenAddressThatIsFullPassesTheNetworksPlaceOn) {
    Politeness politeness(limits(1), testing::loopback_scope(2));
    Admission admission(politeness);
    std::vector<Permit> held;
    auto elsewhere = politeness.acquire(at("127.0.0.1"), Deadline::after(std::chrono::seconds(1)));
    auto another = politeness.acquire(at("127.0.0.3"), Deadline::after(std::chrono::seconds(1)));
    admission.add(at("127.0.0.1"), 1);
    admission.add(at("127.0.0.2"), 2);
    EXPECT_EQ(begin_all(admission, held), Ids{});
    *another = Permit();
    admission.released(at("127.0.0.3"));
    EXPECT_EQ(begin_all(admission, held), (Ids{2}));
    *elsewhere = Permit();
    admission.released(at("127.0.0.1"));
    EXPECT_EQ(begin_all(admission, held), (Ids{1}));
}

TEST(Admission, HandsBackWhatIsOutsideTheScope) {
    Politeness politeness(limits(1), testing::loopback_scope());
    Admission admission(politeness);
    admission.add(at("192.0.2.1"), 1);
    admission.add(at("192.0.2.1"), 2);
    for (std::uint64_t id : {1U, 2U}) {
        const auto admitted = admission.next();
        ASSERT_TRUE(admitted);
        EXPECT_EQ(admitted->id, id);
        EXPECT_FALSE(admitted->permit);
    }
    EXPECT_FALSE(admission.next());
}

TEST(Admission, StopsAtTheOverallLimitAndTellsTheTimeOfARate) {
    Politeness overall(limits(10, 2), testing::loopback_scope());
    Admission admission(overall);
    for (std::uint64_t id : {1U, 2U, 3U})
        admission.add(at("127.0.0.1"), id);
    std::vector<Permit> held;
    EXPECT_EQ(begin_all(admission, held), (Ids{1, 2}));
    EXPECT_FALSE(admission.retry_at());
    held.pop_back();
    EXPECT_EQ(begin_all(admission, held), (Ids{3}));

    auto slow_limits = limits(10);
    slow_limits.per_second = 5;
    Politeness slow(slow_limits, testing::loopback_scope());
    Admission rated(slow);
    rated.add(at("127.0.0.1"), 1);
    rated.add(at("127.0.0.1"), 2);
    std::vector<Permit> rated_held;
    EXPECT_EQ(begin_all(rated, rated_held), (Ids{1}));
    ASSERT_TRUE(rated.retry_at());
    EXPECT_GT(*rated.retry_at(), Deadline::Clock::now());
}

}  // namespace
}  // namespace attt::net
