#include "inventory/matching/keys.h"

#include <gtest/gtest.h>

namespace attt::inventory::matching {
namespace {

struct Case {
    std::string_view text, canon;
    Quality quality;
    KeyFlaw flaw;
};

TEST(NormalSerial, KeepsWhatTellsComputersApart) {
    const Case cases[] = {
        {" 5cg-1234 xyz ", "5CG1234XYZ", Quality::sound, KeyFlaw::none},
        {"S/N: PF0ABC12", "PF0ABC12", Quality::sound, KeyFlaw::none},
        {"0001234567891", "1234567891", Quality::sound, KeyFlaw::none},
        {"1234567891.0", "1234567891", Quality::sound, KeyFlaw::none},
        {"", "", Quality::absent, KeyFlaw::none},
        {" - ", "", Quality::absent, KeyFlaw::none},
        {"To Be Filled By O.E.M.", "", Quality::rejected, KeyFlaw::placeholder},
        {"Default string", "", Quality::rejected, KeyFlaw::placeholder},
        {"Không có", "", Quality::rejected, KeyFlaw::placeholder},
        {"0123456789", "", Quality::rejected, KeyFlaw::placeholder},
        {"00000000", "", Quality::rejected, KeyFlaw::repeated},
        {"1.23E+15", "", Quality::rejected, KeyFlaw::damaged_number},
        {"1,23457E+15", "", Quality::rejected, KeyFlaw::damaged_number},
        {"A12", "", Quality::rejected, KeyFlaw::too_short},
        {"ABCDEFXY", "ABCDEFXY", Quality::weak, KeyFlaw::no_digit},
    };
    for (const Case& c : cases) {
        const NormalKey key = normal_serial(c.text);
        EXPECT_EQ(key.canon, c.canon) << c.text;
        EXPECT_EQ(key.quality, c.quality) << c.text;
        EXPECT_EQ(key.flaw, c.flaw) << c.text;
    }
}

TEST(NormalUuid, IsTheSameForBothByteOrders) {
    const NormalKey guest = normal_uuid("BC4C4D56-A9C6-6919-8C0D-1234567890AB");
    const NormalKey host = normal_uuid("{564d4cbc-c6a9-1969-8c0d-1234567890ab}");
    EXPECT_EQ(guest.canon, host.canon);
    EXPECT_EQ(guest.quality, Quality::sound);
    EXPECT_EQ(normal_uuid("03000200-0400-0500-0006-000700080009").flaw, KeyFlaw::placeholder);
    EXPECT_EQ(normal_uuid("00020003-0004-0005-0006-000700080009").flaw, KeyFlaw::placeholder);
    EXPECT_EQ(normal_uuid("ffffffff-ffff-ffff-ffff-ffffffffffff").flaw, KeyFlaw::repeated);
    EXPECT_EQ(normal_uuid("Not Settable").flaw, KeyFlaw::malformed);
    EXPECT_EQ(normal_uuid("").quality, Quality::absent);
}

TEST(NormalMac, RejectsWhatManyComputersShare) {
    EXPECT_EQ(normal_mac("A4-BB-6D-01-02-03").canon, "a4bb6d010203");
    EXPECT_EQ(normal_mac("a4bb.6d01.0203").canon, "a4bb6d010203");
    EXPECT_EQ(normal_mac("A4BB6D010203").quality, Quality::sound);
    EXPECT_EQ(normal_mac("02:42:ac:11:00:02").flaw, KeyFlaw::virtual_adapter);
    EXPECT_EQ(normal_mac("02:11:22:33:44:55").flaw, KeyFlaw::local_address);
    EXPECT_EQ(normal_mac("02:11:22:33:44:55").quality, Quality::weak);
    EXPECT_EQ(normal_mac("01:11:22:33:44:55").flaw, KeyFlaw::group_address);
    EXPECT_EQ(normal_mac("00:00:00:00:00:00").flaw, KeyFlaw::repeated);
    EXPECT_EQ(normal_mac("24:b6:20:52:41:53").flaw, KeyFlaw::placeholder);
    EXPECT_EQ(normal_mac("chưa rõ").flaw, KeyFlaw::malformed);
    EXPECT_EQ(normal_mac("").quality, Quality::absent);
}

TEST(NormalHost, IsTheNameWithoutItsDomain) {
    const std::pair<std::string_view, std::string_view> cases[] = {{"STTTT-PC01", "stttt-pc01"},
                                                                   {"stttt-pc01.dongthap.example", "stttt-pc01"},
                                                                   {"DONGTHAP\\STTTT-PC01$", "stttt-pc01"},
                                                                   {"Máy_Kế Toán 3B", "may-ke-toan-3b"},
                                                                   {"10.1.2.3", ""},
                                                                   {"", ""}};
    for (const auto& [text, canon] : cases)
        EXPECT_EQ(normal_host(text).canon, canon) << text;
    for (const std::string_view common : {"PC-01", "MAY01", "DESKTOP", "May tinh 12", "WIN10", "a1"})
        EXPECT_EQ(normal_host(common).flaw, KeyFlaw::common_name) << common;
    for (const std::string_view own : {"DESKTOP-AB12CD3", "SNV-KT-05", "DESKTOP-1234567"})
        EXPECT_EQ(normal_host(own).quality, Quality::sound) << own;
}

TEST(SameHost, SeesThroughTheCutOfNetbios) {
    EXPECT_TRUE(same_host("sotttt-vanphong-may01", "sotttt-vanphong"));
    EXPECT_TRUE(same_host("stttt-pc01", "stttt-pc01"));
    EXPECT_FALSE(same_host("sotttt-vanphong-may01", "sotttt-vanphong-may02"));
    EXPECT_FALSE(same_host("stttt-pc01", "stttt-pc011"));
}

TEST(NearlyEqualSerials, AreSlipsOfTheHand) {
    EXPECT_TRUE(nearly_equal_serials("5CG1234XYZ", "5CG1234XYQ"));
    EXPECT_TRUE(nearly_equal_serials("PF0ABC12", "PFOABC12"));
    EXPECT_TRUE(nearly_equal_serials("PF0ABC12", "PF0ABC1"));
    EXPECT_FALSE(nearly_equal_serials("PF0ABC12", "PF0XYC12"));
    EXPECT_FALSE(nearly_equal_serials("AB12", "AB13"));
}

}  // namespace
}  // namespace attt::inventory::matching
