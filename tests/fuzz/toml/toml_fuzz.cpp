// TOML: whatever is accepted is UTF-8 and every member has a line; what is refused says why.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "base/toml.h"

namespace {

void walk(const attt::base::Value& value, int depth) {
    if (depth > 200) std::abort();
    if (const auto* text = value.if_string(); text != nullptr && !attt::base::is_utf8(*text)) std::abort();
    if (const auto* array = value.if_array()) {
        for (const attt::base::Value& each : *array)
            walk(each, depth + 1);
    }
    if (const auto* object = value.if_object()) {
        for (const auto& [key, each] : *object) {
            if (!attt::base::is_utf8(key)) std::abort();
            walk(each, depth + 1);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = attt::base::parse_toml(std::string_view(reinterpret_cast<const char*>(data), size), "f.toml");
    if (document) {
        walk(document->root, 0);
    } else if (document.error().message.empty()) {
        std::abort();
    }
    return 0;
}
