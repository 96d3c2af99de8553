#include "rules/readers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"

namespace attt::rules {

Text read_text(base::TomlTable& table, std::string_view key, bool required) {
    if (!table.has(key)) {
        if (required) table.defect("", "toml.missing_key", {{"key", std::string(key) + ".vi"}});
        static_cast<void>(table.any(key));
        return {};
    }
    auto languages = table.table(key);
    if (!languages) return {};
    Text text{languages->required_string("vi"), languages->string("en").value_or("")};
    if (languages->has("vi") && base::trim(text.vi).empty()) languages->defect("vi", "rules.empty_text");
    languages->refuse_unknown();
    return text;
}

void unknown_name(base::TomlTable& table, std::string_view key, const UnknownName& message, const std::string& value,
                  const std::vector<std::string>& known) {
    base::MessageArguments arguments = {{"value", value}, {"known", fmt::format("{}", fmt::join(known, ", "))}};
    const auto near = base::nearest(value, known);
    if (near) arguments.emplace_back("nearest", *near);
    table.defect(key, near ? message.near : message.plain, std::move(arguments));
}

void read_of_each(const std::vector<std::string>& directories, std::string_view name, std::vector<base::Error>& defects,
                  const std::function<void(const base::TomlDocument&)>& read) {
    for (const std::string& directory : directories) {
        const std::filesystem::path file = std::filesystem::path(directory) / name;
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) continue;
        if (const auto document = base::read_toml(file.string()); document)
            read(*document);
        else
            defects.push_back(document.error());
    }
}

bool is_id(std::string_view text) {
    constexpr std::size_t longest = 64;
    if (text.empty() || text.size() > longest) return false;
    bool word = false;  // whether the byte before belongs to a word
    for (const char c : text) {
        const bool joint = c == '.' || c == '-' || c == '_';
        if (joint ? !word : !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return false;
        word = !joint;
    }
    return word;
}

bool fits(const base::Value& value, FactType type) {
    switch (type) {
        case FactType::boolean: return value.if_bool() != nullptr;
        case FactType::integer: return value.if_integer() != nullptr;
        case FactType::string: return value.if_string() != nullptr;
        case FactType::time: {
            const std::string* text = value.if_string();
            return text != nullptr && (base::parse_rfc3339(*text).has_value() || base::parse_date(*text).has_value());
        }
        case FactType::strings: {
            const base::Array* array = value.if_array();
            return array != nullptr && std::all_of(array->begin(), array->end(),
                                                   [](const base::Value& e) { return e.if_string() != nullptr; });
        }
        case FactType::map: return value.if_object() != nullptr || value.if_array() != nullptr;
    }
    return false;
}

}  // namespace attt::rules
