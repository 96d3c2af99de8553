#include "base/toml.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "base/files.h"
#include "base/text.h"

namespace attt::base {
namespace {

std::string child_path(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : path + "." + std::string(key);
}

template <class T>
std::string streamed(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

Value convert(const toml::node& node, const std::string& path, TomlDocument& document);

void note_line(const toml::node& node, const std::string& path, TomlDocument& document) {
    document.lines.emplace(path, static_cast<int>(node.source().begin.line));
}

Value convert_table(const toml::table& table, const std::string& path, TomlDocument& document) {
    // toml++ sorts by key; the order of the file is wanted, and the lines give it back
    std::vector<std::pair<const toml::key*, const toml::node*>> members;
    for (const auto& [key, node] : table)
        members.emplace_back(&key, &node);
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        const auto left = a.first->source().begin;
        const auto right = b.first->source().begin;
        return left.line != right.line ? left.line < right.line : left.column < right.column;
    });
    Object object;
    for (const auto& [key, node] : members) {
        const std::string where = child_path(path, key->str());
        document.lines.emplace(where, static_cast<int>(key->source().begin.line));
        object.set(nfc(key->str()), convert(*node, where, document));
    }
    return object;
}

Value convert_array(const toml::array& array, const std::string& path, TomlDocument& document) {
    Array out;
    std::size_t index = 0;
    for (const toml::node& node : array) {
        const std::string where = fmt::format("{}[{}]", path, index++);
        note_line(node, where, document);
        out.push_back(convert(node, where, document));
    }
    return out;
}

Value convert(const toml::node& node, const std::string& path, TomlDocument& document) {
    if (const auto* table = node.as_table()) return convert_table(*table, path, document);
    if (const auto* array = node.as_array()) return convert_array(*array, path, document);
    if (const auto* s = node.as_string()) return nfc(s->get());
    if (const auto* i = node.as_integer()) return Value(std::int64_t{i->get()});
    if (const auto* d = node.as_floating_point()) return Value(d->get());
    if (const auto* b = node.as_boolean()) return Value(b->get());
    if (const auto* date = node.as_date()) return streamed(date->get());
    if (const auto* time = node.as_time()) return streamed(time->get());
    if (const auto* both = node.as_date_time()) return streamed(both->get());
    return {};
}

}  // namespace

int TomlDocument::line_of(std::string_view path) const {
    const auto found = lines.find(path);
    return found == lines.end() ? 0 : found->second;
}

Result<TomlDocument> parse_toml(std::string_view text, const std::string& file) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (!is_utf8(text)) return fail(ErrorCode::bad_input, "toml.not_utf8", {}, {file, 0, {}});
    TomlDocument document{file, {}, {}};
    try {
        const toml::table table = toml::parse(text, file);
        document.root = convert_table(table, "", document);
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::bad_input, "toml.syntax", {{"reason", std::string(error.description())}},
                    {file, static_cast<int>(error.source().begin.line), {}});
    }
    return document;
}

Result<TomlDocument> read_toml(const std::string& file) {
    auto text = read_file(file, 64U << 20U);
    if (!text) return tl::unexpected(text.error());
    return parse_toml(*text, file);
}

TomlTable::TomlTable(const TomlDocument& document, std::vector<Error>& defects)
    : TomlTable(document, defects, "", *document.root.if_object()) {}

TomlTable::TomlTable(const TomlDocument& document, std::vector<Error>& defects, std::string path, const Object& object)
    : document_(&document), defects_(&defects), path_(std::move(path)), object_(&object) {}

std::string TomlTable::path_of(std::string_view key) const {
    return key.empty() ? path_ : child_path(path_, key);
}

int TomlTable::line() const {
    return document_->line_of(path_);
}

int TomlTable::line_of(std::string_view key) const {
    const int found = document_->line_of(path_of(key));
    return found != 0 ? found : line();
}

void TomlTable::defect(std::string_view key, std::string_view message, MessageArguments arguments) {
    defects_->push_back({ErrorCode::bad_input,
                         std::string(message),
                         std::move(arguments),
                         {document_->file, line_of(key), path_of(key)}});
}

const Value* TomlTable::look(std::string_view key) {
    asked_.emplace(key);
    return object_->find(key);
}

void TomlTable::wrong_type(std::string_view key, std::string_view expected, const Value& found) {
    defect(key, "toml.wrong_type",
           {{"key", std::string(key)}, {"expected", std::string(expected)}, {"found", std::string(found.type_name())}});
}

const Value* TomlTable::any(std::string_view key) {
    return look(key);
}

