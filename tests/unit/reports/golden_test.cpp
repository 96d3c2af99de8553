// The worked report against its bytes in tests/golden/reports. ATTT_UPDATE_GOLDEN=1 writes them anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ostream>

#include "base/files.h"
#include "tests/unit/reports/sample.h"

namespace attt {
namespace {

const std::string templates = ATTT_SOURCE_DIR "/reports/templates";

struct Golden {
    base::Language language;
    std::string file;
    friend void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.file; }
};

class GoldenReport : public testing::TestWithParam<Golden> {};

TEST_P(GoldenReport, is_what_it_was) {
    const std::string path = std::string(ATTT_SOURCE_DIR "/tests/golden/reports/") + GetParam().file;
    const auto page = reports::render_html(tests::worked_report(GetParam().language),
                                           tests::texts_in(GetParam().language), templates);
    ASSERT_TRUE(page) << base::debug_string(page.error());
    if (std::getenv("ATTT_UPDATE_GOLDEN") != nullptr) {
        ASSERT_TRUE(base::write_file(path, *page, 0644));
    }
    const auto golden = base::read_file(path);
    ASSERT_TRUE(golden) << base::debug_string(golden.error());
    EXPECT_TRUE(*page == *golden) << path << " differs; look at it with ATTT_UPDATE_GOLDEN=1 and git diff";
}

std::string name_of_language(const testing::TestParamInfo<Golden>& golden) {
    return golden.param.language == base::Language::vi ? "vi" : "en";
}

INSTANTIATE_TEST_SUITE_P(languages, GoldenReport,
                         testing::Values(Golden{base::Language::vi, "agency.vi.html"},
                                         Golden{base::Language::en, "agency.en.html"}),
                         name_of_language);

}  // namespace
}  // namespace attt
