// Which files of a folder may be taken.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "app/folder_watch.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

class FolderTest : public testing::Test {
  protected:
    FolderTest() {
        std::string name = (fs::temp_directory_path() / "attt-folder-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder = name;
    }
    ~FolderTest() override { fs::remove_all(folder); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder / name, std::ios::binary) << text;
    }
    std::vector<std::string> dropped() const {
        std::vector<std::string> out;
        for (const FoundFile& file : dropped_files(folder))
            out.push_back(file.path.filename().string());
        return out;
    }

    fs::path folder;
};

TEST_F(FolderTest, LeavesOutWhatOfficeProgramsAndCopiersLeave) {
    for (const char* name : {"danh sách.csv", "~$khac.xlsx", ".~lock.mo.xlsx#", "mo.xlsx", "taive.crdownload", "a.tmp",
                             ".an", "Thumbs.db", "desktop.ini", "luu.csv~"})
        write(name, "x");
    fs::create_directory(folder / "thư mục");
    fs::create_symlink(folder / "danh sách.csv", folder / "lien-ket.csv");
    EXPECT_THAT(dropped(), testing::ElementsAre("danh sách.csv"));
}

TEST_F(FolderTest, WaitsForAFileThatExcelHasOpen) {
    write("bao cao.xlsx", "x");
    // Excel leaves out the first two letters of a long name
    write("~$o cao.xlsx", "x");
    EXPECT_TRUE(dropped().empty());
    fs::remove(folder / "~$o cao.xlsx");
    EXPECT_THAT(dropped(), testing::ElementsAre("bao cao.xlsx"));
}

TEST_F(FolderTest, TakesWhatStoodStillAndNothingThatGrows) {
    write("a.csv", "1");
    write("b.csv", "1");
    const auto before = dropped_files(folder);
    write("b.csv", "12");
    write("c.csv", "new");
    const auto still = still_files(before, dropped_files(folder));
    ASSERT_EQ(still.size(), 1U);
    EXPECT_EQ(still.front().path.filename(), "a.csv");
}

TEST_F(FolderTest, LeavesAFileThatSomebodyIsWriting) {
    write("a.csv", "1");
    const auto before = dropped_files(folder);
    const int fd = ::open((folder / "a.csv").c_str(), O_WRONLY);
    ASSERT_GE(fd, 0);
    EXPECT_TRUE(still_files(before, dropped_files(folder)).empty());
    ::close(fd);
    EXPECT_EQ(still_files(before, dropped_files(folder)).size(), 1U);
}

TEST_F(FolderTest, IsToldOfANewFile) {
    FolderWatch watch(folder);
    ASSERT_TRUE(watch.notified());
    EXPECT_FALSE(watch.wait(base::Duration(0)));
    write("a.csv", "1");
    EXPECT_TRUE(watch.wait(std::chrono::seconds(20)));
}

TEST_F(FolderTest, LooksAgainWhereNothingTells) {
    FolderWatch watch(folder / "không có");
    EXPECT_FALSE(watch.notified());
    EXPECT_FALSE(watch.wait(std::chrono::milliseconds(1)));
}

}  // namespace
}  // namespace attt::app
