#include "base/error.h"

namespace attt::base {

tl::unexpected<Error> fail(ErrorCode code, std::string_view message, MessageArguments arguments, Place place) {
    return tl::unexpected<Error>(Error{code, std::string(message), std::move(arguments), std::move(place)});
}

tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

std::string debug_string(const Error& error) {
    std::string out = error.message;
    for (std::size_t i = 0; i < error.arguments.size(); ++i) {
        out.append(i == 0 ? " (" : ", ").append(error.arguments[i].first).append("=").append(error.arguments[i].second);
    }
    if (!error.arguments.empty()) out.append(")");
    if (!error.place.file.empty()) {
        out.append(" at ").append(error.place.file).append(":").append(std::to_string(error.place.line));
        if (!error.place.detail.empty()) out.append(" ").append(error.place.detail);
    }
    return out;
}

}  // namespace attt::base
