// What the template engine would let pass and a page of a state office must not have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attt::tests {

// Sentences; empty when the template is sound.
std::vector<std::string> defects_of_template(std::string_view text);
std::vector<std::string> defects_of_style(std::string_view text);

}  // namespace attt::tests
