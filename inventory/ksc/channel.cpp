#include "inventory/ksc/channel.h"

#include "base/json.h"
#include "base/text.h"

namespace attt::inventory::ksc {
namespace {

using base::Value;

bool is_wrapper(const base::Object& object) {
    return object.size() == 2 && object.contains("type") && object.contains("value") &&
           object.find("type")->if_string() != nullptr;
}

std::string text_of(const Value& value) {
    if (const auto* number = value.if_integer()) return std::to_string(*number);
    return base::printable(value.string_or("-"), 200);
}

}  // namespace

Value unwrapped(const Value& value) {
    if (const base::Array* items = value.if_array()) {
        base::Array out;
        out.reserve(items->size());
        for (const Value& item : *items)
            out.push_back(unwrapped(item));
        return out;
    }
    const base::Object* object = value.if_object();
    if (object == nullptr) return value;
    if (is_wrapper(*object)) return unwrapped(*object->find("value"));
    base::Object out;
    for (const auto& [key, member] : *object)
        out.set(key, unwrapped(member));
    return out;
}

Value params(base::Object members) {
    return base::Object{{"type", "params"}, {"value", std::move(members)}};
}

base::Result<Value> meaning_of(const Answer& answer, const std::string& method) {
    if (answer.status == 401 || answer.status == 403)
        return base::fail(base::ErrorCode::permission, "ksc.session_ended", {{"method", method}});
    auto parsed = base::parse_json(answer.body, method);
    // an error page is no JSON: its status says more
    if (answer.status != 200)
        return base::fail(base::ErrorCode::protocol, "ksc.status",
                          {{"method", method}, {"status", std::to_string(answer.status)}});
    if (!parsed || parsed->if_object() == nullptr)
        return base::fail(base::ErrorCode::protocol, "ksc.not_json", {{"method", method}});
    const Value& error = (*parsed)["PxgError"];
    if (error.if_object() != nullptr)
        return base::fail(
            base::ErrorCode::protocol, "ksc.error",
            {{"method", method}, {"code", text_of(error["code"])}, {"message", text_of(error["message"])}});
    return unwrapped(*parsed);
}

}  // namespace attt::inventory::ksc
