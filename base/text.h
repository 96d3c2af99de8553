// Vietnamese text: normalisation, matching, sorting, and what keeps hostile text harmless on a terminal.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attt::base {

bool is_utf8(std::string_view bytes);
// True for UTF-8 that nfc() would leave as it is.
bool is_nfc(std::string_view text);
// Unicode NFC; bytes that are not UTF-8 become U+FFFD.
std::string nfc(std::string_view text);
// For matching: case folded, diacritics and đ removed, white space collapsed and trimmed ("Sở  TTTT" -> "so tttt").
std::string fold(std::string_view text);
// Without leading and trailing white space.
std::string_view trim(std::string_view text);
std::string to_lower_ascii(std::string_view text);
// A host name as DNS carries it: lower case, labels of other scripts as A-labels (UTS 46, "đồng.example" ->
// "xn--ng-pma6851a.example"). Nothing when such a label is not allowed in a name; an ASCII name is only lowered.
std::optional<std::string> to_ascii_host(std::string_view host);
std::vector<std::string> split(std::string_view text, char separator);

// Order of a Vietnamese dictionary (ICU): a < ă < â, d < đ, tones after letters. Thread-safe.
bool less_vietnamese(std::string_view a, std::string_view b);

// The candidate nearest to `word` by edits after folding; nothing when none is near enough to be a slip of the hand.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// Control characters and bidirectional overrides made visible, at most `limit` bytes: safe to print on a terminal.
std::string printable(std::string_view text, std::size_t limit = 1000);

// Columns that the text takes on a terminal (combining marks take none, wide characters two).
std::size_t display_width(std::string_view text);

}  // namespace attt::base
