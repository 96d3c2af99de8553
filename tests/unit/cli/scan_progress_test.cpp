#include "cli/scan_progress.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace attt::cli {
namespace {

base::Catalogue texts() {
    return *base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::en);
}

TEST(Progress, tells_done_rate_time_left_and_failures) {
    EXPECT_EQ(progress_text({1, 7, 40, 10, 3}, 5.0, 0, texts()),
              "10/40 sites  2.0 sites/s  about 15 s left  unanswered 3");
    EXPECT_EQ(progress_text({1, 7, 2000, 10, 3}, 10.0, 0, texts()),
              "10/2000 sites  1.0 sites/s  about 33 min left  unanswered 3");
    EXPECT_EQ(progress_text({1, 7, 100000, 10, 0}, 10.0, 0, texts()),
              "10/100000 sites  1.0 sites/s  about 27 h 47 min left  unanswered 0");
    EXPECT_EQ(progress_text({1, 7, 40, 0, 0}, 0.0, 0, texts()), "0/40 sites  0.0 sites/s  about ? left  unanswered 0");
}

TEST(Progress, promises_nothing_of_the_last_sites) {
    EXPECT_EQ(progress_text({1, 7, 17, 16, 1}, 3.2, 0, texts()),
              "16/17 sites  5.0 sites/s  waiting for the last 1  unanswered 1");
    const auto vietnamese = *base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::vi);
    EXPECT_EQ(progress_text({1, 7, 17, 16, 1}, 3.2, 0, vietnamese),
              "16/17 trang  5,0 trang/giây  đang chờ 1 trang cuối  chưa trả lời 1");
}

TEST(Progress, stays_on_one_line) {
    for (const std::size_t width : {20U, 60U, 66U, 80U, 200U}) {
        const std::string line = progress_text({1, 7, 40, 10, 3}, 5.0, width, texts());
        const std::size_t taken = base::display_width(line);
        EXPECT_TRUE(taken < width || line.starts_with("10/40")) << line;
    }
    EXPECT_TRUE(progress_text({1, 7, 40, 10, 3}, 5.0, 200, texts()).starts_with("██████░░░░░░░░░░░░░░░░░░ 10/40"));
    EXPECT_TRUE(progress_text({1, 7, 0, 0, 0}, 5.0, 200, texts()).starts_with("████"));
}

}  // namespace
}  // namespace attt::cli
