// One cell to one value, in the words of offices.
#include <gmock/gmock.h>

#include "inventory/values.h"
#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct WordCase {
    const char* name;
    const WordList& (*words)();
    const char* text;
    const char* expected;  // an id, or the message of the error
};

class Words : public ::testing::TestWithParam<WordCase> {};

TEST_P(Words, HaveIds) {
    std::string id;
    const auto assigned = assign_word(id, GetParam().text, GetParam().words());
    EXPECT_EQ(assigned ? id : assigned.error().message, GetParam().expected);
}

constexpr const char* refused = "inventory.not_one_of";
constexpr const char* refused_near = "inventory.not_one_of_near";

INSTANTIATE_TEST_SUITE_P(
    Lists, Words,
    ::testing::Values(
        WordCase{"tier_id", agency_tier_words, "province", "province"},
        WordCase{"tier_vietnamese", agency_tier_words, "Tỉnh", "province"},
        WordCase{"tier_plain", agency_tier_words, "CAP HUYEN", "district"},
        WordCase{"tier_other", agency_tier_words, "quốc gia liên bang", refused},
        WordCase{"kind_department", agency_kind_words, "Sở", "department"},
        WordCase{"kind_committee", agency_kind_words, "UBND", "people_committee"},
        WordCase{"kind_committee_other_spelling", agency_kind_words, "Uỷ ban nhân dân", "people_committee"},
        WordCase{"kind_public_unit", agency_kind_words, "đơn vị sự nghiệp", "public_unit"},
        WordCase{"kind_party", agency_kind_words, "Đảng, đoàn thể", "party_or_union"},
        WordCase{"kind_branch", agency_kind_words, "Cơ quan ngành dọc", "central_branch"},
        WordCase{"system_lan", system_kind_words, "Mạng LAN", "lan"},
        WordCase{"system_specialised", system_kind_words, "chuyên ngành", "specialised"},
        WordCase{"in_use", lifecycle_words, "Đang sử dụng", "in_use"},
        WordCase{"in_use_spaced", lifecycle_words, "in use", "in_use"},
        WordCase{"test", lifecycle_words, "thử nghiệm", "test"},
        WordCase{"retired", lifecycle_words, "Không còn sử dụng", "retired"},
        WordCase{"retired_not_in_use", lifecycle_words, "không sử dụng được", refused},
        WordCase{"dossier_none", dossier_state_words, "chưa có", "none"},
        WordCase{"dossier_draft", dossier_state_words, "Đang dự thảo", "draft"},
        WordCase{"dossier_submitted", dossier_state_words, "Đã gửi thẩm định", "submitted"},
        WordCase{"dossier_appraised", dossier_state_words, "Đã thẩm định", "appraised"},
        WordCase{"dossier_approved", dossier_state_words, "Đã được phê duyệt", "approved"},
        WordCase{"dossier_not_yet_is_no_approval", dossier_state_words, "Chưa phê duyệt", refused_near},
        WordCase{"dossier_half_a_word_is_no_approval", dossier_state_words, "phê duyệt", refused_near},
        WordCase{"yes", yes_no_words, "Có", "true"}, WordCase{"yes_x", yes_no_words, "X", "true"},
        WordCase{"yes_tick", yes_no_words, "✓", "true"}, WordCase{"yes_one", yes_no_words, "1", "true"},
        WordCase{"yes_word", yes_no_words, "TRUE", "true"}, WordCase{"no", yes_no_words, "không", "false"},
        WordCase{"no_not_yet", yes_no_words, "Chưa cài", "false"}, WordCase{"no_zero", yes_no_words, "0", "false"},
        WordCase{"product_is_no_yes", yes_no_words, "Kaspersky", refused}),
    [](const auto& test) { return test.param.name; });

TEST(Words, ErrorNamesTheNearestAndAll) {
    std::string id;
    const auto assigned = assign_word(id, "đang dự tháo xong", dossier_state_words());
    ASSERT_FALSE(assigned);
    EXPECT_EQ(argument(assigned.error(), "nearest"), "Đang dự thảo");
    EXPECT_EQ(
        argument(assigned.error(), "allowed"),
        "chưa có (none), Đang dự thảo (draft), Đã gửi thẩm định (submitted), Đã thẩm định (appraised), Đã được phê "
        "duyệt (approved)");
}

struct LevelCase {
    const char* text;
    int level;  // 0: refused
};

class Levels : public ::testing::TestWithParam<LevelCase> {};

