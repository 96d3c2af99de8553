#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace attt::base {
namespace {

class Files : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "attt-files-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }
    std::filesystem::path directory_;
};

TEST_F(Files, writes_and_reads_back_with_the_mode_asked_for) {
    const auto path = directory_ / "báo cáo.html";
    ASSERT_TRUE(write_file(path, "nội dung", 0600));
    EXPECT_EQ(read_file(path).value(), "nội dung");
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(Files, replaces_whole_and_leaves_nothing_beside) {
    const auto path = directory_ / "a";
    ASSERT_TRUE(write_file(path, std::string(100000, 'x')));
    ASSERT_TRUE(write_file(path, "y"));
    EXPECT_EQ(read_file(path).value(), "y");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 1);
}

TEST_F(Files, says_that_it_cannot_write) {
    const auto path = directory_ / "no" / "such" / "a";
    const auto written = write_file(path, "y");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message, "file.unwritable");
}

TEST_F(Files, bounds_what_it_reads) {
    ASSERT_TRUE(write_file(directory_ / "a", "12345"));
    EXPECT_EQ(read_file(directory_ / "a", 4).error().message, "file.too_large");
    EXPECT_EQ(read_file(directory_ / "b").error().message, "file.not_found");
    EXPECT_EQ(read_file(directory_).error().message, "file.unreadable");
}

TEST_F(Files, lists_by_ending_in_order_without_hidden_ones) {
    for (const char* name : {"b.toml", "a.toml", ".c.toml", "d.txt"})
        ASSERT_TRUE(write_file(directory_ / name, ""));
    const auto files = files_in(directory_, ".toml");
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].filename(), "a.toml");
    EXPECT_TRUE(files_in(directory_ / "none", ".toml").empty());
}

}  // namespace
}  // namespace attt::base
