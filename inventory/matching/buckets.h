// Members by key, flat: for each key number the members that have it, in ascending order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace attt::inventory::matching {

class Buckets {
  public:
    Buckets() = default;
    // `pairs` of (key, member); the same pair twice counts once.
    Buckets(std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs, std::size_t keys) : first_(keys + 1) {
        std::sort(pairs.begin(), pairs.end());
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
        members_.reserve(pairs.size());
        for (const auto& [key, member] : pairs) {
            ++first_[key + 1];
            members_.push_back(member);
        }
        for (std::size_t key = 1; key < first_.size(); ++key)
            first_[key] += first_[key - 1];
    }

    std::span<const std::uint32_t> at(std::uint32_t key) const {
        if (key + 1 >= first_.size()) return {};
        return std::span(members_).subspan(first_[key], first_[key + 1] - first_[key]);
    }
    std::size_t count(std::uint32_t key) const { return at(key).size(); }

  private:
    std::vector<std::uint32_t> first_ = std::vector<std::uint32_t>(1);
    std::vector<std::uint32_t> members_;
};

}  // namespace attt::inventory::matching
