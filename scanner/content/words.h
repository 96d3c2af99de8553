// The maintained list of words and names by which inserted content is found, and looking for them in a text. What a hit
// means is said elsewhere; this only finds.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/lookalikes.h"

namespace attt::scanner::content {

// What a text holds of the list.
struct Hits {
    std::vector<std::string> promotion;  // words of advertising and names of betting sites, each once, as listed
    std::vector<std::string> topic;      // words that reports use too
    int reporting = 0;                   // how many words of reporting, each place counted
    int promotions = 0;                  // how many words of advertising, each place counted

    // The text offers the thing: advertising that reporting does not outweigh.
    bool offers() const { return promotions > reporting; }
    // It names the matter, without a word of reporting.
    bool names() const { return promotions > 0 || !topic.empty(); }
    bool names_unreported() const { return offers() || (names() && reporting == 0); }
    std::vector<std::string> all() const;
};

class WordList {
  public:
    // Reads scanner/content_words.toml. Errors: file.*, toml.*.
    static base::Result<WordList> load(const std::string& file);

    Hits find(std::string_view text) const;
    Hits find(std::span<const base::Word> words) const;
    // Of a path or a file's name: "/uploads/nha-cai-uy-tin.html", percent-encoding undone.
    Hits find_in_path(std::string_view path) const;

    // A host whose name speaks of the trade ("nhacai-x.example", "bet88.example").
    bool names_trade(std::string_view host) const;
    bool has_cheap_ending(std::string_view host) const;
    // Names that state sites link to as a matter of course.
    bool is_known(std::string_view host) const;
    bool is_upload(std::string_view path) const;
    const std::string& date() const { return date_; }

  private:
    enum class Kind { promotion, topic, reporting };
    struct Entry {
        std::string listed;
        Kind kind = Kind::topic;
        std::vector<base::Word> words;
    };
    void add(const std::vector<std::string>& entries, Kind kind);
    void look(std::span<const base::Word> words, Hits& hits, std::set<std::string>& seen) const;
    // In letters that stood one by one: a word may begin anywhere in them.
    void look_in_runs(std::span<const base::Word> runs, Hits& hits, std::set<std::string>& seen) const;

    std::string date_;
    std::vector<Entry> entries_;
    std::unordered_multimap<std::string, std::size_t> by_first_;  // plain form of the first word
    std::set<std::string, std::less<>> brands_, known_, endings_;
    std::vector<std::string> domain_parts_, uploads_;
};

// "host", "a.b.gov.vn" -> "b.gov.vn": the part that is registered; an address stays whole.
std::string registered_name(std::string_view host);
bool lies_within(std::string_view host, std::string_view name);

}  // namespace attt::scanner::content
