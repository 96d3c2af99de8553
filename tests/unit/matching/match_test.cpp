// Small cases as text: an inventory, the records of a console, and the links that follow.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "inventory/matching/rivals.h"
#include "tests/unit/matching/described_province.h"
#include "tests/unit/matching/scoring.h"

namespace attt::inventory::matching {
namespace {

using model::Computer;
using model::ComputerRecord;
using model::LinkTier;

Computer computer(std::string id, std::string agency, std::string name, std::string serial = {}, std::string mac = {},
                  std::string ip = {}, std::string uuid = {}) {
    Computer out;
    out.id = std::move(id);
    out.agency = std::move(agency);
    out.name = std::move(name);
    out.serial = std::move(serial);
    out.uuid = std::move(uuid);
    if (!mac.empty()) out.macs.push_back(std::move(mac));
    out.ip = std::move(ip);
    return out;
}

ComputerRecord record(std::string id, std::string agency, std::string name, std::string serial = {},
                      std::string mac = {}, std::string ip = {}, std::string uuid = {}, int day = 0) {
    ComputerRecord out;
    out.id = std::move(id);
    out.agency = std::move(agency);
    out.name = std::move(name);
    out.serial = std::move(serial);
    out.uuid = std::move(uuid);
    if (!mac.empty()) out.macs.push_back(std::move(mac));
    if (!ip.empty()) out.ips.push_back(std::move(ip));
    if (day != 0) out.last_seen = base::Time(std::chrono::days(20'000 + day));
    return out;
}

std::string links_in_words(std::vector<Computer> computers, std::vector<ComputerRecord> records,
                           std::vector<model::ComputerPin> pins = {}, std::vector<model::ComputerPin> confirmed = {}) {
    const std::vector<model::ComputerSource> sources{{"ksc", "console", {}, false, std::move(records)}};
    const std::vector<model::Agency> agencies;
    const auto result = match({computers, agencies, sources, pins, confirmed});
    std::string out;
    for (const model::ComputerLink& link : result.links)
        out += fmt::format("{}={} {} {}{}; ", computers[link.computer].id, sources[0].records[link.record].id,
                           name_of(link.rule), name_of(link.tier),
                           link.current || link.tier == LinkTier::review ? "" : " older");
    for (const auto& ambiguous : result.ambiguous)
        out += fmt::format("{}? of {}; ", sources[0].records[ambiguous.record].id, ambiguous.computers.size());
    return out;
}

constexpr const char* mac_a = "a4:bb:6d:00:00:01";
constexpr const char* mac_b = "a4:bb:6d:00:00:02";

TEST(Match, TakesTheStrongestKey) {
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PF0ABC12", mac_a)},
                             {record("r", "b", "OTHER-99", "pf0abc12", mac_a)}),
              "1=r R2 certain; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PF0ABC12")}, {record("r", "a", "OTHER-99", "PF0ABC12")}),
              "1=r R3 certain; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", mac_a)}, {record("r", "", "stttt-x1", "", mac_a)}),
              "1=r R5 certain; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", mac_a)}, {record("r", "a", "NEW-77", "", mac_a)}),
              "1=r R6 certain; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", "", "10.1.1.7")},
                             {record("r", "", "STTTT-X1.tinh.example", "", "", "10.1.1.7")}),
              "1=r R7 certain; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "PC-01"), computer("2", "b", "PC-01")}, {record("r", "b", "pc-01")}),
              "2=r R8 probable; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1")}, {record("r", "", "STTTT-X1")}), "1=r R9 probable; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "PC-01")}, {record("r", "", "PC-01")}), "1=r R9 review; ");
}

TEST(Match, UuidNeedsASecondKeyInEitherByteOrder) {
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", "", "", "564d4cbc-c6a9-1969-8c0d-1234567890ab")},
                             {record("r", "", "STTTT-X1", "", "", "", "BC4C4D56-A9C6-6919-8C0D-1234567890AB")}),
              "1=r R4 certain; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", "", "", "564d4cbc-c6a9-1969-8c0d-1234567890ab")},
                             {record("r", "", "KHAC-05", "", "", "", "BC4C4D56-A9C6-6919-8C0D-1234567890AB")}),
              "1=r R4 review; ");
}

