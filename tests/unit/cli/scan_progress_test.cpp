#include "cli/scan_progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

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

TEST(Progress, waits_for_sites_that_take_longer_than_was_left) {
    EXPECT_EQ(progress_text({1, 7, 17, 16, 1}, 64, 0, texts(), 3),
              "16/17 sites  0.2 sites/s  about 4 s left  unanswered 1");
    EXPECT_EQ(progress_text({1, 7, 17, 16, 1}, 64, 0, texts(), 50),
              "16/17 sites  0.2 sites/s  waiting for the last 1  unanswered 1");
}

// A terminal of the test's own in the place of standard error.
class Terminal {
  public:
    Terminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)), before_(::dup(STDERR_FILENO)) {
        ::grantpt(master_);
        ::unlockpt(master_);
        const int slave = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
        ::dup2(slave, STDERR_FILENO);
        ::close(slave);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
        ::close(master_);
    }
    // What is written until `text` has come `times` times, or for a minute.
    std::string read_until(std::string_view text, int times) const {
        std::string out;
        for (int attempt = 0; attempt < 600 && count(out, text) < times; ++attempt) {
            char buffer[512];
            const ssize_t got = ::read(master_, buffer, sizeof buffer);
            if (got > 0) {
                out.append(buffer, static_cast<std::size_t>(got));
            } else {
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        }
        return out;
    }
    static int count(std::string_view text, std::string_view part) {
        int found = 0;
        for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
            ++found;
        return found;
    }

  private:
    int master_;
    int before_;
};

TEST(Progress, is_drawn_again_while_a_site_is_waited_for) {
    const Terminal terminal;
    const base::Catalogue words = texts();
    std::string seen;
    {
        ScanProgressDisplay display(words);
        display.show({1, 7, 4, 3, 0});
        seen = terminal.read_until("3/4 sites", 3);
    }
    EXPECT_EQ(Terminal::count(seen, "3/4 sites"), 3) << seen;
    EXPECT_EQ(Terminal::count(terminal.read_until("\033[K", 1), "\033[K"), 1);
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
