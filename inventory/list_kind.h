// What a list holds: as --as has it, and as TOML has it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "model/subject.h"

namespace attt::inventory {

enum class ListKind { agencies, systems, websites, computers };  // the kinds of subjects, in their order

inline constexpr std::array list_kinds = {ListKind::agencies, ListKind::systems, ListKind::websites,
                                          ListKind::computers};
inline constexpr std::array<std::string_view, 4> list_kind_names = {"agencies", "systems", "websites", "computers"};

inline std::string_view name_of(ListKind kind) {
    return list_kind_names[static_cast<std::size_t>(kind)];
}
inline model::SubjectKind subject_kind_of(ListKind kind) {
    return static_cast<model::SubjectKind>(static_cast<int>(kind));
}
// [[agency]]
inline std::string_view table_name_of(ListKind kind) {
    return model::name_of(subject_kind_of(kind));
}
inline std::optional<ListKind> list_kind_of(std::string_view name) {
    for (const ListKind kind : list_kinds) {
        if (name_of(kind) == name) return kind;
    }
    return std::nullopt;
}

}  // namespace attt::inventory
