// What a list holds: as --as has it, and as TOML has it. Officers are no subjects: they are kept with their agency.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "model/subject.h"

namespace attt::inventory {

// The first four are the kinds of subjects, in their order.
enum class ListKind { agencies, systems, websites, computers, officers };

inline constexpr std::array list_kinds = {ListKind::agencies, ListKind::systems, ListKind::websites,
                                          ListKind::computers, ListKind::officers};
inline constexpr std::array<std::string_view, 5> list_kind_names = {"agencies", "systems", "websites", "computers",
                                                                    "officers"};

inline std::string_view name_of(ListKind kind) {
    return list_kind_names[static_cast<std::size_t>(kind)];
}
// What a row of such a list is about.
inline model::SubjectKind subject_kind_of(ListKind kind) {
    return kind == ListKind::officers ? model::SubjectKind::agency
                                      : static_cast<model::SubjectKind>(static_cast<int>(kind));
}
// [[agency]]
inline std::string_view table_name_of(ListKind kind) {
    return kind == ListKind::officers ? "officer" : model::name_of(subject_kind_of(kind));
}
inline std::optional<ListKind> list_kind_of(std::string_view name) {
    for (const ListKind kind : list_kinds) {
        if (name_of(kind) == name) return kind;
    }
    return std::nullopt;
}

}  // namespace attt::inventory
