// The past of an agency that took over from others: Sở TTTT became part of Sở KH&CN on 01/3/2025.
#include "app/succession.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace attt::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

base::Date day(const char* text) {
    return base::parse_date(text).value();
}

model::Agency agency(const char* id, const char* last_day = nullptr, const char* successor = "") {
    model::Agency out;
    out.id = id;
    out.name = id;
    if (last_day != nullptr) out.valid_to = day(last_day);
    out.successor = successor;
    return out;
}

model::Inventory merged() {
    model::Inventory out;
    out.agencies = {agency("so-bcvt", "30/06/2008", "so-tttt"), agency("so-khcn"),
                    agency("so-tttt", "28/02/2025", "so-khcn"), agency("so-y-te")};
    return out;
}

TEST(Succession, GoesFromTheFirstToTheLast) {
    const model::Inventory inventory = merged();
    EXPECT_THAT(line_of(inventory, "so-khcn"), ElementsAre("so-bcvt", "so-tttt", "so-khcn"));
    EXPECT_THAT(line_of(inventory, "so-tttt"), ElementsAre("so-bcvt", "so-tttt"));
    EXPECT_THAT(succession_of(inventory, "so-y-te").predecessors, IsEmpty());
    EXPECT_EQ(succession_of(inventory, "so-tttt").successor, "so-khcn");
}

TEST(Succession, EndsWhereAgenciesGoRound) {
    model::Inventory inventory;
    inventory.agencies = {agency("a", "01/01/2020", "b"), agency("b", "01/01/2021", "a")};
    EXPECT_THAT(line_of(inventory, "a"), ElementsAre("b", "a"));
}

class TrendTest : public ::testing::Test {
  protected:
    TrendTest() {
        std::string name = (std::filesystem::temp_directory_path() / "attt-trend-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory_ = name;
        auto created = store::Store::create((directory_ / "attt.db").string(), {"officer", "attt"});
        if (!created) throw std::runtime_error(base::debug_string(created.error()));
        store.emplace(std::move(*created));
    }
    ~TrendTest() override { std::filesystem::remove_all(directory_); }

    struct Share {
        const char* agency;
        std::int64_t numerator, denominator;
    };
    void evaluated(const char* date, const std::vector<Share>& shares) {
        const base::Time at = base::start_of_day(day(date));
        std::vector<store::MeasurementPoint> points;
        for (const Share& share : shares)
            points.push_back({"2023.7.5", share.agency, at, share.numerator, share.denominator, 0, 0});
        const auto saved = store->save_evaluation({0, at, at, "rules", {}}, {}, {}, points);
        ASSERT_TRUE(saved) << base::debug_string(saved.error());
    }
    // "2025-02-24 12/20", one a point.
    std::vector<std::string> trend(const std::string& agency) {
        std::vector<std::string> out;
        const auto points = trend_of(*store, merged(), "2023.7.5", agency);
        EXPECT_TRUE(points);
        for (const store::MeasurementPoint& point : points.value())
            out.push_back(base::to_iso_date(base::local_date(point.at)) + " " + std::to_string(point.numerator) + "/" +
                          std::to_string(point.denominator));
        return out;
    }

    std::filesystem::path directory_;
    std::optional<store::Store> store;
};

TEST_F(TrendTest, joins_those_that_an_agency_took_over_from) {
    evaluated("17/02/2025", {{"", 30, 50}, {"so-khcn", 5, 10}, {"so-tttt", 8, 12}, {"so-y-te", 17, 28}});
    evaluated("24/02/2025", {{"", 32, 50}, {"so-khcn", 6, 10}, {"so-tttt", 9, 12}, {"so-y-te", 17, 28}});
    evaluated("03/03/2025", {{"", 33, 50}, {"so-khcn", 16, 22}, {"so-y-te", 17, 28}});
    EXPECT_THAT(trend("so-khcn"), ElementsAre("2025-02-17 13/22", "2025-02-24 15/22", "2025-03-03 16/22"));
    EXPECT_THAT(trend("so-tttt"), ElementsAre("2025-02-17 8/12", "2025-02-24 9/12"));
    EXPECT_THAT(trend("so-y-te"), ElementsAre("2025-02-17 17/28", "2025-02-24 17/28", "2025-03-03 17/28"));
    EXPECT_THAT(trend(""), ElementsAre("2025-02-17 30/50", "2025-02-24 32/50", "2025-03-03 33/50"));
}

}  // namespace
}  // namespace attt::app
