// How far a scan has come: one line redrawn on a terminal, a plain line now and then where the output goes into a file.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "app/scan.h"
#include "base/catalogue.h"
#include "cli/terminal.h"

namespace attt::cli {

// Done, rate, time left and failures so far, with a bar that fills what is left of `width` columns (0: no bar).
// `seconds` since the begin, `idle` since the last site was done: what takes longer than was left is waited for.
std::string progress_text(const app::ScanProgress& state, double seconds, std::size_t width,
                          const base::Catalogue& texts, double idle = 0);

// On a terminal the line is drawn again each second by a thread of its own: where one slow site is left, the clock
// still runs. Gone from the terminal when destroyed.
// "████░░░░", `width` columns.
std::string bar(std::size_t done, std::size_t total, std::size_t width);
inline constexpr std::size_t widest_bar = 24;

class ScanProgressDisplay {
  public:
    explicit ScanProgressDisplay(const base::Catalogue& texts);
    void show(const app::ScanProgress& state);

  private:
    using Clock = std::chrono::steady_clock;
    void show_line(const app::ScanProgress& state);
    void draw();
    void redraw_each_second(const std::stop_token& stop);
    static double seconds_since(Clock::time_point then);

    const base::Catalogue& texts_;
    ProgressLine line_;
    Clock::time_point begun_ = Clock::now();
    Clock::time_point last_line_ = begun_;
    Clock::time_point last_site_ = begun_;
    std::size_t tenths_ = 0;
    std::mutex mutex_;  // of what is drawn and of the terminal's line
    std::condition_variable_any stopped_;
    std::optional<app::ScanProgress> state_;
    std::jthread ticking_;  // the last member: it ends before what it draws
};

}  // namespace attt::cli
