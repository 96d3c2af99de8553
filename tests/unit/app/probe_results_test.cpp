#include "app/probe_results.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/files.h"

namespace attt::app {
namespace {

std::string line_of(const std::string& url) {
    return R"({"schema":"attt.probe/1","subject":{"kind":"website","url":")" + url +
           R"("},"observations":[],"verdicts":[]})";
}

class ProbeResultsTest : public ::testing::Test {
  protected:
    ~ProbeResultsTest() override { std::filesystem::remove(path_); }
    void put(const std::string& text) const { std::ofstream(path_) << text; }
    std::string content() const { return base::read_file(path_).value_or(""); }
    const std::string path_ =
        (std::filesystem::temp_directory_path() / ("attt-results-" + std::to_string(::getpid()))).string();
};

TEST_F(ProbeResultsTest, goes_on_behind_whole_lines_and_cuts_off_half_a_line) {
    const std::string whole = line_of("https://a.example") + "\n" + line_of("https://b.example") + "\n";
    put(whole + line_of("https://c.example").substr(0, 60));
    {
        auto results = ProbeResults::open(path_, true);
        ASSERT_TRUE(results);
        EXPECT_EQ(results->done_before(), 2U);
        EXPECT_EQ(content(), whole);
        EXPECT_TRUE(results->take_done("https://a.example"));
        EXPECT_FALSE(results->take_done("https://a.example")) << "a list that names it twice wants a second line";
        EXPECT_FALSE(results->take_done("https://c.example"));
        ASSERT_TRUE(results->add(line_of("https://c.example")));
        ASSERT_TRUE(results->flush());
    }
    EXPECT_EQ(content(), whole + line_of("https://c.example") + "\n");
}

TEST_F(ProbeResultsTest, does_not_write_over_what_stands_unless_asked_to_go_on) {
    put(line_of("https://a.example") + "\n");
    const auto results = ProbeResults::open(path_, false);
    ASSERT_FALSE(results);
    EXPECT_EQ(results.error().message, "probe.out_exists");
    EXPECT_EQ(content(), line_of("https://a.example") + "\n");
}

TEST_F(ProbeResultsTest, leaves_a_file_alone_that_is_not_its_own) {
    struct Case {
        std::string text;
        std::string line;
    };
    for (const Case& each : {Case{"name,address\na,b\n", "1"},
                             Case{line_of("https://a.example") + "\n{\"schema\":\"attt.scan/1\"}\n", "2"},
                             Case{line_of("https://a.example") + "\n{}\nhalf", "2"},
                             Case{"a key without an end of line", "1"}, Case{"{\"other\":1}", "1"}}) {
        put(each.text);
        const auto results = ProbeResults::open(path_, true);
        ASSERT_FALSE(results) << each.text;
        EXPECT_EQ(results.error().message, "probe.out_line");
        EXPECT_EQ(results.error().arguments, (base::MessageArguments{{"path", path_}, {"line", each.line}}));
        EXPECT_EQ(content(), each.text);
    }
}

TEST_F(ProbeResultsTest, lets_one_process_write) {
    const auto first = ProbeResults::open(path_, false);
    ASSERT_TRUE(first);
    const auto second = ProbeResults::open(path_, true);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message, "probe.out_busy");
}

TEST(ProbeResultsOfAFullDisk, says_so) {
    auto results = ProbeResults::open("/dev/full", true);
    // a device cannot be cut to length: refused at once, or when the first line is written
    EXPECT_TRUE(!results || !results->add(line_of("https://a.example")));
}

}  // namespace
}  // namespace attt::app
