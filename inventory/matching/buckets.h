// Members by key, flat: for each key number the members that have it, in ascending order.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace attt::inventory::matching {

class Buckets {
  public:
    Buckets() = default;
    // `pairs` of (key, member); the same pair twice counts once.
    // `pairs` of (key, member), members in ascending order; the same pair twice counts once.
    Buckets(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs, std::size_t keys) : first_(keys + 1) {
        for (const auto& [key, member] : pairs)
            ++first_[key + 1];
        for (std::size_t key = 1; key < first_.size(); ++key)
            first_[key] += first_[key - 1];
        members_.resize(pairs.size());
        std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
        for (const auto& [key, member] : pairs)
            members_[next[key]++] = member;
        drop_repeated();
    }

    std::span<const std::uint32_t> at(std::uint32_t key) const {
        if (key + 1 >= first_.size()) return {};
        return std::span(members_).subspan(first_[key], first_[key + 1] - first_[key]);
    }
    std::size_t count(std::uint32_t key) const { return at(key).size(); }

  private:
    void drop_repeated() {
        std::uint32_t kept = 0;
        for (std::size_t key = 0; key + 1 < first_.size(); ++key) {
            const std::uint32_t begin = first_[key], end = first_[key + 1];
            first_[key] = kept;
            for (std::uint32_t at = begin; at < end; ++at) {
                if (at == begin || members_[at] != members_[at - 1]) members_[kept++] = members_[at];
            }
        }
        first_.back() = kept;
        members_.resize(kept);
    }

    std::vector<std::uint32_t> first_ = std::vector<std::uint32_t>(1);
    std::vector<std::uint32_t> members_;
};

}  // namespace attt::inventory::matching