std::optional<std::string> TomlTable::string(std::string_view key) {
    const Value* value = look(key);
    if (value == nullptr) return std::nullopt;
    if (const std::string* s = value->if_string()) return *s;
    wrong_type(key, "string", *value);
    return std::nullopt;
}

std::optional<std::int64_t> TomlTable::integer(std::string_view key) {
    const Value* value = look(key);
    if (value == nullptr) return std::nullopt;
    if (const std::int64_t* i = value->if_integer()) return *i;
    wrong_type(key, "integer", *value);
    return std::nullopt;
}

std::optional<bool> TomlTable::boolean(std::string_view key) {
    const Value* value = look(key);
    if (value == nullptr) return std::nullopt;
    if (const bool* b = value->if_bool()) return *b;
    wrong_type(key, "boolean", *value);
    return std::nullopt;
}

std::optional<Date> TomlTable::date(std::string_view key) {
    const auto text = string(key);
    if (!text) return std::nullopt;
    auto parsed = parse_date(*text);
    if (parsed) return *parsed;
    defect(key, parsed.error().message, parsed.error().arguments);
    return std::nullopt;
}

std::optional<Duration> TomlTable::duration(std::string_view key) {
    const auto text = string(key);
    if (!text) return std::nullopt;
    auto parsed = parse_duration(*text);
    if (parsed) return *parsed;
    defect(key, parsed.error().message, parsed.error().arguments);
    return std::nullopt;
}

std::optional<std::vector<std::string>> TomlTable::strings(std::string_view key) {
    const Value* value = look(key);
    if (value == nullptr) return std::nullopt;
    if (const std::string* s = value->if_string()) return std::vector<std::string>{*s};
    const Array* array = value->if_array();
    std::vector<std::string> out = strings_of(*value);
    if (array == nullptr || out.size() != array->size()) {
        wrong_type(key, "array of strings", *value);
        return std::nullopt;
    }
    return out;
}

std::string TomlTable::required_string(std::string_view key) {
    if (!has(key)) {
        asked_.emplace(key);
        defect("", "toml.missing_key", {{"key", std::string(key)}});
        return {};
    }
    return string(key).value_or("");
}

std::optional<std::string> TomlTable::one_of(std::string_view key, std::span<const std::string_view> allowed) {
    auto text = string(key);
    if (!text || std::find(allowed.begin(), allowed.end(), *text) != allowed.end()) return text;
    const std::vector<std::string> names(allowed.begin(), allowed.end());
    defect(key, "toml.not_one_of",
           {{"key", std::string(key)},
            {"value", *text},
            {"allowed", fmt::format("{}", fmt::join(names, ", "))},
            {"nearest", nearest(*text, names).value_or(names.empty() ? "" : names.front())}});
    return std::nullopt;
}

std::optional<TomlTable> TomlTable::table(std::string_view key) {
    const Value* value = look(key);
    if (value == nullptr) return std::nullopt;
    if (const Object* object = value->if_object()) return TomlTable(*document_, *defects_, path_of(key), *object);
    wrong_type(key, "table", *value);
    return std::nullopt;
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) {
    std::vector<TomlTable> out;
    const Value* value = look(key);
    if (value == nullptr) return out;
    const Array* array = value->if_array();
    if (array == nullptr) {
        wrong_type(key, "array of tables", *value);
        return out;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        if (const Object* object = (*array)[i].if_object()) {
            out.emplace_back(*document_, *defects_, fmt::format("{}[{}]", path_of(key), i), *object);
        } else {
            wrong_type(key, "array of tables", (*array)[i]);
        }
    }
    return out;
}

std::vector<std::pair<std::string, TomlTable>> TomlTable::named_tables() {
    std::vector<std::pair<std::string, TomlTable>> out;
    for (const auto& [key, value] : *object_) {
        asked_.emplace(key);
        if (const Object* object = value.if_object()) {
            out.emplace_back(key, TomlTable(*document_, *defects_, path_of(key), *object));
        } else {
            wrong_type(key, "table", value);
        }
    }
    return out;
}

void TomlTable::refuse_unknown() {
    const std::vector<std::string> known(asked_.begin(), asked_.end());
    for (const auto& [key, value] : *object_) {
        if (asked_.contains(key)) continue;
        const auto near = nearest(key, known);
        MessageArguments arguments = {{"key", key}, {"known", fmt::format("{}", fmt::join(known, ", "))}};
        if (near) arguments.emplace_back("nearest", *near);
        defect(key, near ? "toml.unknown_key_near" : "toml.unknown_key", std::move(arguments));
    }
}

}  // namespace attt::base
