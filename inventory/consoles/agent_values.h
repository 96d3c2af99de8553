// What the readers of agents' files share: values of JSON and of XML made plain. Private to the folder.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/value.h"
#include "inventory/consoles/source.h"

namespace attt::inventory::agents {

// A number as its digits: JSON of agents has both.
std::string text_at(const base::Value& value, std::string_view key);
// The first of these that is not empty.
std::string first_at(const base::Value& value, std::initializer_list<std::string_view> keys);

// A section that comes once is an object, several times an array.
template <class Visit>
void each(const base::Value& section, Visit visit) {
    if (const base::Array* many = section.if_array()) {
        for (const base::Value& one : *many)
            visit(one);
    } else if (section.if_object() != nullptr) {
        visit(section);
    }
}

std::optional<bool> yes(const base::Value& value, std::string_view key);
void add_once(std::vector<std::string>& list, std::string text);
bool is_server(std::string_view os);
base::Error defect(std::string_view message, const std::string& file, base::MessageArguments arguments = {});

}  // namespace attt::inventory::agents