TEST_P(Levels, AreOneToFive) {
    std::optional<int> level;
    const bool assigned = assign(level, GetParam().text).has_value();
    EXPECT_EQ(assigned ? level.value_or(-1) : 0, GetParam().level) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Texts, Levels,
                         ::testing::Values(LevelCase{"1", 1}, LevelCase{"5", 5}, LevelCase{"Cấp độ 3", 3},
                                           LevelCase{"cấp 2", 2}, LevelCase{"III", 3}, LevelCase{"IV", 4},
                                           LevelCase{"0", 0}, LevelCase{"6", 0}, LevelCase{"-3", 0},
                                           LevelCase{"3.5", 0}, LevelCase{"2-3", 0}, LevelCase{"ba", 0},
                                           LevelCase{"99999999999999999999", 0}));

struct MacCase {
    const char* name;
    const char* text;
    std::vector<std::string> macs;
    bool whole = true;
};

class Macs : public ::testing::TestWithParam<MacCase> {};

TEST_P(Macs, AreNormalised) {
    std::vector<std::string> macs;
    const bool whole = assign(macs, GetParam().text).has_value();
    EXPECT_EQ(macs, GetParam().macs);
    EXPECT_EQ(whole, GetParam().whole);
}

const std::string first_mac = "00:1b:44:11:3a:b7";
const std::string second_mac = "00:1b:44:11:3a:b8";

INSTANTIATE_TEST_SUITE_P(
    Texts, Macs,
    ::testing::Values(MacCase{"colons", "00:1B:44:11:3A:B7", {first_mac}},
                      MacCase{"dashes", "00-1b-44-11-3a-b7", {first_mac}},
                      MacCase{"dots", "001b.4411.3ab7", {first_mac}}, MacCase{"bare", "001B44113AB7", {first_mac}},
                      MacCase{"space", "00:1B:44:11:3A:B7 00:1B:44:11:3A:B8", {first_mac, second_mac}},
                      MacCase{"semicolon", "001B44113AB7;001B44113AB8", {first_mac, second_mac}},
                      MacCase{"bar_and_comma", "001B44113AB7 | 001B44113AB8,", {first_mac, second_mac}},
                      MacCase{"new_line", "001B44113AB7\n001B44113AB8", {first_mac, second_mac}},
                      MacCase{"twice", "001B44113AB7, 00:1b:44:11:3a:b7", {first_mac}},
                      MacCase{"one_of_two", "001B44113AB7, xx", {first_mac}, false},
                      MacCase{"short", "00:1B:44:11:3A", {}, false},
                      MacCase{"not_hex", "00:1B:44:11:3A:G7", {}, false}),
    [](const auto& test) { return test.param.name; });

struct UrlCase {
    const char* name;
    const char* text;
    const char* expected;  // normalised, or the message of the error
};

class Urls : public ::testing::TestWithParam<UrlCase> {};

