// What needs more than one record: ids, references, circles, order of dates.
#include <gmock/gmock.h>

#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> agency_ids(const ReadResult& result) {
    std::vector<std::string> out;
    for (const auto& agency : result.inventory.agencies)
        out.push_back(agency.id);
    return out;
}

TEST(Ids, OfTwoRowsNameTheLineOfTheFirst) {
    const ReadResult result = read("id,name\na,A\nb,B\na,C\n");
    ASSERT_THAT(lines_of(result.defects), ElementsAre("4 inventory.duplicate_id"));
    EXPECT_EQ(argument(result.defects[0], "line"), "2");
    EXPECT_THAT(agency_ids(result), ElementsAre("a", "b"));
    EXPECT_EQ(result.rows[2].problem, "inventory.duplicate_id");
    EXPECT_EQ(result.rows[2].subject.id, "");
}

TEST(BadRows, TellAllThatIsWrongWithThem) {
    const ReadResult agencies = read(
        "id,name,tier,kind,parent,valid_from,valid_to\n"
        "a,,tỉn,sở,khong-co,31/02/2025,năm ngoái\n"
        "b,B,tỉnh,sở,khong-co,2025-01-02,2025-01-01\n");
    EXPECT_THAT(
        lines_of(agencies.defects),
        UnorderedElementsAre("2 inventory.missing_value", "2 inventory.not_one_of_near",
                             "2 inventory.date_impossible_near", "2 inventory.date_syntax",
                             "2 inventory.unknown_agency", "3 inventory.dates_order", "3 inventory.unknown_agency"));
    EXPECT_THAT(agency_ids(agencies), IsEmpty());

    const ReadResult sites = read(
        "id,url,agency,system,lifecycle\n"
        "s,trang.example,so-mua,he-thong,đang dùn\n"
        "s,https://a.example/,,he-thong,\n"
        ",http://10.0.0.1/,so-mua,,\n"
        ",Tổng cộng,,,\n",
        "x.csv", {}, one_agency());
    EXPECT_THAT(lines_of(sites.defects),
                UnorderedElementsAre("2 inventory.url_no_scheme", "2 inventory.not_one_of_near",
                                     "2 inventory.unknown_agency_near", "2 inventory.unknown_system",
                                     "3 inventory.duplicate_id", "3 inventory.missing_value",
                                     "3 inventory.unknown_system", "4 inventory.no_id", "4 inventory.private_address",
                                     "4 inventory.unknown_agency_near", "5 inventory.no_id"));
    for (const base::Error& defect : sites.defects) {
        EXPECT_TRUE(defect.message == "inventory.no_id" || argument(defect, "column") != "(none)") << defect.message;
    }
}

TEST(BadRows, OfTomlTellOfAMisspeltKeyOnce) {
    const ReadResult result = read("[[agency]]\nid = \"a\"\nnaem = \"A\"\ntier = 3\nparent = \"khong-co\"\n", "a.toml");
    EXPECT_THAT(lines_of(result.defects), UnorderedElementsAre("3 toml.unknown_key_near", "1 inventory.not_one_of_near",
                                                               "1 inventory.unknown_agency"));
}

TEST(BadRows, DoNotTakeASoundRowOfTheSameIdAway) {
    const ReadResult result = read("id,name,valid_from,valid_to,parent\na,A,,,\na,A,2025-01-02,2025-01-01,\nb,B,,,a\n");
    EXPECT_THAT(lines_of(result.defects), UnorderedElementsAre("3 inventory.duplicate_id", "3 inventory.dates_order"));
    EXPECT_THAT(agency_ids(result), ElementsAre("a", "b"));
}

TEST(Ids, OfTwoFilesNameTheFile) {
    const ReadResult result = read_sources({{"one.csv", "id,name\na,A\n"}, {"two.csv", "id,name\na,B\n"}}, {}, {});
    ASSERT_THAT(lines_of(result.defects), ElementsAre("2 inventory.duplicate_id_elsewhere"));
    EXPECT_EQ(argument(result.defects[0], "file"), "one.csv");
    EXPECT_EQ(result.inventory.agencies.at(0).name, "A");
}

TEST(Ids, OfTheStoreMayComeAgain) {
    const ReadResult result = read("id,name\nso-mau,Sở Mẫu mới\n", "x.csv", {}, one_agency());
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_EQ(result.inventory.agencies.at(0).name, "Sở Mẫu mới");
}

TEST(Ids, OfDifferentKindsDoNotMeet) {
    const ReadResult result =
        read_sources({{"a.csv", "id,name\nx,A\n"}, {"w.csv", "id,url,agency\nx,https://a.example/,x\n"}}, {}, {});
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
}

TEST(References, AreFoundInAnyFileAndOrder) {
    const ReadResult result = read_sources({{"w.csv", "id,url,agency,system\nw,https://a.example/,a,s\n"},
                                            {"s.csv", "id,name,agency,level\ns,S,a,2\n"},
                                            {"a.csv", "id,name,parent\na,A,b\nb,B,\n"}},
                                           {}, {});
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_EQ(result.inventory.websites.size(), 1U);
}

TEST(References, ToNothingNameTheNearestId) {
    const ReadResult result = read("id,url,agency\nw,https://a.example/,so-mua\nv,https://b.example/,hoàn toàn khác\n",
                                   "x.csv", {}, one_agency());
    ASSERT_THAT(lines_of(result.defects), ElementsAre("2 inventory.unknown_agency_near", "3 inventory.unknown_agency"));
    EXPECT_EQ(argument(result.defects[0], "nearest"), "so-mau");
    EXPECT_TRUE(result.inventory.websites.empty());
}

