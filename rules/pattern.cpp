#include "rules/pattern.h"

#include <regex>

namespace attt::rules {

struct Pattern::Machine {
    std::regex regex;
};

Pattern::Pattern(std::unique_ptr<const Machine> machine) : machine_(std::move(machine)) {}
Pattern::~Pattern() = default;

std::shared_ptr<const Pattern> Pattern::compile(std::string_view pattern) {
    if (pattern.size() > longest_pattern) return nullptr;
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
