// Units of systemd: what stands in them, and that systemd itself accepts them.
#include "app/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace attt::app {
namespace {

namespace fs = std::filesystem;

class ScheduleTest : public testing::Test {
  protected:
    ScheduleTest() {
        std::string name = (fs::temp_directory_path() / "attt-schedule-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
        workspace.directory = directory / "không gian 100% \"A\"";
        fs::create_directories(workspace.directory);
        options.program = "/bin/true";
        options.user = ::getpwuid(::getuid())->pw_name;
    }
    ~ScheduleTest() override { fs::remove_all(directory); }

    std::string text_of(const std::string& name) {
        const std::vector<UnitFile> units = unit_files(workspace, options).value();
        for (const UnitFile& unit : units) {
            if (unit.name == name) return unit.text;
        }
        return {};
    }

    fs::path directory;
    Workspace workspace;
    ScheduleOptions options;
};

TEST_F(ScheduleTest, QuotesPathsAndWritesNothingElse) {
    const std::string weekly = text_of("attt-weekly.service");
    EXPECT_THAT(weekly, testing::HasSubstr("ExecStart=\"/bin/true\" -C \""));
    EXPECT_THAT(weekly, testing::HasSubstr("100%% \\\"A\\\"\" --as bo-hen-gio run weekly\n"));
    EXPECT_THAT(weekly, testing::HasSubstr("ProtectSystem=strict\n"));
    EXPECT_THAT(weekly, testing::HasSubstr("CapabilityBoundingSet=\n"));
}

TEST_F(ScheduleTest, BeginsTheWeeklyRunWithTheScanningHours) {
    EXPECT_THAT(text_of("attt-weekly.timer"), testing::HasSubstr("OnCalendar=Sat *-*-* 20:00:00 Asia/Ho_Chi_Minh\n"));
    HoursWindow window;
    window.days[3] = true;
    window.from = std::chrono::hours(21) + std::chrono::minutes(30);
    window.until = std::chrono::hours(5);
    workspace.config.hours.windows = {window};
    EXPECT_THAT(text_of("attt-weekly.timer"), testing::HasSubstr("OnCalendar=Wed *-*-* 21:35:00 Asia/Ho_Chi_Minh\n"));
}

TEST_F(ScheduleTest, RefusesAPathWithALineBreakAndAnUnknownUser) {
    options.user = "khong-co-ai";
    EXPECT_EQ(unit_files(workspace, options).error().message, "schedule.no_user");
    workspace.directory = directory / "a\nb";
    EXPECT_EQ(unit_files(workspace, options).error().message, "schedule.bad_path");
}

TEST_F(ScheduleTest, InstallsAndRemovesWhatItInstalled) {
    const auto units = unit_files(workspace, options).value();
    const std::string systemd = (directory / "system").string();
    fs::create_directory(systemd);
    EXPECT_EQ(install_units(units, systemd)->size(), units.size() + 5);
    EXPECT_TRUE(fs::exists(fs::path(systemd) / "timers.target.wants" / "attt-weekly.timer"));
    EXPECT_EQ(install_units(units, systemd)->size(), units.size() + 5);
    EXPECT_EQ(remove_units(units, systemd)->size(), units.size() + 5);
    EXPECT_FALSE(fs::exists(fs::path(systemd) / "attt-weekly.service"));
}

TEST_F(ScheduleTest, IsAcceptedBySystemd) {
    if (::access("/usr/bin/systemd-analyze", X_OK) != 0) GTEST_SKIP() << "systemd is not installed";
    const auto units = unit_files(workspace, options).value();
    std::string command = "/usr/bin/systemd-analyze verify --man=no";
    for (const UnitFile& unit : units) {
        const fs::path path = directory / unit.name;
        std::FILE* file = std::fopen(path.c_str(), "w");
        ASSERT_NE(file, nullptr);
        std::fputs(unit.text.c_str(), file);
        std::fclose(file);
        command += " '" + path.string() + "'";
    }
    const std::string said = (directory / "said").string();
    const int code = std::system((command + " >'" + said + "' 2>&1").c_str());
    std::string text;
    if (std::FILE* file = std::fopen(said.c_str(), "r")) {
        for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file))
            text += static_cast<char>(c);
        std::fclose(file);
    }
    EXPECT_EQ(code, 0) << text;
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("attt-"))) << text;
}

}  // namespace
}  // namespace attt::app
