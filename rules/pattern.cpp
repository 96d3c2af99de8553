#include "rules/pattern.h"

#include <regex>

namespace attt::rules {

struct Pattern::Machine {
    std::regex regex;
};

namespace {

// Whether a repetition is counted ("a{1000}"): nested, a few bytes of it unfold to a machine of millions of states.
bool counts_repetitions(std::string_view pattern) {
    bool in_class = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        switch (pattern[i]) {
            case '\\': ++i; break;
            case '[': in_class = true; break;
            case ']': in_class = false; break;
            case '{':
                if (!in_class) return true;
                break;
            default: break;
        }
    }
    return false;
}

}  // namespace

Pattern::Pattern(std::unique_ptr<const Machine> machine) : machine_(std::move(machine)) {}
Pattern::~Pattern() = default;

std::shared_ptr<const Pattern> Pattern::compile(std::string_view pattern) {
    if (pattern.size() > longest_pattern || counts_repetitions(pattern)) return nullptr;
    // libstdc++'s own option: breadth-first matching without recursion on the text; it refuses back-references
    constexpr auto options =
        std::regex_constants::ECMAScript | std::regex_constants::nosubs | std::regex_constants::__polynomial;
    try {
        auto machine = std::make_unique<const Machine>(Machine{std::regex(pattern.begin(), pattern.end(), options)});
        return std::shared_ptr<const Pattern>(new Pattern(std::move(machine)));
    } catch (const std::regex_error&) {
        return nullptr;
    }
}

std::optional<bool> Pattern::occurs_in(std::string_view text) const {
    if (text.size() > longest_text) return std::nullopt;
    return std::regex_search(text.begin(), text.end(), machine_->regex);
}

}  // namespace attt::rules
