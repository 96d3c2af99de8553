// Text as a reader sees it, for finding words that somebody has disguised.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attt::base {

// Case folded NFKC (full width, bold and circled letters become plain ones), without characters that are not seen
// (zero-width, soft hyphen, variation selectors), letters of other scripts that look Latin replaced by the Latin one.
// Vietnamese diacritics stay.
std::string undisguised(std::string_view text);

// A word of undisguised text and the same without its diacritics.
struct Word {
    std::string exact;
    std::string plain;
    bool accented() const { return exact != plain; }
};

// The words of a text in order: runs of letters and digits after undisguised(). Chinese, Japanese and Thai, which do
// not part their words, give one word a character. At most `limit` words.
std::vector<Word> words_of(std::string_view text, std::size_t limit = 200'000);

}  // namespace attt::base