TEST(References, MayBeTheFullNameOfOneAgency) {
    const ReadResult result = read_sources({{"a.csv", "id,name\na,Sở Một\nb,Sở Hai\nc,Sở Hai\n"},
                                            {"m.csv", "id,agency,name,serial\nm1,SỞ MỘT,M,\nm2,Sở Hai,M,\n"}},
                                           {}, {});
    EXPECT_THAT(lines_of(result.defects), ElementsAre("3 inventory.unknown_agency"));
    ASSERT_EQ(result.inventory.computers.size(), 1U);
    EXPECT_EQ(result.inventory.computers[0].agency, "a");
}

TEST(References, ToARefusedRowSayWhereItIs) {
    const ReadResult result = read_sources(
        {{"a.csv", "id,name,tier\na,A,lục địa già\n"}, {"m.csv", "id,agency,name,serial\nm1,a,M,\n"}}, {}, {});
    ASSERT_THAT(lines_of(result.defects), ElementsAre("2 inventory.not_one_of", "2 inventory.refers_to_refused"));
    EXPECT_EQ(argument(result.defects[1], "file"), "a.csv");
    EXPECT_TRUE(result.inventory.computers.empty());
}

TEST(References, ToARowThatTheStoreKnowsHoldWhenItIsRefused) {
    const ReadResult result = read_sources(
        {{"a.csv", "id,name,tier\nso-mau,A,lục địa già\n"}, {"m.csv", "id,agency,name,serial\nm1,so-mau,M,\n"}}, {},
        one_agency());
    EXPECT_THAT(lines_of(result.defects), ElementsAre("2 inventory.not_one_of"));
    EXPECT_EQ(result.inventory.computers.size(), 1U);
}

TEST(Agencies, FollowTheirRefusedParentsOut) {
    const ReadResult result = read("id,name,parent\na,A,nowhere-at-all\nb,B,a\nc,C,b\nd,D,\n");
    EXPECT_THAT(lines_of(result.defects),
                UnorderedElementsAre("2 inventory.unknown_agency", "3 inventory.refers_to_refused",
                                     "4 inventory.refers_to_refused"));
    EXPECT_THAT(agency_ids(result), ElementsAre("d"));
}

TEST(Agencies, MayNotGoRoundInACircle) {
    const ReadResult result = read("id,name,parent\na,A,b\nb,B,a\nc,C,c\nd,D,a\ne,E,\n");
    EXPECT_THAT(lines_of(result.defects),
                UnorderedElementsAre("2 inventory.parent_circle", "3 inventory.parent_circle",
                                     "4 inventory.parent_circle", "5 inventory.refers_to_refused"));
    EXPECT_THAT(agency_ids(result), ElementsAre("e"));
}

TEST(Agencies, MayNotCloseACircleThroughTheStore) {
    model::Inventory known = one_agency();
    known.agencies[0].parent = "b";
    const ReadResult result = read("id,name,parent\nb,B,so-mau\n", "x.csv", {}, known);
    EXPECT_THAT(lines_of(result.defects), ElementsAre("2 inventory.parent_circle"));
}

TEST(Agencies, EndAfterTheyBegin) {
    const ReadResult result =
        read("id,name,valid_from,valid_to\na,A,01/03/2025,28/02/2025\nb,B,2025-03-01,2025-03-01\n");
    ASSERT_THAT(lines_of(result.defects), ElementsAre("2 inventory.dates_order"));
    EXPECT_THAT(agency_ids(result), ElementsAre("b"));
}

TEST(Websites, ThatShareAUrlAreWarnedOf) {
    const ReadResult result =
        read("id,url,agency\nw,https://a.example,so-mau\nv,HTTPS://A.example/,so-mau\n", "x.csv", {}, one_agency());
    ASSERT_THAT(lines_of(result.warnings), ElementsAre("3 inventory.same_url"));
    EXPECT_EQ(argument(result.warnings[0], "id"), "w");
    EXPECT_EQ(result.inventory.websites.size(), 2U);
}

TEST(Websites, OfTheFixtureHaveEachTheirDefect) {
    const ReadResult result = read_fixture("loi.csv", one_agency());
    EXPECT_THAT(lines_of(result.defects),
                UnorderedElementsAre("2 inventory.url_no_scheme", "3 inventory.private_address",
                                     "4 inventory.private_address", "5 inventory.unknown_agency_near",
                                     "6 inventory.url_not_web", "8 inventory.duplicate_id", "9 inventory.no_id"));
    EXPECT_THAT(lines_of(result.warnings), ElementsAre("1 inventory.unknown_heading_near", "10 inventory.same_url"));
    EXPECT_EQ(result.inventory.websites.size(), 2U);
    EXPECT_EQ(result.rows.size(), 9U);
}

TEST(Computers, KeepCountingWhenAnAddressCannotBeRead) {
    const ReadResult result =
        read("id,agency,name,uuid,mac,ip\nm,so-mau,M,Not Settable,xyz,300.1.1.1\n", "x.csv", {}, one_agency());
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_THAT(lines_of(result.warnings), ElementsAre("2 inventory.uuid", "2 inventory.mac", "2 inventory.ip"));
    EXPECT_EQ(result.inventory.computers.size(), 1U);
}

}  // namespace
}  // namespace attt::inventory::testing
