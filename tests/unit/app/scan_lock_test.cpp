#include "app/scan_lock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace attt::app {
namespace {

TEST(ScanLocks, let_one_scan_in_and_tell_the_other_who) {
    const auto path = std::filesystem::temp_directory_path() / ("attt-lock-" + std::to_string(::getpid()));
    const base::Time now = *base::parse_rfc3339("2026-11-23T13:00:00Z");
    {
        const auto first = ScanLock::take(path, now);
        ASSERT_TRUE(first);
        const auto second = ScanLock::take(path, now);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().message, "scan.running");
        EXPECT_EQ(second.error().arguments,
                  (base::MessageArguments{{"process", std::to_string(::getpid())}, {"since", "23/11/2026 20:00"}}));
    }
    EXPECT_TRUE(ScanLock::take(path, now));
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace attt::app
