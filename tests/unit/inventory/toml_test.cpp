// The same records from TOML.
#include <gmock/gmock.h>

#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Toml, HoldsEveryKind) {
    const ReadResult result = read_fixture("danh-muc.toml");
    ASSERT_EQ(result.inventory.agencies.size(), 1U);
    EXPECT_EQ(result.inventory.agencies[0].security_officers, 2);
    ASSERT_EQ(result.inventory.systems.size(), 1U);
    const model::InformationSystem& system = result.inventory.systems[0];
    EXPECT_EQ(system.level, 2);
    EXPECT_EQ(system.dossier_state, "approved");
    EXPECT_EQ(base::to_iso_date(*system.decision_date), "2022-12-31");
    EXPECT_EQ(system.monitored_24_7, true);
    EXPECT_FALSE(system.real_data.has_value());
    ASSERT_EQ(result.inventory.websites.size(), 1U);
    EXPECT_EQ(result.inventory.websites[0].url, "https://trang.example/");
    ASSERT_EQ(result.inventory.computers.size(), 1U);
    EXPECT_THAT(result.inventory.computers[0].macs, ElementsAre("02:00:00:00:00:01", "02:00:00:00:00:02"));
    EXPECT_EQ(result.inventory.computers[0].antivirus_installed, false);
    EXPECT_EQ(result.rows.size(), 5U);
    EXPECT_EQ(result.rows[0].line, 1);
}

TEST(Toml, RefusesMisspeltKeysWithTheNearest) {
    const ReadResult result = read("[[agency]]\nid = \"a\"\nname = \"A\"\nparrent = \"b\"\n", "x.toml");
    ASSERT_THAT(lines_of(result.defects), ElementsAre("4 toml.unknown_key_near"));
    EXPECT_EQ(argument(result.defects[0], "nearest"), "parent");
    EXPECT_TRUE(result.inventory.empty());
    EXPECT_EQ(result.rows.at(0).problem, "toml.unknown_key_near");
}

TEST(Toml, RefusesMisspeltTables) {
    const ReadResult result = read("[[agncy]]\nid = \"a\"\n", "x.toml");
    EXPECT_THAT(lines_of(result.defects), ElementsAre("1 toml.unknown_key_near"));
}

struct TomlCase {
    const char* name;
    const char* text;
    const char* defect;
};

class RefusedToml : public ::testing::TestWithParam<TomlCase> {};

TEST_P(RefusedToml, IsNamedByLine) {
    const ReadResult result = read(GetParam().text, "x.toml");
    ASSERT_FALSE(result.defects.empty());
    EXPECT_EQ(lines_of(result.defects)[0], GetParam().defect);
    EXPECT_TRUE(result.inventory.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Texts, RefusedToml,
    ::testing::Values(TomlCase{"empty", "# nothing\n", "0 inventory.empty_file"},
                      TomlCase{"syntax", "[[agency]]\nid = \n", "2 toml.syntax"},
                      TomlCase{"no_id", "\n[[agency]]\nname = \"A\"\n", "2 inventory.no_id"},
                      TomlCase{"no_name", "[[agency]]\nid = \"a\"\n", "1 inventory.missing_value"},
                      TomlCase{"table_for_text", "[[agency]]\nid = \"a\"\nname = { vi = \"A\" }\n",
                               "3 toml.wrong_type"},
                      TomlCase{"number_for_text", "[[agency]]\nid = \"a\"\nname = 1.5\n", "3 toml.wrong_type"},
                      TomlCase{"array_for_text", "[[agency]]\nid = \"a\"\nname = [\"A\"]\n", "3 toml.wrong_type"},
                      TomlCase{"not_an_array", "[agency]\nid = \"a\"\n", "1 toml.wrong_type"},
                      TomlCase{"value", "[[agency]]\nid = \"a\"\nname = \"A\"\ntier = \"tầng cao nhất\"\n",
                               "1 inventory.not_one_of"}),
    [](const auto& test) { return test.param.name; });

TEST(Toml, AndCsvReferToEachOther) {
    const ReadResult result = read_sources(
        {{"a.toml", "[[agency]]\nid = \"a\"\nname = \"A\"\n"}, {"w.csv", "id,url,agency\nw,https://a.example/,a\n"}},
        {}, {});
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_EQ(result.inventory.websites.size(), 1U);
}

}  // namespace
}  // namespace attt::inventory::testing
