// The pattern of the verb `matches`: an ECMAScript regular expression that cannot be made slow. Both sides are bounded,
// and matching takes time polynomial in the text whatever the pattern, for the text comes from strangers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace attt::rules {

class Pattern {
  public:
    static constexpr std::size_t longest_pattern = 256;
    static constexpr std::size_t longest_text = 4096;

    // Nothing when the pattern is too long, malformed, refers back to a group (\1) or counts repetitions (a{3}).
    static std::shared_ptr<const Pattern> compile(std::string_view pattern);
    ~Pattern();
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;

    // Whether the pattern occurs anywhere in the text (byte by byte; ^ and $ tie it to the ends). Nothing when the text
    // is longer than `longest_text`.
    std::optional<bool> occurs_in(std::string_view text) const;

  private:
    struct Machine;
    explicit Pattern(std::unique_ptr<const Machine> machine);
    std::unique_ptr<const Machine> machine_;
};

}  // namespace attt::rules
