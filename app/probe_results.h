// The file of `attt probe --file LIST --out FILE`: a JSON line a site. It only grows, so that a sweep killed at any
// moment loses what was in flight and nothing else; a later one goes on behind what stands.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace attt::app {

class ProbeResults {
  public:
    // Opens or makes `path`, which no other process may hold. Where something stands in it already: with `resume` its
    // whole lines are what has been done and a last line without its end is cut off; without, it is refused.
    // Errors: probe.out_exists, probe.out_busy, probe.out_line (number) for a line that is not of attt.probe/1,
    // file.unwritable, file.unreadable.
    static base::Result<ProbeResults> open(const std::string& path, bool resume);

    ProbeResults(ProbeResults&& other) noexcept;
    ProbeResults(const ProbeResults&) = delete;
    ProbeResults& operator=(const ProbeResults&) = delete;
    ~ProbeResults();

    // Whether a line for `url` stands in the file that was not asked for before: a list may name a site twice.
    bool take_done(const std::string& url);
    std::size_t done_before() const { return done_before_; }

    // Errors: file.unwritable, file.disk_full. What is half written then is cut off again.
    base::Result<void> add(std::string_view line);
    // To the disk. Errors: as add.
    base::Result<void> flush();

  private:
    explicit ProbeResults(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
    base::Result<void> read_back();

    int fd_;
    std::string path_;
    std::map<std::string, std::size_t, std::less<>> done_;
    std::size_t done_before_ = 0;
    long long end_ = 0;  // bytes of whole lines
};

}  // namespace attt::app
