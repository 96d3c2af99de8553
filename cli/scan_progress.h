// How far a scan has come: one line redrawn on a terminal, a plain line now and then where the output goes into a file.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "app/scan.h"
#include "base/catalogue.h"
#include "cli/terminal.h"

namespace attt::cli {

// Done, rate, time left and failures so far, with a bar that fills what is left of `width` columns (0: no bar).
std::string progress_text(const app::ScanProgress& state, double seconds, std::size_t width,
                          const base::Catalogue& texts);

class ScanProgressDisplay {
  public:
    explicit ScanProgressDisplay(const base::Catalogue& texts);
    void show(const app::ScanProgress& state);

  private:
    using Clock = std::chrono::steady_clock;
    void show_line(const app::ScanProgress& state, double seconds);

    const base::Catalogue& texts_;
    ProgressLine line_;
    Clock::time_point begun_ = Clock::now();
    Clock::time_point last_line_ = begun_;
    std::size_t tenths_ = 0;
};

}  // namespace attt::cli
