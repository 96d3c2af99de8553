// What to do, as a rule's author writes it, taken apart for a page: "1. " begins a step, "- " an item of it, and a line
// set in by two or more beyond its step or item is what to type (a command, a line of a configuration).
#pragma once

#include <string_view>

#include "base/value.h"

namespace attt::reports {

// {"intro": [{"parts": […]}], "steps": [{"parts": […]}]}: what stands before the first step, and the steps. A part has
// one of "text", "code" and "items" ([{"parts": […]}]); the others are false or empty.
base::Object guidance_view(std::string_view text);

}  // namespace attt::reports
