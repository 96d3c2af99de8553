#include "scanner/content/words.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "base/toml.h"
#include "net/scope.h"

namespace attt::scanner::content {
namespace {

using base::Word;

bool equal(const Word& listed, const Word& found) {
    if (listed.exact == found.exact) return true;
    return !found.accented() && listed.plain == found.plain;
}

// Digits and signs in the place of letters: "nh4 c4i", read once more as letters.
std::vector<Word> without_digits_for_letters(std::span<const Word> words) {
    std::vector<Word> out;
    bool changed = false;
    for (const Word& word : words) {
        Word copy = word;
        const bool letters =
            std::any_of(word.plain.begin(), word.plain.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
        if (letters) {
            for (std::string* form : {&copy.exact, &copy.plain}) {
                for (char& c : *form) {
                    constexpr std::string_view digits = "01345";
                    constexpr std::string_view letter = "oieas";
                    if (const auto at = digits.find(c); at != std::string_view::npos) {
                        c = letter[at];
                        changed = true;
                    }
                }
            }
        }
        out.push_back(std::move(copy));
    }
    return changed ? out : std::vector<Word>{};
}

std::size_t letters_in(const std::string& word) {
    return static_cast<std::size_t>(
        std::count_if(word.begin(), word.end(), [](unsigned char c) { return (c & 0xC0U) != 0x80U; }));
}

// Runs of single letters put together: "n h à c á i" becomes "nhàcái", with "nhà cái" listed as one word too.
std::vector<Word> joined_letters(std::span<const Word> words) {
    std::vector<Word> out;
    for (std::size_t i = 0; i < words.size();) {
        Word run;
        std::size_t at = i;
        while (at < words.size() && letters_in(words[at].exact) == 1) {
            run.exact += words[at].exact;
            run.plain += words[at].plain;
            ++at;
        }
        if (at - i >= 4) out.push_back(std::move(run));
        i = std::max(at, i + 1);
    }
    return out;
}

Word joined(const std::vector<Word>& words) {
    Word out;
    for (const Word& word : words) {
        out.exact += word.exact;
        out.plain += word.plain;
    }
    return out;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
            std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0) {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

std::vector<std::string> Hits::all() const {
    std::vector<std::string> out = promotion;
    out.insert(out.end(), topic.begin(), topic.end());
    return out;
}

base::Result<WordList> WordList::load(const std::string& file) {
    auto document = base::read_toml(file);
    if (!document) return tl::unexpected(document.error());
    std::vector<base::Error> defects;
    base::TomlTable root(*document, defects);
    WordList list;
    const auto strings = [&](const char* key) { return root.strings(key).value_or(std::vector<std::string>{}); };
    list.date_ = root.required_string("date");
    list.add(strings("promotion"), Kind::promotion);
    const auto brands = strings("brands");
    list.add(brands, Kind::promotion);
    list.brands_.insert(brands.begin(), brands.end());
    list.add(strings("topic"), Kind::topic);
    list.add(strings("reporting"), Kind::reporting);
    list.domain_parts_ = strings("domain_parts");
    for (std::string& ending : strings("cheap_endings"))
        list.endings_.insert(ending);
    for (std::string& known : strings("known_domains"))
        list.known_.insert(known);
    list.uploads_ = strings("upload_folders");
    root.refuse_unknown();
    if (!defects.empty()) return base::fail(defects.front());
    return list;
}

void WordList::add(const std::vector<std::string>& entries, Kind kind) {
    for (const std::string& listed : entries) {
        Entry entry{listed, kind, base::words_of(listed)};
        if (entry.words.empty()) continue;
        by_first_.emplace(entry.words.front().plain, entries_.size());
        const Word whole = joined(entry.words);
        const bool worth_joining = kind == Kind::promotion && entry.words.size() > 1;
        entries_.push_back(entry);
        if (!worth_joining) continue;
        by_first_.emplace(whole.plain, entries_.size());
        entries_.push_back({listed, kind, {whole}});
    }
}

void WordList::look(std::span<const Word> words, Hits& hits, std::set<std::string>& seen) const {
    std::size_t counted_to = 0;  // a longer phrase holds shorter ones: one place counts once
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto [first, last] = by_first_.equal_range(words[i].plain);
        std::size_t longest = 0;
        for (auto it = first; it != last; ++it) {
            const Entry& entry = entries_[it->second];
            if (entry.words.size() > words.size() - i) continue;
            bool same = true;
            for (std::size_t k = 0; same && k < entry.words.size(); ++k)
                same = equal(entry.words[k], words[i + k]);
            if (!same) continue;
            if (entry.kind == Kind::reporting) {
                ++hits.reporting;
                continue;
            }
            if (entry.kind == Kind::promotion) longest = std::max(longest, entry.words.size());
            if (!seen.insert(entry.listed).second) continue;
            (entry.kind == Kind::promotion ? hits.promotion : hits.topic).push_back(entry.listed);
        }
        if (longest == 0) continue;
        if (i >= counted_to) ++hits.promotions;
        counted_to = std::max(counted_to, i + longest);
    }
}

void WordList::look_in_runs(std::span<const Word> runs, Hits& hits, std::set<std::string>& seen) const {
    for (const Word& run : runs) {
        for (const Entry& entry : entries_) {
            if (entry.kind != Kind::promotion || entry.words.size() != 1 || letters_in(entry.words[0].plain) < 6)
                continue;
            const bool found = run.exact.find(entry.words[0].exact) != std::string::npos ||
                               (!run.accented() && run.plain.find(entry.words[0].plain) != std::string::npos);
            if (!found) continue;
            ++hits.promotions;
            if (seen.insert(entry.listed).second) hits.promotion.push_back(entry.listed);
        }
    }
}

Hits WordList::find(std::span<const Word> words) const {
    Hits hits;
    std::set<std::string> seen;
    look(words, hits, seen);
    const std::vector<Word> joined_up = joined_letters(words);
    look_in_runs(joined_up, hits, seen);
    if (hits.promotions == 0) {
        const std::vector<Word> letters = without_digits_for_letters(words);
        Hits disguised;
        if (!letters.empty()) look(letters, disguised, seen);
        // the words of reporting were counted already
        hits.promotions += disguised.promotions;
        hits.promotion.insert(hits.promotion.end(), disguised.promotion.begin(), disguised.promotion.end());
    }
    return hits;
}

Hits WordList::find(std::string_view text) const {
    const auto words = base::words_of(text);
    return find(words);
}

Hits WordList::find_in_path(std::string_view path) const {
    return find(percent_decoded(path));
}

bool WordList::is_known(std::string_view host) const {
    for (std::string_view name = host;;) {
        if (known_.contains(name)) return true;
        const auto dot = name.find('.');
        if (dot == std::string_view::npos) return false;
        name.remove_prefix(dot + 1);
    }
}

bool WordList::names_trade(std::string_view host) const {
    if (is_known(host)) return false;
    for (const std::string& label : base::split(host, '.')) {
        std::string letters = label;
        std::erase(letters, '-');
        if (brands_.contains(letters)) return true;
        for (const std::string& part : domain_parts_) {
            if (letters.find(part) != std::string::npos) return true;
        }
        for (const std::string& piece : base::split(label, '-')) {
            if (brands_.contains(piece)) return true;
            // "bet" or "win" beside a number, or a short word before one of the numbers that the trade likes
            const auto digit = piece.find_first_of("0123456789");
            if (digit == std::string::npos) continue;
            constexpr std::array<std::string_view, 12> lucky = {"88",  "888", "789", "66",  "77",  "99",
                                                                "188", "365", "388", "555", "666", "777"};
            const std::string tail = piece.substr(digit);
            const bool ends_in_number = all_digits(tail) && digit > 0;
            if (ends_in_number && std::find(lucky.begin(), lucky.end(), tail) != lucky.end() && digit <= 6) return true;
            for (const char* word : {"bet", "win", "lode", "loto", "club", "vip", "casino", "slot"}) {
                if (piece.find(word) != std::string::npos) return true;
            }
        }
        for (const char* ending : {"bet", "casino", "slots", "poker"}) {
            constexpr std::array<std::string_view, 3> innocent = {"alphabet", "tibet", "diabet"};
            const bool ordinary = std::any_of(innocent.begin(), innocent.end(), [&](std::string_view word) {
                return letters.find(word) != std::string::npos;
            });
            if (letters.size() > 3 && letters.ends_with(ending) && !ordinary) return true;
        }
    }
    return false;
}

bool WordList::has_cheap_ending(std::string_view host) const {
    const auto dot = host.rfind('.');
    return dot != std::string_view::npos && endings_.contains(host.substr(dot + 1));
}

bool WordList::is_upload(std::string_view path) const {
    const std::string lower = base::to_lower_ascii(path);
    return std::any_of(uploads_.begin(), uploads_.end(),
                       [&](const std::string& folder) { return lower.find("/" + folder + "/") != std::string::npos; });
}

bool lies_within(std::string_view host, std::string_view name) {
    return host == name ||
           (host.size() > name.size() && host.ends_with(name) && host[host.size() - name.size() - 1] == '.');
}

std::string registered_name(std::string_view host) {
    if (net::Address::parse(host)) return std::string(host);
    const std::vector<std::string> labels = base::split(host, '.');
    if (labels.size() <= 2) return std::string(host);
    constexpr std::array<std::string_view, 14> second = {"com",    "gov", "edu", "org", "net", "info", "name",
                                                         "health", "int", "ac",  "pro", "biz", "co",   "or"};
    const std::string& before_last = labels[labels.size() - 2];
    const bool in_two =
        labels.back().size() == 2 && std::find(second.begin(), second.end(), before_last) != second.end();
    const std::size_t keep = in_two ? 3 : 2;
    std::string out;
    for (std::size_t i = labels.size() - std::min(keep, labels.size()); i < labels.size(); ++i)
        out += (out.empty() ? "" : ".") + labels[i];
    return out;
}

}  // namespace attt::scanner::content
