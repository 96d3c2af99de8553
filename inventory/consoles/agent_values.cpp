#include "inventory/consoles/agent_values.h"

#include "base/text.h"
#include "inventory/consoles/when.h"

namespace attt::inventory::agents {

constexpr std::size_t most_addresses = 64;

std::string text_at(const base::Value& value, std::string_view key) {
    const base::Value& found = value[key];
    if (const auto* number = found.if_integer()) return std::to_string(*number);
    return std::string(base::trim(found.string_or("")));
}

std::string first_at(const base::Value& value, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (std::string found = text_at(value, key); !found.empty()) return found;
    }
    return {};
}

std::optional<bool> yes(const base::Value& value, std::string_view key) {
    if (const bool* flag = value[key].if_bool()) return *flag;
    return parse_flag(text_at(value, key));
}

void add_once(std::vector<std::string>& list, std::string text) {
    if (text.empty() || list.size() >= most_addresses) return;
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

bool is_server(std::string_view os) {
    return base::to_lower_ascii(os).find("server") != std::string::npos;
}

base::Error defect(std::string_view message, const std::string& file, base::MessageArguments arguments) {
    return {base::ErrorCode::bad_input, std::string(message), std::move(arguments), {file, 0, {}}};
}

}  // namespace attt::inventory::agents