TEST(Match, ContradictionsGoToAnOfficer) {
    // a name taken over by another computer
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PF0ABC12")}, {record("r", "a", "STTTT-X1", "5CG77777")}),
              "1=r R8 review; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", mac_a)}, {record("r", "a", "STTTT-X1", "", mac_b)}),
              "1=r R8 review; ");
    // a slip of the hand in the list is none
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PFOABC12")}, {record("r", "a", "STTTT-X1", "PF0ABC12")}),
              "1=r R8 probable; ");
    Computer gone = computer("1", "a", "STTTT-X1", "PF0ABC12");
    gone.lifecycle = "retired";
    EXPECT_EQ(links_in_words({gone}, {record("r", "a", "STTTT-X1", "PF0ABC12")}), "1=r R2 review; ");
}

TEST(Match, SharedKeysDecideNothing) {
    // cloned: the same serial twice in the inventory
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PF0ABC12"), computer("2", "a", "STTTT-X2", "PF0ABC12")},
                             {record("r", "", "NEW-77", "PF0ABC12")}),
              "");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PF0ABC12"), computer("2", "a", "STTTT-X2", "PF0ABC12")},
                             {record("r", "a", "STTTT-X2", "PF0ABC12")}),
              "2=r R8 probable; ");
    // a dock at three computers
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", mac_a)},
                             {record("p", "a", "L-MOT", "", mac_a), record("q", "a", "L-HAI", "", mac_a),
                              record("r", "a", "L-BA1", "", mac_a)}),
              "");
    EXPECT_EQ(links_in_words({computer("1", "a", "PC-01"), computer("2", "a", "PC-01")}, {record("r", "a", "PC-01")}),
              "r? of 2; ");
}

TEST(Match, AReinstalledComputerIsOne) {
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PF0ABC12")},
                             {record("new", "a", "STTTT-Y9", "PF0ABC12", "", "", "", 9),
                              record("old", "a", "STTTT-X1", "PF0ABC12", "", "", "", 1)}),
              "1=new R2 certain; 1=old R2 certain older; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1")}, {record("new", "a", "STTTT-X1", "", "", "", "", 9),
                                                                record("old", "a", "STTTT-X1", "", "", "", "", 1)}),
              "1=new R8 probable; 1=old R8 probable older; ");
}

TEST(Match, PinsComeFirstAndStay) {
    const std::vector<Computer> computers{computer("1", "a", "STTTT-X1", "PF0ABC12"), computer("2", "a", "STTTT-X2")};
    const std::vector<ComputerRecord> records{record("r", "a", "STTTT-X1", "PF0ABC12")};
    EXPECT_EQ(links_in_words(computers, records, {{"ksc", "r", "2", true, "xem tận máy"}}), "2=r R0 certain; ");
    EXPECT_EQ(links_in_words(computers, records, {{"ksc", "r", "1", false, "xem tận máy"}}), "");
}

TEST(Match, WhatWasConfirmedHoldsWhereNothingContradicts) {
    const std::vector<ComputerRecord> renamed{record("r", "a", "MOI-77")};
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1")}, renamed, {}, {{"ksc", "r", "1", true, ""}}),
              "1=r R1 certain; ");
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PF0ABC12")}, {record("r", "a", "MOI-77", "5CG77777")}, {},
                             {{"ksc", "r", "1", true, ""}}),
              "");
}

