// JSON (RFC 8259) in and out. Input is hostile: bounded in size and depth.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/value.h"

namespace attt::base {

struct JsonLimits {
    std::size_t bytes = 64U << 20U;
    int depth = 64;
};

// Errors: json.syntax (position), json.too_large, json.too_deep. Integers beyond 64 bits become doubles.
Result<Value> parse_json(std::string_view text, const std::string& file = {}, JsonLimits limits = {});

// One line, members in their own order.
std::string to_json(const Value& value);
// Indented by two spaces, for people.
std::string to_pretty_json(const Value& value);
// One line, members sorted by key, so that equal values give equal bytes: what is hashed.
std::string to_canonical_json(const Value& value);

}  // namespace attt::base
