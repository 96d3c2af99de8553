// A tree of plain data, the common currency of facts, TOML and JSON: null, boolean, 64-bit integer, double, UTF-8
// string, array, object. Objects keep the order in which they were written (for people); canonical JSON sorts them (for
// hashes).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace attt::base {

class Value;
using Array = std::vector<Value>;

class Object {
  public:
    Object();
    Object(std::initializer_list<std::pair<std::string, Value>> members);
    Object(const Object&);
    Object(Object&&) noexcept;
    Object& operator=(const Object&);
    Object& operator=(Object&&) noexcept;
    ~Object();

    // nullptr when there is no such member.
    const Value* find(std::string_view key) const;
    Value* find(std::string_view key);
    bool contains(std::string_view key) const { return find(key) != nullptr; }
    // Adds or replaces.
    Value& set(std::string key, Value value);
    bool erase(std::string_view key);
    bool empty() const;
    std::size_t size() const;
    std::vector<std::pair<std::string, Value>>::const_iterator begin() const;
    std::vector<std::pair<std::string, Value>>::const_iterator end() const;
    // Equal members in any order are equal.
    friend bool operator==(const Object& a, const Object& b);

  private:
    std::vector<std::pair<std::string, Value>> members_;
};

class Value {
  public:
    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool b) : data_(b) {}
    Value(int i) : data_(std::int64_t{i}) {}
    Value(unsigned i) : data_(std::int64_t{i}) {}
    Value(std::int64_t i) : data_(i) {}
    Value(std::size_t i) : data_(static_cast<std::int64_t>(i)) {}
    Value(double d) : data_(d) {}
    Value(const char* s) : data_(std::string(s)) {}
    Value(std::string_view s) : data_(std::string(s)) {}
    Value(std::string s) : data_(std::move(s)) {}
    Value(Array a) : data_(std::move(a)) {}
    Value(Object o) : data_(std::move(o)) {}
    // An array of strings, the most common fact.
    Value(const std::vector<std::string>& strings);

    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    bool is_number() const { return if_integer() != nullptr || if_double() != nullptr; }

    // Typed looks: nullptr when it is of another type.
    const bool* if_bool() const { return std::get_if<bool>(&data_); }
    const std::int64_t* if_integer() const { return std::get_if<std::int64_t>(&data_); }
    const double* if_double() const { return std::get_if<double>(&data_); }
    const std::string* if_string() const { return std::get_if<std::string>(&data_); }
    const Array* if_array() const { return std::get_if<Array>(&data_); }
    const Object* if_object() const { return std::get_if<Object>(&data_); }
    Array* if_array() { return std::get_if<Array>(&data_); }
    Object* if_object() { return std::get_if<Object>(&data_); }

    // Typed reads with a default for "absent or of another type".
    std::string string_or(std::string_view fallback) const;
    std::int64_t integer_or(std::int64_t fallback) const;
    bool bool_or(bool fallback) const;

    // The member `key` of an object; a null Value when there is none or this is no object.
    const Value& operator[](std::string_view key) const;
    // The value at a dotted path ("certificate.not_after"); nullptr when any step is missing.
    const Value* at_path(std::string_view dotted) const;

    // "null", "boolean", "integer", "number", "string", "array", "object"
    std::string_view type_name() const;

    // Integers and doubles of the same value are equal.
    friend bool operator==(const Value& a, const Value& b);

  private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

// The strings of an array of strings; others are left out.
std::vector<std::string> strings_of(const Value& value);

}  // namespace attt::base
