// What a rule can speak about: a (kind, id). Ids are chosen by the office and never change; kinds are a closed set.
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace attt::model {

enum class SubjectKind { agency, system, website, computer };

inline constexpr std::array<std::string_view, 4> subject_kind_names = {"agency", "system", "website", "computer"};

inline std::string_view name_of(SubjectKind kind) {
    return subject_kind_names[static_cast<std::size_t>(kind)];
}

inline std::optional<SubjectKind> subject_kind_of(std::string_view name) {
    for (std::size_t i = 0; i < subject_kind_names.size(); ++i) {
        if (subject_kind_names[i] == name) return static_cast<SubjectKind>(i);
    }
    return std::nullopt;
}

struct SubjectRef {
    SubjectKind kind = SubjectKind::website;
    std::string id;
    auto operator<=>(const SubjectRef&) const = default;
};

}  // namespace attt::model
