// A console's answers on disk, for offices that cannot reach it: taken where the console is, read elsewhere. A
// directory of numbered files, one an answer, and recording.json when the whole was taken. No credentials and no
// session token is in them; the directory is its owner's alone, since it names computers.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <string>

#include "base/time.h"
#include "inventory/ksc/channel.h"

namespace attt::inventory::ksc {

struct RecordingLimits {
    std::size_t answers = 20'000;
    std::size_t bytes = 2048U << 20U;  // of all answers
};

class Recorder : public Channel {
  public:
    // `directory` is made. Errors: ksc.recording_exists (there is something in it), those of files.
    static base::Result<Recorder> open(Channel& live, std::filesystem::path directory);

    base::Result<Answer> call(const std::string& method, const base::Value& parameters) override;
    void wait(int milliseconds) override { live_->wait(milliseconds); }
    base::Result<void> renew() override { return live_->renew(); }
    // Says that the recording is whole. `host`: of the console.
    base::Result<void> close(const std::string& host, base::Time at);

  private:
    Recorder(Channel& live, std::filesystem::path directory) : live_(&live), directory_(std::move(directory)) {}

    Channel* live_;
    std::filesystem::path directory_;
    int written_ = 0;
};

class Replay : public Channel {
  public:
    // Errors: ksc.no_recording (directory: none, or one that was broken off), ksc.recording_damaged (file),
    // ksc.recording_too_large.
    static base::Result<Replay> open(const std::filesystem::path& directory, RecordingLimits limits = {});

    base::Result<Answer> call(const std::string& method, const base::Value& parameters) override;
    void wait(int) override {}
    base::Result<void> renew() override { return {}; }

    const std::string& host() const { return host_; }
    base::Time at() const { return at_; }  // when the console answered

  private:
    std::string host_;
    base::Time at_;
    // Of equal questions the answers in their order.
    std::map<std::string, std::deque<Answer>> answers_;
};

}  // namespace attt::inventory::ksc