TEST(Match, OneSourceTeachesAnother) {
    const std::vector<Computer> computers{computer("1", "a", "STTTT-X1", "PF0ABC12")};
    const std::vector<model::ComputerSource> sources{
        {"glpi", "glpi", {}, false, {record("g", "a", "MOI-77", "PF0ABC12", mac_a)}},
        {"ksc", "console", {}, false, {record("k", "a", "MOI-77", "", mac_a)}}};
    const auto result = match({computers, {}, sources});
    ASSERT_EQ(result.links.size(), 2U);
    EXPECT_EQ(result.links[1].source, 1U);
    EXPECT_EQ(name_of(result.links[1].rule), "R5");
    EXPECT_EQ(result.links[1].tier, LinkTier::certain);
}

// A name cut to 15 characters may be any of those that begin so; the one that is written whole is not among them.
TEST(Match, TakesWholeNamesBeforeCutOnes) {
    EXPECT_EQ(links_in_words({computer("1", "a", "CQ05-VANPHONG-T77"), computer("2", "a", "CQ05-VANPHONG-T")},
                             {record("r", "a", "cq05-vanphong-t77")}),
              "1=r R8 probable; ");
    // that the others are taken does not make it the last
    EXPECT_EQ(links_in_words({computer("1", "a", "CQ05-VANPHONG-T77"), computer("2", "a", "CQ05-VANPHONG-T78")},
                             {record("r", "a", "CQ05-VANPHONG-T77"), record("s", "a", "CQ05-VANPHONG-T")}),
              "1=r R8 probable; 2=s R8 review; ");
}

TEST(Match, TakesAnOlderRecordOfANameThatNobodyElseHas) {
    const std::vector<ComputerRecord> records = {record("new", "a", "STTTT-X1", "PF0ABC12", "", "", "", 90),
                                                 record("old", "a", "STTTT-X1", "CND8412QZX", mac_b, "", "", 10)};
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "PF0ABC12")}, records),
              "1=new R2 certain; 1=old R8 review; ")
        << "serials that differ are two computers";
    const std::vector<ComputerRecord> silent = {record("new", "a", "STTTT-X1", "", mac_a, "", "", 90),
                                                record("old", "a", "STTTT-X1", "PF0ABC12", "", "", "", 10)};
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", mac_a)}, silent),
              "1=new R5 certain; 1=old R5 certain older; ");
}

TEST(Match, AnAddressCountsWithinItsAgency) {
    const std::vector<Computer> computers = {computer("1", "a", "STTTT-X1", "", "", "192.168.1.7"),
                                             computer("2", "b", "SYT-X1", "", "", "192.168.1.7")};
    EXPECT_EQ(links_in_words(computers, {record("r", "a", "STTTT-X1", "", "", "192.168.1.7")}), "1=r R7 probable; ");
    // moved in the console: the name and an address of its own say more than the group
    EXPECT_EQ(links_in_words({computer("1", "a", "STTTT-X1", "", "", "10.1.1.7")},
                             {record("r", "b", "STTTT-X1", "", "", "10.1.1.7")}),
              "1=r R7 probable; ");
}

TEST(MatchQuality, HoldsUnderTheNoiseThatWasDescribed) {
    testing::Score certain, taken;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const testing::Province province = testing::make_described_province(seed, 2000);
        const auto result = match(province.input());
        const auto add = [&](testing::Score& sum, std::set<LinkTier> tiers) {
            const auto one = score(province, links_of(province, result, std::move(tiers)));
            sum.right += one.right;
            sum.wrong += one.wrong;
            sum.wanted += one.wanted;
        };
        add(certain, {LinkTier::certain});
        add(taken, {LinkTier::certain, LinkTier::probable});
    }
    EXPECT_GE(certain.precision(), 0.999);
    EXPECT_GE(taken.precision(), 0.998);
    EXPECT_GE(taken.recall(), 0.92);
}

