#include <gtest/gtest.h>

#include "model/finding.h"
#include "model/inventory.h"
#include "model/measurement.h"
#include "model/observation.h"
#include "model/verdict.h"

namespace attt::model {
namespace {

TEST(Endpoint, is_written_and_read_with_brackets_round_ipv6) {
    for (const Endpoint& endpoint : {Endpoint{"127.0.0.1", 443}, Endpoint{"::1", 8443}})
        EXPECT_EQ(parse_endpoint(to_string(endpoint)), endpoint);
    for (const char* bad : {"", "127.0.0.1", "::1:443:", "127.0.0.1:x", "127.0.0.1:70000", ":443", "::1:443"})
        EXPECT_FALSE(parse_endpoint(bad)) << bad;
}

TEST(Combined, a_fail_anywhere_is_a_fail_and_unknown_is_never_pass) {
    struct Case {
        std::vector<Outcome> at_endpoints;
        Outcome whole;
    };
    using enum Outcome;
    for (const Case& c : {Case{{pass, pass}, pass}, Case{{pass, fail, unknown}, fail}, Case{{pass, unknown}, unknown},
                          Case{{not_applicable, pass}, pass}, Case{{not_applicable, not_applicable}, not_applicable},
                          Case{{not_applicable, unknown}, unknown}}) {
        std::vector<Verdict> verdicts;
        for (const Outcome outcome : c.at_endpoints) {
            Verdict verdict;
            verdict.outcome = outcome;
            verdicts.push_back(verdict);
        }
        std::vector<const Verdict*> pointers;
        for (const Verdict& verdict : verdicts)
            pointers.push_back(&verdict);
        EXPECT_EQ(combined(pointers), c.whole);
    }
}

TEST(FindingId, separates_its_parts_by_length) {
    const FindingKey key{{SubjectKind::website, "a"}, "bc", "d"};
    const FindingKey other{{SubjectKind::website, "ab"}, "c", "d"};
    EXPECT_NE(finding_id(key), finding_id(other));
    EXPECT_EQ(finding_id(key), finding_id(key));
    // permanent: what was printed in a report must be found again by every later version
    EXPECT_EQ(finding_id({{SubjectKind::website, "web-01"}, "certificate.trusted", ""}), "F-f212f6c28ff6");
}

TEST(FindingState, is_computed_from_episodes) {
    const base::Time monday = base::start_of_day(base::parse_date("2026-11-23").value());
    const base::Time before = monday - std::chrono::days(7);
    Finding finding;
    finding.episodes = {{1, monday, {}, {}}};
    EXPECT_EQ(state_of(finding, monday, monday), FindingState::fresh);
    finding.episodes = {{1, before, {}, {}}};
    EXPECT_EQ(state_of(finding, monday, monday), FindingState::open);
    finding.episodes = {{1, before, before, CloseKind::verified_fixed}, {2, monday, {}, {}}};
    EXPECT_EQ(state_of(finding, monday, monday), FindingState::regressed);
    finding.episodes = {{1, before, monday, CloseKind::verified_fixed}};
    EXPECT_EQ(state_of(finding, monday, monday), FindingState::verified_fixed);
    finding.episodes = {{1, before, monday, CloseKind::retired}};
    EXPECT_EQ(state_of(finding, monday, monday), FindingState::not_applicable);
}

TEST(Quantity, keeps_a_bound_as_a_bound) {
    const auto above = parse_quantity("> 95");
    ASSERT_TRUE(above);
    EXPECT_EQ(above->bound, Comparator::above);
    EXPECT_EQ(above->value, base::Rational(95));
    EXPECT_EQ(parse_quantity("99,21")->bound, std::nullopt);
    EXPECT_FALSE(parse_quantity("> x"));
}

TEST(Comparator, above_and_at_least_differ_at_the_boundary) {
    EXPECT_FALSE(holds(Comparator::above, base::Rational(80), base::Rational(80)));
    EXPECT_TRUE(holds(Comparator::at_least, base::Rational(90), base::Rational(90)));
}

TEST(Inventory, records_survive_the_way_to_plain_data_and_back) {
    InformationSystem system{"lan-tttt", "Mạng LAN", "so-tttt", "UBND Tỉnh", "lan", "in_use", 2,
                             "approved", "12/QĐ",    {},        "full",      true,  {}};
    system.decision_date = base::parse_date("2022-12-31").value();
    EXPECT_EQ(system_from(to_value(system)), system);
    const Computer computer{"pc1",      "so-tttt",    "PC-01", "SN1", "u", {"aa:bb:cc:dd:ee:ff"},
                            "10.0.0.1", "Windows 10", false,   "KES", {},  "in_use"};
    EXPECT_EQ(computer_from(to_value(computer)), computer);
    const Website website{"w", "https://a.example", "so-tttt", "", "Trang", "test"};
    EXPECT_EQ(website_from(to_value(website)), website);
    Agency agency{"so-tttt", "Sở TTTT", "province", "department", "ubnd-tinh", {}, {}, "so-khcn", 2};
    agency.valid_to = base::parse_date("2025-02-28").value();
    EXPECT_EQ(agency_from(to_value(agency)), agency);
}

TEST(InventoryObservation, does_not_state_what_nobody_said) {
    Computer computer;
    computer.id = "pc1";
    const base::Time recorded = base::start_of_day(base::parse_date("2026-11-23").value());
    EXPECT_EQ(inventory_observation(computer, recorded).facts.at_path("antivirus_installed"), nullptr);
    computer.antivirus_installed = true;
    computer.antivirus_seen = base::parse_date("2026-10-01").value();
    const Observation stated = inventory_observation(computer, recorded);
    EXPECT_EQ(*stated.facts.at_path("antivirus_installed"), base::Value(true));
    EXPECT_EQ(stated.observed_at, base::start_of_day(*computer.antivirus_seen));
}

}  // namespace
}  // namespace attt::model
