// What a scan visits, in which order, with which probes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "scanner/scanner.h"

namespace attt::scanner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

net::Scope scope_of(const std::string& pattern) {
    net::Scope scope;
    scope.allow({pattern}, {*net::Network::parse("127.0.0.0/8")}, 64);
    return scope;
}

model::Inventory sites(int count) {
    model::Inventory out;
    for (int number = 0; number < count; ++number) {
        const std::string id = "w" + std::to_string(number);
        out.websites.push_back({id, "https://" + id + ".province.example/", "a", "", "", "in_use"});
    }
    return out;
}

std::vector<std::string> order(const Plan& plan) {
    std::vector<std::string> out;
    for (const model::Task& task : plan.tasks)
        out.push_back(task.subject.id);
    return out;
}

TEST(PlanScan, draws_the_order_from_the_seed_alone) {
    model::Inventory listed = sites(100);
    const auto scope = scope_of("*.province.example");
    const auto first = order(plan_scan(listed, scope, {"tls"}, 7));
    EXPECT_EQ(order(plan_scan(listed, scope, {"tls"}, 7)), first);
    EXPECT_NE(order(plan_scan(listed, scope, {"tls"}, 8)), first);
    std::reverse(listed.websites.begin(), listed.websites.end());
    EXPECT_EQ(order(plan_scan(listed, scope, {"tls"}, 7)), first);
    EXPECT_FALSE(std::is_sorted(first.begin(), first.end()));
    EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), 100U);
}

TEST(PlanScan, leaves_out_what_is_outside_and_says_so) {
    model::Inventory listed = sites(3);
    listed.websites[0].url = "https://other.example/";
    listed.websites[1].lifecycle = "retired";
    const Plan plan = plan_scan(listed, scope_of("*.province.example"), {"tls"}, 1);
    EXPECT_THAT(order(plan), ElementsAre("w2"));
    ASSERT_THAT(plan.left_out, SizeIs(1));
    EXPECT_EQ(plan.left_out[0].message, "scan.name_outside_scope");
}

TEST(ProbesNamed, are_those_of_the_table_in_its_order) {
    const auto named = [](const std::vector<std::string>& names) { return *probes_named(names); };
    EXPECT_THAT(named({}),
                ElementsAre("dns", "tcp", "tls", "http", "content", "parity", "zone", "mail", "tls_sibling"));
    EXPECT_THAT(named({"http", "tls", "http"}), ElementsAre("tls", "http"));
    EXPECT_THAT(named({"tls", "ipv6"}), ElementsAre("dns", "tcp", "tls"));
    const std::vector<std::string> misspelt{"tlss"};
    const auto refused = probes_named(misspelt);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "scan.unknown_probe_near");
    EXPECT_EQ(refused.error().arguments[1].second, "tls");
    const std::vector<std::string> far{"heartbeat-of-doves"};
    const auto listed = probes_named(far);
    ASSERT_FALSE(listed);
    EXPECT_EQ(listed.error().message, "scan.unknown_probe");
    EXPECT_EQ(listed.error().arguments.back().second,
              "dns, tcp, tls, http, content, parity, zone, mail, tls_sibling, exposure, tls_attacks, ipv6");
}

}  // namespace
}  // namespace attt::scanner
