// Words as people write them: with or without diacritics, in any case and punctuation.
#pragma once

#include <map>
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

// A closed list, ready to be looked up.
class WordList {
  public:
    explicit WordList(std::span<const Word> words);

    // The id of the word that `text` spells; nothing when it is none of them.
    std::optional<std::string_view> id_of(std::string_view text) const;
    // The spelling nearest to `text`, when one is near.
    std::optional<std::string> nearest(std::string_view text) const;
    // "tỉnh (province), huyện (district)": what may be written.
    const std::string& allowed() const { return allowed_; }
    // The words as they are shown to people, and their ids, in the order of the list.
    const std::vector<std::string>& choices() const { return choices_; }
    const std::vector<std::string>& ids() const { return id_list_; }

  private:
    std::map<std::string, std::string_view, std::less<>> ids_;
    std::vector<std::string> spellings_;
    std::string allowed_;
    std::vector<std::string> choices_;
    std::vector<std::string> id_list_;
};

const WordList& agency_tier_words();
const WordList& agency_kind_words();
const WordList& system_kind_words();
const WordList& lifecycle_words();
const WordList& dossier_state_words();
const WordList& yes_no_words();  // "true", "false"

}  // namespace attt::inventory