TEST_P(Urls, AreThoseOfPublicSites) {
    std::string url;
    const auto assigned = assign_url(url, GetParam().text);
    EXPECT_EQ(assigned ? url : assigned.error().message, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Urls,
    ::testing::Values(UrlCase{"plain", "https://a.example", "https://a.example/"},
                      UrlCase{"upper_case", "HTTP://A.Example:80/x", "http://a.example/x"},
                      UrlCase{"port", "https://a.example:8443/", "https://a.example:8443/"},
                      UrlCase{"public_address", "https://203.0.113.7/", "https://203.0.113.7/"},
                      UrlCase{"no_scheme", "a.example", "inventory.url_no_scheme"},
                      UrlCase{"no_scheme_www", "www.a.example/trang", "inventory.url_no_scheme"},
                      UrlCase{"mail", "smtp://a.example", "inventory.url_not_web"},
                      UrlCase{"unknown_scheme", "gopher://a.example", "inventory.url_not_web"},
                      UrlCase{"script", "javascript:alert(1)", "inventory.url_no_scheme"},
                      UrlCase{"loopback", "https://127.0.0.1/", "inventory.private_address"},
                      UrlCase{"loopback_far", "https://127.8.8.8:8443/", "inventory.private_address"},
                      UrlCase{"ten", "http://10.1.2.3/", "inventory.private_address"},
                      UrlCase{"one_seven_two", "http://172.31.0.1/", "inventory.private_address"},
                      UrlCase{"one_nine_two", "http://192.168.1.1/", "inventory.private_address"},
                      UrlCase{"link_local", "http://169.254.1.1/", "inventory.private_address"},
                      UrlCase{"unspecified", "http://0.0.0.0/", "inventory.private_address"},
                      UrlCase{"loopback_v6", "https://[::1]/", "inventory.private_address"},
                      UrlCase{"mapped_v6", "https://[::ffff:127.0.0.1]/", "inventory.private_address"},
                      UrlCase{"unique_local_v6", "https://[fd12::1]/", "inventory.private_address"},
                      UrlCase{"localhost", "http://localhost:8080/", "inventory.private_address"}),
    [](const auto& test) { return test.param.name; });

TEST(Urls, WithoutASchemeAreToldWhatTheyShouldBe) {
    std::string url;
    const auto assigned = assign_url(url, "a.example/trang");
    ASSERT_FALSE(assigned);
    EXPECT_EQ(argument(assigned.error(), "expected"), "https://a.example/trang");
}

TEST(Ids, CanNameAFile) {
    for (const char* id : {"so-tttt", "000.00.01.H20", "Sở TTTT", "MT 001"}) {
        std::string out;
        EXPECT_TRUE(assign_id(out, id)) << id;
    }
    for (const char* id : {"../../etc/passwd", ".hidden", "a/b", "a\\b", "a\nb"}) {
        std::string out;
        EXPECT_FALSE(assign_id(out, id)) << id;
    }
    std::string out;
    EXPECT_FALSE(assign_id(out, std::string(101, 'a')));
}

TEST(Uuids, AreLowerCaseWithoutBraces) {
    std::string out;
    ASSERT_TRUE(assign_uuid(out, "{BC4C4D56-A9C6-6919-1234-0123456789AB}"));
    EXPECT_EQ(out, "bc4c4d56-a9c6-6919-1234-0123456789ab");
    EXPECT_FALSE(assign_uuid(out, "Not Settable"));
}

TEST(Cells, ThatSayNothingAreUnknown) {
    const std::string headings = "id,agency,name,serial,mac,ip,antivirus_installed,antivirus_seen\n";
    for (const std::string blank : {"", "-", "—", "N/A", "#N/A", "chưa rõ", "Không rõ", "?"}) {
        std::string row = "m1,so-mau,MAY";
        for (int i = 0; i < 5; ++i)
            row += "," + blank;
        const ReadResult result = read(headings + row + "\n", "x.csv", {}, one_agency());
        ASSERT_THAT(lines_of(result.defects), IsEmpty()) << blank;
        ASSERT_THAT(lines_of(result.warnings), IsEmpty()) << blank;
        const model::Computer& computer = result.inventory.computers.at(0);
        EXPECT_FALSE(computer.antivirus_installed.has_value()) << blank;
        EXPECT_FALSE(computer.antivirus_seen.has_value()) << blank;
        EXPECT_EQ(computer.serial + computer.ip, "") << blank;
    }
}

TEST(Cells, WithoutADossierStateAreUnknownAndNotNone) {
    const ReadResult result =
        read("id,name,agency,kind,level,dossier_state\na,A,so-mau,lan,,\nb,B,so-mau,lan,,chưa có\n", "x.csv", {},
             one_agency());
    ASSERT_EQ(result.inventory.systems.size(), 2U);
    EXPECT_EQ(result.inventory.systems[0].dossier_state, "");
    EXPECT_EQ(result.inventory.systems[1].dossier_state, "none");
}

TEST(Cells, BadOnesAreNamedByLineAndColumn) {
    const ReadResult result = read(
        "id,name,agency,kind,Cấp độ,Ngày quyết định,Giám sát 24/7\n"
        "a,A,so-mau,mạng LAN,3,31/12/2022,có\n"
        "b,B,so-mau,mạng LAN,9,31/02/2022,có\n"
        "c,C,so-mau,mạng,3,hôm qua,Kaspersky\n"
        "d,,so-mau,,,,\n",
        "x.csv", {}, one_agency());
    EXPECT_THAT(lines_of(result.defects),
                ElementsAre("3 inventory.level", "3 inventory.date_impossible_near", "4 inventory.not_one_of_near",
                            "4 inventory.date_syntax", "4 inventory.not_one_of", "5 inventory.missing_value"));
    EXPECT_EQ(argument(result.defects[1], "column"), "Ngày quyết định");
    EXPECT_EQ(argument(result.defects[5], "column"), "name");
    ASSERT_EQ(result.inventory.systems.size(), 1U);
    const model::InformationSystem& kept = result.inventory.systems[0];
    EXPECT_EQ(kept.level, 3);
    EXPECT_EQ(base::to_iso_date(*kept.decision_date), "2022-12-31");
    EXPECT_EQ(kept.monitored_24_7, true);
}

TEST(Cells, GuardedAgainstFormulasAreReadAsTheyWere) {
    const ReadResult result = read("id,name\na,'=1+1\nb,'tên\n");
    ASSERT_EQ(result.inventory.agencies.size(), 2U);
    EXPECT_EQ(result.inventory.agencies[0].name, "=1+1");
    EXPECT_EQ(result.inventory.agencies[1].name, "'tên");
}

TEST(Cells, OfSeveralMacColumnsAreOneList) {
    const ReadResult result =
        read("id,agency,name,MAC LAN,MAC WiFi\nm,so-mau,M,001B44113AB7,001B44113AB8\n", "x.csv", {}, one_agency());
    ASSERT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_THAT(result.inventory.computers.at(0).macs, ElementsAre(first_mac, second_mac));
}

}  // namespace
}  // namespace attt::inventory::testing
