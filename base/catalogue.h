// The texts that people read, by id and language, from TOML files (cli/messages/vi/*.toml, en/*.toml): tables become
// prefixes ("[net]" and "timeout" make "net.timeout"), "{name}" in a text is filled from the arguments.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace attt::base {

enum class Language { vi, en };

class Catalogue {
  public:
    // Reads every .toml of `directory`/vi or `directory`/en. Errors: those of read_toml; catalogue.not_text,
    // catalogue.missing (no file there), catalogue.twice (an id in two files).
    static Result<Catalogue> load(const std::filesystem::path& directory, Language language);

    Language language() const { return language_; }
    bool contains(std::string_view id) const { return texts_.find(id) != texts_.end(); }
    // The text of `id` with its arguments filled in; "⟨id⟩" when the catalogue lacks it (a test proves that none does).
    std::string text(std::string_view id, const MessageArguments& arguments = {}) const;
    // The text of `id`, or `fallback` when there is none: for names of things that data files may add.
    std::string text_or(std::string_view id, std::string_view fallback) const;
    // One sentence: "file, line 3: …".
    std::string sentence(const Error& error) const;
    const std::map<std::string, std::string, std::less<>>& texts() const { return texts_; }

  private:
    Language language_ = Language::vi;
    std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace attt::base
