// What a Vietnamese syllable can look like, for telling text from text in a wrong encoding. Not a spelling checker.
#pragma once

#include <string_view>

namespace attt::base {

// True for one word (letters only, NFC, any case) of the form onset + rhyme with at most one tone, and that where
// Vietnamese writes it: "Đồng", "nguyễn", "hòa", "hoà".
bool is_vietnamese_syllable(std::u32string_view word);

}  // namespace attt::base
