#include "cli/scan_progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace attt::cli {
namespace {

constexpr auto between_lines = std::chrono::seconds(5);

std::string time_in_words(double seconds, const base::Catalogue& texts) {
    const auto whole = static_cast<long>(seconds + 0.5);
    if (whole < 90) return texts.text("runs.seconds", {{"count", std::to_string(whole)}});
    const long minutes = (whole + 30) / 60;
    if (minutes < 90) return texts.text("runs.minutes", {{"count", std::to_string(minutes)}});
    return texts.text("runs.hours",
                      {{"hours", std::to_string(minutes / 60)}, {"minutes", std::to_string(minutes % 60)}});
}

// The last sites are those that do not answer: the rate of the others says nothing of them.
std::string left_in_words(std::size_t sites, double rate, double idle, const base::Catalogue& texts) {
    if (rate <= 0) return texts.text("runs.left", {{"time", "?"}});
    const double seconds = static_cast<double>(sites) / rate;
    if (sites > 0 && (seconds < 1.5 || idle > seconds))
        return texts.text("runs.last_ones", {{"count", std::to_string(sites)}});
    return texts.text("runs.left", {{"time", time_in_words(seconds, texts)}});
}

}  // namespace

std::string bar(std::size_t done, std::size_t total, std::size_t width) {
    const std::size_t filled = total == 0 ? width : done * width / total;
    std::string out;
    for (std::size_t i = 0; i < width; ++i)
        out += i < filled ? "█" : "░";
    return out;
}

std::string progress_text(const app::ScanProgress& state, double seconds, std::size_t width,
                          const base::Catalogue& texts, double idle) {
    const double rate = seconds > 0 ? static_cast<double>(state.done) / seconds : 0;
    const std::string left = left_in_words(state.total - state.done, rate, idle, texts);
    std::string shown = fmt::format("{:.1f}", rate);
    if (texts.language() == base::Language::vi) std::replace(shown.begin(), shown.end(), '.', ',');
    const std::string text = texts.text("runs.progress", {{"done", std::to_string(state.done)},
                                                          {"total", std::to_string(state.total)},
                                                          {"rate", shown},
                                                          {"left", left},
                                                          {"unanswered", std::to_string(state.unanswered)}});
    const std::size_t taken = base::display_width(text) + 2;  // a blank between, and the last column stays free
    if (width <= taken) return text;
    return bar(state.done, state.total, std::min(width - taken, widest_bar)) + " " + text;
}

ScanProgressDisplay::ScanProgressDisplay(const base::Catalogue& texts) : texts_(texts) {
    if (line_.on_terminal()) ticking_ = std::jthread([this](const std::stop_token& stop) { redraw_each_second(stop); });
}

double ScanProgressDisplay::seconds_since(Clock::time_point then) {
    return std::chrono::duration<double>(Clock::now() - then).count();
}

void ScanProgressDisplay::show(const app::ScanProgress& state) {
    if (!line_.on_terminal()) return show_line(state);
    const std::lock_guard lock(mutex_);
    state_ = state;
    last_site_ = Clock::now();
    draw();
}

void ScanProgressDisplay::draw() {
    if (!state_) return;
    line_.show(progress_text(*state_, seconds_since(begun_), line_.width(), texts_, seconds_since(last_site_)));
}

void ScanProgressDisplay::redraw_each_second(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        stopped_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
        if (!stop.stop_requested()) draw();
    }
}

void ScanProgressDisplay::show_line(const app::ScanProgress& state) {
    if (state.done == 0) {
        print_error(texts_.text("runs.begun", {{"run", std::to_string(state.run)},
                                               {"total", std::to_string(state.total)},
                                               {"seed", std::to_string(state.seed)}}));
        return;
    }
    const std::size_t tenths = state.done * 10 / state.total;
    const bool last = state.done == state.total;
    if (tenths == tenths_ || (!last && Clock::now() - last_line_ < between_lines)) return;
    tenths_ = tenths;
    last_line_ = Clock::now();
    print_error(progress_text(state, seconds_since(begun_), 0, texts_));
}

}  // namespace attt::cli
