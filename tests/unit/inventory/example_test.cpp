// The example province is clean, and holds what its README promises.
#include <gmock/gmock.h>

#include <algorithm>

#include "base/toml.h"
#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::IsEmpty;

class Example : public ::testing::Test {
  protected:
    static ReadResult province() {
        const std::string directory = std::string(ATTT_SOURCE_DIR) + "/examples/dong-thap/";
        return read_inventory({directory + "agencies.csv", directory + "systems.csv", directory + "computers.csv"}, {},
                              {});
    }
};

TEST_F(Example, HasNoDefect) {
    const ReadResult result = province();
    EXPECT_THAT(lines_of(result.defects), IsEmpty());
    EXPECT_THAT(lines_of(result.warnings), IsEmpty());
    EXPECT_EQ(result.inventory.agencies.size(), 38U);
    EXPECT_EQ(result.inventory.systems.size(), 49U);
    EXPECT_EQ(result.inventory.computers.size(), 620U);
}

TEST_F(Example, SaysOfSystemsAndComputersThatTheyAreMadeUp) {
    const ReadResult result = province();
    for (const auto& system : result.inventory.systems)
        EXPECT_TRUE(system.name.ends_with("(giả định)")) << system.name;
    for (const auto& computer : result.inventory.computers) {
        EXPECT_TRUE(computer.name.starts_with("EX-")) << computer.name;
        EXPECT_TRUE(computer.serial.starts_with("SN-EX-")) << computer.serial;
    }
}

TEST_F(Example, HasDossiersOfEveryState) {
    const ReadResult result = province();
    for (const std::string_view state : {"", "none", "draft", "submitted", "appraised", "approved"}) {
        const auto& systems = result.inventory.systems;
        const bool some =
            std::any_of(systems.begin(), systems.end(), [&](const auto& s) { return s.dossier_state == state; });
        EXPECT_TRUE(some) << state;
    }
}

TEST_F(Example, NamesInItsPopulationsOnlyAgenciesThatItHas) {
    const ReadResult result = province();
    const auto document = base::read_toml(std::string(ATTT_SOURCE_DIR) + "/examples/dong-thap/populations.toml");
    ASSERT_TRUE(document);
    const auto* populations = document->root["population"].if_array();
    ASSERT_NE(populations, nullptr);
    for (const base::Value& population : *populations) {
        for (const std::string& agency : base::strings_of(population["agencies"])) {
            EXPECT_NE(result.inventory.agency(agency), nullptr) << agency;
        }
    }
}

}  // namespace
}  // namespace attt::inventory::testing
