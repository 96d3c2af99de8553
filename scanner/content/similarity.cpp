#include "scanner/content/similarity.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>
#include <vector>

#include "base/hash.h"
#include "base/lookalikes.h"

namespace attt::scanner::content {
namespace {

std::vector<std::string> words_without_numbers(std::string_view text) {
    std::vector<std::string> out;
    for (base::Word& word : base::words_of(text, 20'000)) {
        const bool number =
            std::any_of(word.exact.begin(), word.exact.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
        if (!number) out.push_back(std::move(word.exact));
    }
    return out;
}

std::unordered_set<std::string> threes_of(std::string_view text) {
    const auto words = words_without_numbers(text);
    std::unordered_set<std::string> out;
    if (words.size() < 3) {
        for (const std::string& word : words)
            out.insert(word);
        return out;
    }
    for (std::size_t i = 0; i + 2 < words.size(); ++i)
        out.insert(words[i] + " " + words[i + 1] + " " + words[i + 2]);
    return out;
}

}  // namespace

int similarity_percent(std::string_view a, std::string_view b) {
    const auto one = threes_of(a);
    const auto other = threes_of(b);
    if (one.empty() && other.empty()) return 100;
    std::size_t common = 0;
    for (const std::string& three : one)
        common += other.count(three);
    return static_cast<int>(100 * common / (one.size() + other.size() - common));
}

std::string text_fingerprint(std::string_view text) {
    std::string all;
    for (const std::string& word : words_without_numbers(text))
        all.append(word).append(" ");
    return base::sha256_hex(all);
}

}  // namespace attt::scanner::content
