// What a list holds. The first four are the kinds of subjects, in their order; officers are kept with their agency.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "model/subject.h"

namespace attt::inventory {

enum class ListKind { agencies, systems, websites, computers, officers };

inline constexpr std::array list_kinds = {ListKind::agencies, ListKind::systems, ListKind::websites,
                                          ListKind::computers, ListKind::officers};
// As --as has them.
inline constexpr std::array<std::string_view, 5> list_kind_names = {"agencies", "systems", "websites", "computers",
                                                                    "officers"};
// As TOML has them: [[agency]].
inline constexpr std::array<std::string_view, 5> table_names = {"agency", "system", "website", "computer", "officer"};

inline std::string_view name_of(ListKind kind) {
    return list_kind_names[static_cast<std::size_t>(kind)];
}
inline std::string_view table_name_of(ListKind kind) {
    return table_names[static_cast<std::size_t>(kind)];
}
inline std::optional<ListKind> list_kind_of(std::string_view name) {
    for (const ListKind kind : list_kinds) {
        if (name_of(kind) == name) return kind;
    }
    return std::nullopt;
}
// What a row of such a list is about.
inline model::SubjectKind subject_kind_of(ListKind kind) {
    return kind == ListKind::officers ? model::SubjectKind::agency
                                      : static_cast<model::SubjectKind>(static_cast<int>(kind));
}
inline ListKind list_kind_of(model::SubjectKind kind) {
    return static_cast<ListKind>(static_cast<int>(kind));
}

}  // namespace attt::inventory
