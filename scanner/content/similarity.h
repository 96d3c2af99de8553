// How alike two texts are to a reader: the words in threes, numbers left out, so that dates and counters do not matter.
#pragma once

#include <string>
#include <string_view>

namespace attt::scanner::content {

// 0 (nothing in common) to 100 (the same); two empty texts are the same.
int similarity_percent(std::string_view a, std::string_view b);

// A hash that stays the same while only numbers change; hexadecimal.
std::string text_fingerprint(std::string_view text);

// 32 fields of four hexadecimal digits, of which two texts share about as many as the words in threes that they have in
// common (min-wise hashing); numbers left out. Two texts without words have equal sketches.
std::string sketch_of(std::string_view text);

}  // namespace attt::scanner::content
