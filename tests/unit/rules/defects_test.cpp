// What officers get wrong, and what they are told: each directory of tests/data/rules/defects holds rule files with
// mistakes and, in expected.txt, every defect with its file, line and sentence. ATTT_UPDATE_GOLDEN=1 renews them.
#include <gtest/gtest.h>

#include "base/catalogue.h"
#include "base/files.h"
#include "rules/pattern.h"
#include "rules/target.h"
#include "support.h"

namespace attt::rules {
namespace {

namespace fs = std::filesystem;

const fs::path data = test::source / "tests/data/rules/defects";

std::vector<std::string> all_directories() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(data))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

base::Catalogue texts(base::Language language) {
    auto loaded = base::Catalogue::load(test::source / "cli/messages", language);
    if (!loaded) throw std::runtime_error(base::debug_string(loaded.error()));
    return *loaded;
}

model::Inventory two_agencies() {
    model::Inventory inventory;
    inventory.agencies.resize(2);
    inventory.agencies[0].id = "so-tttt";
    inventory.agencies[1].id = "so-y-te";
    return inventory;
}

std::vector<base::Error> defects_of(const fs::path& directory) {
    const std::vector<std::string> directories = {(test::source / "rules").string(), directory.string()};
    Loaded loaded = load_rules(directories);
    const fs::path populations = directory / "populations.toml";
    const auto targets = load_targets({directory.string()}, fs::exists(populations) ? populations.string() : "",
                                      loaded.rules, two_agencies());
    std::vector<base::Error> defects = std::move(loaded.defects);
    defects.insert(defects.end(), targets.defects.begin(), targets.defects.end());
    return defects;
}

// Without the place of the source tree.
std::string relative(std::string text) {
    for (const fs::path& root : {data, test::source}) {
        const std::string prefix = root.string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
    }
    return text;
}

class Defects : public testing::TestWithParam<std::string> {};

TEST_P(Defects, AreAllNamed) {
    const fs::path directory = data / GetParam();
    const auto vietnamese = texts(base::Language::vi);
    const auto english = texts(base::Language::en);
    const auto unfilled = Pattern::compile("[{][a-z_]+[}]");
    std::string got;
    for (const base::Error& defect : defects_of(directory)) {
        const std::string sentence = english.sentence(defect);
        got += relative(vietnamese.sentence(defect)) + "\n    " + relative(sentence) + "\n";
        EXPECT_FALSE(defect.place.file.empty()) << sentence;
        for (const std::string& each : {vietnamese.sentence(defect), sentence}) {
            EXPECT_EQ(each.find("⟨"), std::string::npos) << "no text: " << each;
            EXPECT_FALSE(unfilled->occurs_in(each).value()) << "an argument is not given: " << each;
        }
    }
    EXPECT_FALSE(got.empty());
    EXPECT_EQ(got, test::golden(directory / "expected.txt", got));
}

INSTANTIATE_TEST_SUITE_P(Data, Defects, testing::ValuesIn(all_directories()), [](const auto& parameter) {
    std::string name = parameter.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(Reasons, HaveTheirWords) {
    for (const auto language : {base::Language::vi, base::Language::en}) {
        const auto catalogue = texts(language);
        for (const char* id : {"not_measured", "no_data", "stale", "undetermined", "condition", "not_applicable",
                               "no_verdict", "retired", "excluded", "agency_ended", "agency_not_begun"})
            EXPECT_TRUE(catalogue.contains("reason." + std::string(id))) << id;
    }
}

}  // namespace
}  // namespace attt::rules
