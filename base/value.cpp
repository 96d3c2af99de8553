#include "base/value.h"

#include <algorithm>

namespace attt::base {

Object::Object() = default;
Object::Object(std::initializer_list<std::pair<std::string, Value>> members) {
    members_.reserve(members.size());
    for (const auto& [key, value] : members)
        set(key, value);
}
Object::Object(const Object&) = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(const Object&) = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

const Value* Object::find(std::string_view key) const {
    const auto found = std::find_if(members_.begin(), members_.end(), [&](const auto& m) { return m.first == key; });
    return found == members_.end() ? nullptr : &found->second;
}

Value* Object::find(std::string_view key) {
    const auto found = std::find_if(members_.begin(), members_.end(), [&](const auto& m) { return m.first == key; });
    return found == members_.end() ? nullptr : &found->second;
}

Value& Object::set(std::string key, Value value) {
    if (Value* present = find(key)) {
        *present = std::move(value);
        return *present;
    }
    return members_.emplace_back(std::move(key), std::move(value)).second;
}

bool Object::erase(std::string_view key) {
    return std::erase_if(members_, [&](const auto& m) { return m.first == key; }) > 0;
}

bool Object::empty() const {
    return members_.empty();
}
std::size_t Object::size() const {
    return members_.size();
}
std::vector<std::pair<std::string, Value>>::const_iterator Object::begin() const {
    return members_.begin();
}
std::vector<std::pair<std::string, Value>>::const_iterator Object::end() const {
    return members_.end();
}

bool operator==(const Object& a, const Object& b) {
    if (a.size() != b.size()) return false;
    return std::all_of(a.begin(), a.end(), [&](const auto& member) {
        const Value* other = b.find(member.first);
        return other != nullptr && *other == member.second;
    });
}

Value::Value(const std::vector<std::string>& strings) : data_(Array(strings.begin(), strings.end())) {}

std::string Value::string_or(std::string_view fallback) const {
    const std::string* s = if_string();
    return s != nullptr ? *s : std::string(fallback);
}

std::int64_t Value::integer_or(std::int64_t fallback) const {
    const std::int64_t* i = if_integer();
    return i != nullptr ? *i : fallback;
}

bool Value::bool_or(bool fallback) const {
    const bool* b = if_bool();
    return b != nullptr ? *b : fallback;
}

const Value& Value::operator[](std::string_view key) const {
    static const Value none;
    const Object* object = if_object();
    const Value* found = object != nullptr ? object->find(key) : nullptr;
    return found != nullptr ? *found : none;
}

const Value* Value::at_path(std::string_view dotted) const {
    const Value* here = this;
    while (!dotted.empty()) {
        const Object* object = here->if_object();
        if (object == nullptr) return nullptr;
        const auto dot = dotted.find('.');
        here = object->find(dotted.substr(0, dot));
        if (here == nullptr) return nullptr;
        if (dot == std::string_view::npos) break;
        dotted.remove_prefix(dot + 1);
    }
    return here;
}

std::string_view Value::type_name() const {
    static constexpr std::string_view names[] = {"null", "boolean", "integer", "number", "string", "array", "object"};
    return names[data_.index()];
}

bool operator==(const Value& a, const Value& b) {
    if (const std::int64_t* i = a.if_integer(); i != nullptr && b.if_double() != nullptr)
        return static_cast<double>(*i) == *b.if_double();
    if (const double* d = a.if_double(); d != nullptr && b.if_integer() != nullptr)
        return *d == static_cast<double>(*b.if_integer());
    return a.data_ == b.data_;
}

std::vector<std::string> strings_of(const Value& value) {
    std::vector<std::string> out;
    if (const Array* array = value.if_array()) {
        for (const Value& element : *array) {
            if (const std::string* s = element.if_string()) out.push_back(*s);
        }
    }
    return out;
}

}  // namespace attt::base
