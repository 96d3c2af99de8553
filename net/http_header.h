// The header block of a response, collected line by line as libcurl hands it over: bounded in all, interim responses
// (1xx) and trailers left out, folded lines joined, and values made safe to store. Knows no socket.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attt::net {

class HeaderBlock {
  public:
    explicit HeaderBlock(std::size_t limit) : limit_(limit) {}

    // One line with its end of line; the status line and the empty line too. False when the limit is passed: stop.
    bool add(std::string_view line);

    bool too_large() const { return seen_ > limit_; }
    // The empty line after the final response's header has come.
    bool complete() const { return complete_; }
    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }
    // The first value of a field; empty when it is not there.
    std::string_view value(std::string_view name) const;

  private:
    const std::size_t limit_;
    std::size_t seen_ = 0;
    bool interim_ = false;
    bool complete_ = false;
    std::vector<std::pair<std::string, std::string>> fields_;
};

// Bytes that a text must not hold (controls other than a tab, what is not UTF-8) as \xNN.
std::string visible_bytes(std::string_view bytes);

}  // namespace attt::net
