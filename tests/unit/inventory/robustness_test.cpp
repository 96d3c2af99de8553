// Files as they come: from Excel, half a file, no file, far too much of it.
#include <gmock/gmock.h>

#include "base/catalogue.h"
#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Files, FromExcelWithATitleAndASignature) {
    const ReadResult result = read_fixture("may-tinh-excel.csv", one_agency());
    EXPECT_THAT(lines_of(result.defects), ElementsAre("10 inventory.no_id", "11 inventory.no_id"));
    ASSERT_EQ(result.inventory.computers.size(), 3U);
    const model::Computer& first = result.inventory.computers[0];
    EXPECT_THAT(first.macs, ElementsAre("00:1b:44:11:3a:b7", "00:1b:44:11:3a:b8"));
    EXPECT_EQ(first.antivirus_installed, true);
    EXPECT_EQ(result.inventory.computers[1].antivirus_installed, false);
    EXPECT_EQ(result.inventory.computers[1].serial, "");
    EXPECT_EQ(result.inventory.computers[1].ip, "");
    EXPECT_FALSE(result.inventory.computers[2].antivirus_installed.has_value());
    EXPECT_EQ(result.inventory.computers[2].agency, "so-mau");
}

TEST(Files, WithDecomposedLetters) {
    const ReadResult result = read_fixture("co-quan-nfd.tsv");
    ASSERT_THAT(lines_of(result.defects), IsEmpty());
    ASSERT_EQ(result.inventory.agencies.size(), 1U);
    EXPECT_EQ(result.inventory.agencies[0].name, "Sở Mẫu");
    EXPECT_EQ(result.inventory.agencies[0].tier, "province");
    EXPECT_EQ(base::to_iso_date(*result.inventory.agencies[0].valid_from), "2025-03-01");
}

TEST(Files, ThatNoReaderTakesSayWhatTheyAre) {
    EXPECT_THAT(lines_of(read("PK\x03\x04rest", "a.xlsx").defects), ElementsAre("0 spreadsheet.damaged"));
    EXPECT_THAT(lines_of(read("\xD0\xCF\x11\xE0rest", "a.csv").defects), ElementsAre("0 spreadsheet.is_xls"));
}

TEST(Files, ThatAreNotUtf8SaySo) {
    EXPECT_THAT(lines_of(read("id,name\na,\xff\xfe\n").defects), ElementsAre("2 encoding.unknown"));
}

TEST(Files, ThatDoNotExistDoNotStopTheOthers) {
    const std::string there = std::string(ATTT_SOURCE_DIR) + "/tests/fixtures/inventory/co-quan-nfd.tsv";
    const ReadResult result = read_inventory({"/nonexistent/list.csv", there}, {}, {});
    ASSERT_EQ(result.defects.size(), 1U);
    EXPECT_EQ(result.defects[0].message, "file.not_found");
    EXPECT_EQ(result.inventory.agencies.size(), 1U);
}

TEST(Files, OfManyBadReferencesAreReadInTime) {
    std::string text = "id,name,parent\n";
    for (int i = 0; i < 20'000; ++i)
        text += "a" + std::to_string(i) + ",A,a" + std::to_string(i + 1) + "\n";
    const ReadResult result = read(text);
    EXPECT_EQ(result.defects.size(), 20'000U);
    EXPECT_TRUE(result.inventory.empty());
}

TEST(Files, WithHostileTextShowItHarmless) {
    const ReadResult result = read("id,name,tier\na,A,\"\x1b[31mđỏ\"\n");
    ASSERT_EQ(result.defects.size(), 1U);
    EXPECT_THAT(argument(result.defects[0], "value"), Not(HasSubstr("\x1b")));
}

class Sentences : public ::testing::TestWithParam<base::Language> {};

TEST_P(Sentences, OfEveryDefectHereHaveAllTheirArguments) {
    const auto catalogue = base::Catalogue::load(std::string(ATTT_SOURCE_DIR) + "/cli/messages", GetParam());
    ASSERT_TRUE(catalogue);
    std::vector<base::Error> errors;
    for (const char* text :
         {"màu\nđỏ\n", "id,name,agency\n1,b,c\n", "agency,name,serial,uuid\na,b,c,d\n",
          "id,url,agency,name,Tên trang\n1,b,c,d,e\n",
          "id,name,tier,valid_from,valid_to,user,màu,kinds,\na,,hành "
          "tinh,1,31/02/2022,x,y,z,t\na/,A,huyệnn,2022-01-02,2022-01-01,,,,\n",
          "id,name,parent,security_officers\na,A,a,\nb,B,c,nhiều\nd,D,b,\ne,E,ee,\ne,E,,\n",
          "id,agency,name,uuid,mac,ip\nm,x,M,?!,xyz,300.1.1.1\n,,,,,\nn,q,,1,2,3\n",
          "id,url,agency,system\nw,a.example,x,y\nv,gopher://a/,x,\nu,https://10.0.0.1/,x,\nt,https://a b/,x,\n"}) {
        const ReadResult result = read(text);
        errors.insert(errors.end(), result.defects.begin(), result.defects.end());
        errors.insert(errors.end(), result.warnings.begin(), result.warnings.end());
    }
    ASSERT_GT(errors.size(), 20U);
    for (const base::Error& error : errors) {
        const std::string sentence = catalogue->sentence(error);
        EXPECT_THAT(sentence, Not(HasSubstr("{"))) << error.message;
        EXPECT_THAT(sentence, Not(HasSubstr("⟨"))) << error.message;
    }
}

INSTANTIATE_TEST_SUITE_P(Languages, Sentences, ::testing::Values(base::Language::vi, base::Language::en),
                         [](const auto& test) { return test.param == base::Language::vi ? "vi" : "en"; });

}  // namespace
}  // namespace attt::inventory::testing
