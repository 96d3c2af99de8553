// Words as people write them: with or without diacritics, in any case and punctuation.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attt::inventory {

// What two spellings of the same word share: folded, punctuation as one space ("Cấp độ (ATTT)" -> "cap do attt").
std::string normalised(std::string_view text);

// True for an empty cell and for what people write into one they cannot fill ("-", "N/A", "chưa rõ").
bool is_blank(std::string_view text);

// Spellings parted by '|', trimmed.
std::vector<std::string> spellings_of(std::string_view list);

// A value of a closed list: its id and the other ways to write it, parted by '|'; the first is the one shown to people.
struct Word {
    std::string_view id;
    std::string_view spellings;
};
using WordList = std::span<const Word>;

extern const WordList agency_tier_words;
extern const WordList agency_kind_words;
extern const WordList system_kind_words;
extern const WordList lifecycle_words;
extern const WordList dossier_state_words;
extern const WordList yes_no_words;  // "true", "false"

// The id of the word that `text` spells; nothing when it is none of them.
std::optional<std::string_view> word_id(std::string_view text, WordList words);
// "tỉnh (province), huyện (district)": what may be written.
std::string allowed_words(WordList words);
// Every id and spelling, to find the nearest among them.
std::vector<std::string> all_spellings(WordList words);

}  // namespace attt::inventory