TEST(MatchQuality, HoldsWhereTheTruthIsKnown) {
    testing::Score certain, taken;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        testing::ProvinceSettings settings;
        settings.seed = seed;
        settings.computers = 1500;
        settings.agencies = 20;
        settings.replaced = 0;
        const testing::Province province = make_province(settings);
        const auto result = match(province.input());
        const auto add = [&](testing::Score& sum, std::set<LinkTier> tiers) {
            const auto one = score(province, links_of(province, result, std::move(tiers)));
            sum.right += one.right;
            sum.wrong += one.wrong;
            sum.wanted += one.wanted;
        };
        add(certain, {LinkTier::certain});
        add(taken, {LinkTier::certain, LinkTier::probable});
    }
    EXPECT_GE(certain.precision(), 0.999);
    EXPECT_GE(certain.recall(), 0.60);
    EXPECT_GE(taken.precision(), 0.996);
    EXPECT_GE(taken.recall(), 0.87);
}

TEST(MatchQuality, DoesNotDependOnTheOrderOfRows) {
    testing::ProvinceSettings settings;
    settings.computers = 1200;
    settings.sources = 2;
    const testing::Province province = make_province(settings);
    const auto words = [](const testing::Province& p) {
        std::set<std::string> out;
        const auto result = match(p.input());
        for (const auto& link : result.links)
            out.insert(fmt::format("{} {} {} {} {} {} {}", p.computers[link.computer].id, link.source,
                                   p.sources[link.source].records[link.record].id, name_of(link.tier),
                                   name_of(link.rule), link.current, link.doubts));
        for (const auto& each : result.ambiguous) {
            std::set<std::string> ids;
            for (const std::uint32_t computer : each.computers)
                ids.insert(p.computers[computer].id);
            for (const std::string& id : ids)
                out.insert(fmt::format("? {} {} {}", each.source, p.sources[each.source].records[each.record].id, id));
        }
        return out;
    };
    const auto expected = words(province);
    for (const std::uint64_t seed : {7U, 8U, 9U})
        EXPECT_EQ(words(shuffled(province, seed)), expected) << seed;
}

TEST(Match, APinSurvivesWhateverALaterImportSays) {
    const std::vector<model::ComputerPin> pins{{"ksc", "r1", "1", true, "đã xem máy"},
                                               {"ksc", "r2", "2", false, "máy khác"}};
    // a year later both records have other names, and all keys speak for other computers
    const auto computers = {computer("1", "a", "STTTT-X1", "PF0ABC12", mac_a),
                            computer("2", "a", "STTTT-X2", "PF0ABC13", mac_b)};
    EXPECT_EQ(links_in_words(computers, {record("r1", "a", "STTTT-X2", "PF0ABC13", mac_b)}, pins), "1=r1 R0 certain; ");
    EXPECT_EQ(links_in_words(computers, {record("r2", "a", "STTTT-X2", "PF0ABC13", mac_b)}, pins), "");
    EXPECT_EQ(
        links_in_words(computers, {record("r2", "a", "STTTT-X2", "PF0ABC13", mac_b), record("r1", "a", "ABC")}, pins),
        "1=r1 R0 certain; ");
}

TEST(Match, RivalsOfALinkAreTold) {
    const std::vector<Computer> computers{computer("1", "a", "STTTT-X1", "PF0ABC12", mac_a),
                                          computer("2", "b", "STTTT-X1", "", mac_b)};
    const std::vector<model::ComputerSource> sources{
        {"ksc",
         "console",
         {},
         false,
         {record("r1", "a", "STTTT-X1", "PF0ABC12"), record("r2", "", "OTHER-7", "", mac_a)}}};
    const MatchInput input{computers, {}, sources};
    const auto result = match(input);
    ASSERT_FALSE(result.links.empty());
    const auto rivals = rivals_of(input, std::span(result.links).first(1));
    ASSERT_EQ(rivals.size(), 1U);
    std::string words;
    for (const Rival& rival : rivals[0])
        words += fmt::format("{}={} {}; ", computers[rival.computer].id, sources[0].records[rival.record].id,
                             name_of(rival.rule));
    EXPECT_EQ(words, "1=r2 R6; ");
}

}  // namespace
}  // namespace attt::inventory::matching
