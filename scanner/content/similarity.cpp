#include "scanner/content/similarity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
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

std::string sketch_of(std::string_view text) {
    constexpr std::size_t fields = 32;
    std::array<std::uint64_t, fields> smallest;
    smallest.fill(~std::uint64_t{0});
    for (const std::string& three : threes_of(text)) {
        std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a: the same on every machine
        for (const char c : three)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        for (std::size_t i = 0; i < fields; ++i) {
            // a different order of the same hashes for each field (the finaliser of splitmix64)
            std::uint64_t mixed = hash + (i + 1) * 0x9e3779b97f4a7c15U;
            mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
            mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
            smallest[i] = std::min(smallest[i], mixed ^ (mixed >> 31U));
        }
    }
    std::string out;
    for (const std::uint64_t each : smallest)
        out += fmt::format("{:04x}", each & 0xffffU);
    return out;
}

std::string text_fingerprint(std::string_view text) {
    std::string all;
    for (const std::string& word : words_without_numbers(text))
        all.append(word).append(" ");
    return base::sha256_hex(all);
}

}  // namespace attt::scanner::content
